package io.simshift.cli.bip;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.simshift.protocol.bip.IpPackets;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Many cards on one thread: each takes its first packet, waits for the word, then answers whatever comes. */
final class TcpCards implements AutoCloseable {
    private static final byte[] RESPONSE = {IpPackets.RESPONSE, 0};
    private static final int MAX_PACKET_BYTES = 1_000;

    private final InetSocketAddress server;
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("cards", true), NioIoHandler.newFactory());
    private final List<ChannelHandlerContext> held = new ArrayList<>();
    private boolean answering;
    private int closed;

    TcpCards(InetSocketAddress server) {
        this.server = server;
    }

    void connect(byte[] iccid) {
        new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new Card(iccid))
                .connect(server);
    }

    /** Cards that have a packet and hold their answer back. */
    synchronized int holding() {
        return held.size();
    }

    boolean awaitHolding(int count, int seconds) throws InterruptedException {
        return await(() -> held.size(), count, seconds);
    }

    boolean awaitClosed(int count, int seconds) throws InterruptedException {
        return await(() -> closed, count, seconds);
    }

    private synchronized boolean await(IntSupplier reached, int count, int seconds) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (reached.getAsInt() < count) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (leftMillis <= 0) {
                return false;
            }
            wait(leftMillis);
        }
        return true;
    }

    /** Now all of them answer. */
    synchronized void answer() {
        answering = true;
        held.forEach(context -> context.writeAndFlush(Unpooled.wrappedBuffer(RESPONSE)));
    }

    /** Whether to answer at once. */
    private synchronized boolean mayAnswer(ChannelHandlerContext context) {
        if (!answering) {
            held.add(context);
            notifyAll();
        }
        return answering;
    }

    private synchronized void gone() {
        closed++;
        notifyAll();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class Card extends SimpleChannelInboundHandler<ByteBuf> {
        private final byte[] iccid;
        private final IpPackets cutter = new IpPackets(MAX_PACKET_BYTES);

        Card(byte[] iccid) {
            this.iccid = iccid;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(Unpooled.wrappedBuffer(IpPackets.identification(iccid)));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf buffer) {
            byte[] bytes = new byte[buffer.readableBytes()];
            buffer.readBytes(bytes);
            for (int i = cutter.feed(bytes).size(); i > 0; i--) {
                if (mayAnswer(context)) {
                    context.writeAndFlush(Unpooled.wrappedBuffer(RESPONSE));
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            gone();
        }
    }
}
