package io.simshift.simulator.auc;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Unix-domain datagram socket on which hostapd asks for vectors. Whoever may write to it gets session keys: its owner
 * alone may.
 */
public final class EapSimDbSocket implements AutoCloseable {
    private final Path path;
    private final EventLoopGroup loop;
    private final Channel channel;

    private EapSimDbSocket(Path path, EventLoopGroup loop, Channel channel) {
        this.path = path;
        this.loop = loop;
        this.channel = channel;
    }

    /**
     * Binds the socket and serves it until closed. A socket that a dead process left at the path is replaced.
     *
     * @throws IOException where this system has no such sockets, the path is taken, or can't be bound
     */
    public static EapSimDbSocket open(Path path, EapSimDb database, EapSimDbListener listener) throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException("Unix-domain datagram sockets are served on Linux (x86-64, ARM-64) only");
        }
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        boolean open = false;
        try {
            makeRoom(path, loop);
            Channel channel = bind(path, bootstrap(loop, new Questions(database, listener)));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            open = true;
            return new EapSimDbSocket(path, loop, channel);
        } finally {
            if (!open) {
                loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            }
        }
    }

    private static Channel bind(Path path, Bootstrap bootstrap) throws IOException {
        ChannelFuture bound =
                bootstrap.bind(new DomainSocketAddress(path.toFile())).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "the socket " + path + " can't be bound: " + bound.cause().getMessage(), bound.cause());
        }
        return bound.channel();
    }

    private static Bootstrap bootstrap(EventLoopGroup loop, Questions questions) {
        return new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(questions);
    }

    private static void makeRoom(Path path, EventLoopGroup loop) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean socket = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther();
        if (!socket) {
            throw new IOException(path + " is there already, and is no socket");
        }
        if (isServed(path, loop)) {
            throw new IOException(path + " is served by another process");
        }
        Files.delete(path);
    }

    /** A datagram socket can be connected only to one that a process has open. */
    private static boolean isServed(Path path, EventLoopGroup loop) {
        ChannelFuture attempt = bootstrap(loop, new Questions(null, null))
                .connect(new DomainSocketAddress(path.toFile()))
                .awaitUninterruptibly();
        attempt.channel().close().awaitUninterruptibly();
        return attempt.isSuccess();
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Ends serving and takes the socket away. */
    @Override
    public void close() throws IOException {
        channel.close().awaitUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        Files.deleteIfExists(path);
    }

    private static final class Questions extends SimpleChannelInboundHandler<DomainDatagramPacket> {
        private final EapSimDb database;
        private final EapSimDbListener listener;

        Questions(EapSimDb database, EapSimDbListener listener) {
            this.database = database;
            this.listener = listener;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
            String question = packet.content().toString(StandardCharsets.US_ASCII);
            DomainSocketAddress from = packet.sender();
            boolean answerable = from != null && !from.path().isEmpty();
            if (!answerable) {
                listener.refused("the datagram has no sender to answer to");
                return;
            }
            Optional<String> answer = database.answer(question);
            answer.ifPresent(text -> {
                ByteBuf content = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
                context.writeAndFlush(new DomainDatagramPacket(content, from)).addListener(sent -> {
                    if (!sent.isSuccess()) {
                        listener.refused(
                                "the answer could not be sent: " + sent.cause().getMessage());
                    }
                });
            });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            listener.refused("a datagram could not be read: " + cause.getMessage());
        }
    }
}
