package io.simshift.cli.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.simshift.protocol.smpp.Bind;
import io.simshift.protocol.smpp.BindResponse;
import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.EnquireLink;
import io.simshift.protocol.smpp.EnquireLinkResponse;
import io.simshift.protocol.smpp.ReceivedPdu;
import io.simshift.protocol.smpp.SubmitSm;
import io.simshift.protocol.smpp.SubmitSmResponse;
import io.simshift.protocol.smpp.Tlvs;
import io.simshift.protocol.smpp.Unbind;
import io.simshift.protocol.smpp.UnbindResponse;
import io.simshift.server.smpp.SmppCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A message centre that takes everything and keeps nothing. */
final class SmppEcho implements AutoCloseable {
    static final int PDU_MAX_BYTES = 4096;

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("echo", true), NioIoHandler.newFactory());
    private final Channel listener;

    SmppEcho() {
        listener = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SmppCodec.addTo(channel.pipeline(), PDU_MAX_BYTES);
                        channel.pipeline().addLast(new Session());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private static final class Session extends SimpleChannelInboundHandler<ReceivedPdu> {
        private long taken;

        @Override
        protected void channelRead0(ChannelHandlerContext context, ReceivedPdu received) {
            if (received instanceof SubmitSm submit) {
                String id = Long.toHexString(++taken);
                context.write(SubmitSmResponse.accepted(submit.sequenceNumber(), id), context.voidPromise());
            } else if (received instanceof Bind bind) {
                context.write(
                        new BindResponse(bind.type(), CommandStatus.OK, bind.sequenceNumber(), "echo", Tlvs.NONE));
            } else if (received instanceof EnquireLink enquiry) {
                context.write(new EnquireLinkResponse(CommandStatus.OK, enquiry.sequenceNumber()));
            } else if (received instanceof Unbind unbind) {
                context.write(new UnbindResponse(CommandStatus.OK, unbind.sequenceNumber()));
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
