package io.simshift.cli.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.Bind;
import io.simshift.protocol.smpp.BindResponse;
import io.simshift.protocol.smpp.ReceivedPdu;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.protocol.smpp.SubmitSm;
import io.simshift.protocol.smpp.SubmitSmResponse;
import io.simshift.server.smpp.SmppCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** Keeps a window of submit_sm full, and does nothing else: each message is made, encoded, answered and decoded. */
final class SmppPump implements AutoCloseable {
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("pump", true), NioIoHandler.newFactory());
    private final byte[] packet;
    private final int window;
    private volatile long answered;
    private final Channel channel;

    SmppPump(int port, int window, byte[] packet) {
        this.packet = packet;
        this.window = window;
        channel = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1 << 20, 4 << 20))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel made) {
                        SmppCodec.addTo(made.pipeline(), SmppEcho.PDU_MAX_BYTES);
                        made.pipeline().addLast(new Session());
                    }
                })
                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .syncUninterruptibly()
                .channel();
    }

    long answered() {
        return answered;
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private final class Session extends SimpleChannelInboundHandler<ReceivedPdu> {
        private final SmppAddress source = SmppAddress.international("1234");
        private long sequenceNumber;
        private long count;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(
                    Bind.transceiver(++sequenceNumber, "bench", SecretBytes.copyOf(new byte[] {'x'}), ""));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ReceivedPdu received) {
            if (received instanceof SubmitSmResponse) {
                count++;
                send(context);
            } else if (received instanceof BindResponse) {
                for (int i = 0; i < window; i++) {
                    send(context);
                }
            }
        }

        private void send(ChannelHandlerContext context) {
            ShortMessage message = ShortMessage.submission(
                    source,
                    SmppAddress.international("4915000000001"),
                    ShortMessage.ESM_UDHI,
                    0x7F,
                    0xF6,
                    packet,
                    "000001000000000R",
                    1);
            sequenceNumber = sequenceNumber == 0x7FFFFFFF ? 1 : sequenceNumber + 1;
            context.write(new SubmitSm(sequenceNumber, message), context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            answered = count;
            context.flush();
        }
    }
}
