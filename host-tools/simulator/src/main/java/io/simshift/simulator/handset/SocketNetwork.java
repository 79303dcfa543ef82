package io.simshift.simulator.handset;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.simshift.protocol.bip.ChannelParameters.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The network of this machine: real sockets, one thread for all of them. */
public final class SocketNetwork implements ChannelNetwork, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketNetwork.class);
    private static final int READ_BYTES = 4_096;

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("channels", true), NioIoHandler.newFactory());

    @Override
    public CompletionStage<Link> open(Transport transport, byte[] address, Listener listener) {
        InetSocketAddress remote;
        try {
            remote = new InetSocketAddress(InetAddress.getByAddress(address), transport.port());
        } catch (UnknownHostException e) {
            return CompletableFuture.failedStage(e);
        }
        boolean tcp = transport.type() == Transport.TCP_CLIENT;
        Reader reader = new Reader(listener);
        ChannelFuture connecting = new Bootstrap()
                .group(group)
                .channel(tcp ? NioSocketChannel.class : NioDatagramChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                // one read at a time, so that a datagram stays one and no more waits here than one RECEIVE DATA is
                // about
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(1))
                .handler(reader)
                .connect(remote);
        CompletableFuture<Link> opened = new CompletableFuture<>();
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                reader.open = true;
                opened.complete(new Socket(connecting.channel(), reader));
            } else {
                opened.completeExceptionally(done.cause());
            }
        });
        return opened;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private record Socket(Channel channel, Reader reader) implements Link {
        @Override
        public void send(byte[] bytes) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        }

        @Override
        public void more() {
            channel.read();
        }

        @Override
        public void close() {
            reader.open = false;
            channel.close();
        }
    }

    private static final class Reader extends ChannelInboundHandlerAdapter {
        private final Listener listener;
        private volatile boolean open;

        Reader(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                ByteBuf buffer = message instanceof ByteBufHolder holder ? holder.content() : (ByteBuf) message;
                byte[] bytes = new byte[buffer.readableBytes()];
                buffer.readBytes(bytes);
                if (bytes.length == 0) {
                    context.read();
                } else if (open) {
                    listener.received(bytes);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (open) {
                open = false;
                listener.lost();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("{}: {}", context.channel().remoteAddress(), cause.getMessage());
            context.close();
        }
    }
}
