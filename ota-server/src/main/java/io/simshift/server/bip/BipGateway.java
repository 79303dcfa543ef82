package io.simshift.server.bip;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Listens for cards that come by IP, by one bearer or several at a time; all of them share limits and table of sessions. */
public final class BipGateway implements AutoCloseable {
    private static final int MAX_DATAGRAM_BYTES = 0xFFFF;
    private static final int BACKLOG = 4_096;

    private final EventLoopGroup group;
    private final List<Channel> channels = new ArrayList<>();
    private final SessionTable table;
    private final SecureRandom random = new SecureRandom();
    private Optional<InetSocketAddress> tcp = Optional.empty();
    private Optional<InetSocketAddress> udp = Optional.empty();
    private Optional<InetSocketAddress> https = Optional.empty();

    private BipGateway(BipLimits limits, int threads) {
        this.table = new SessionTable(limits.connections());
        this.group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("bip", true), NioIoHandler.newFactory());
    }

    /**
     * Listens from now on.
     *
     * @throws IOException where a port can't be had; nothing listens then
     */
    public static BipGateway open(BipGatewayConfig config, CardGate gate) throws IOException {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
        BipGateway gateway = new BipGateway(config.limits(), threads);
        try {
            gateway.listen(config, gate);
        } catch (InterruptedException e) {
            gateway.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IOException e) {
            gateway.close();
            throw e;
        }
        return gateway;
    }

    private void listen(BipGatewayConfig config, CardGate gate) throws IOException, InterruptedException {
        BipLimits limits = config.limits();
        if (config.tcpPort().isPresent()) {
            tcp = Optional.of(
                    listen(config.host(), config.tcpPort().get(), () -> List.of(new TcpPackets(gate, table, limits))));
        }
        if (config.https().isPresent()) {
            BipGatewayConfig.Https by = config.https().get();
            https = Optional.of(listen(
                    config.host(),
                    by.port(),
                    () -> List.of(
                            new PskTls(by.keys(), by.profile(), random),
                            new AdminSessions(gate, table, limits, by.bodyForm(), by.contentType()))));
        }
        if (config.udpPort().isPresent()) {
            udp = Optional.of(bind(new Bootstrap()
                    .group(group)
                    .channel(NioDatagramChannel.class)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM_BYTES))
                    .handler(new CatTpServer(config.catTpPort(), config.catTp(), gate, table, limits, random))
                    .bind(config.host(), config.udpPort().get())));
        }
    }

    private InetSocketAddress listen(String host, int port, Supplier<List<ChannelHandler>> handlers)
            throws IOException, InterruptedException {
        return bind(new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        ChannelPipeline pipeline = channel.pipeline();
                        handlers.get().forEach(pipeline::addLast);
                    }
                })
                .bind(host, port));
    }

    private InetSocketAddress bind(ChannelFuture binding) throws IOException, InterruptedException {
        binding.await();
        if (!binding.isSuccess()) {
            throw new IOException("cannot listen: " + binding.cause().getMessage(), binding.cause());
        }
        channels.add(binding.channel());
        return (InetSocketAddress) binding.channel().localAddress();
    }

    /** Where secured packets over TCP are taken. */
    public Optional<InetSocketAddress> tcp() {
        return tcp;
    }

    /** Where CAT_TP is taken. */
    public Optional<InetSocketAddress> udp() {
        return udp;
    }

    /** Where administration sessions are taken. */
    public Optional<InetSocketAddress> https() {
        return https;
    }

    /** Connections at this moment, of cards and of others. */
    public int connections() {
        return table.connections();
    }

    /** Closes all connections, then the threads. */
    @Override
    public void close() {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
