package io.simshift.simulator.smsc;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.simshift.protocol.identity.Msisdn;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A short message service centre on a TCP port. submit_sm is checked, stored, answered, and delivered while its subscriber
 * is attached; a message that a handset did not take for the moment is tried again. What subscribers send to an ESME's
 * number, and receipts where they were asked for, wait until the ESME has acknowledged them. Messages live in memory: the
 * centre of a simulation starts empty.
 *
 * <p>Offered: bind_receiver, bind_transmitter, bind_transceiver, submit_sm, deliver_sm, enquire_link, unbind; other
 * requests are answered 03. No scheduled delivery (61). Alphabets of GSM and message classes only (others 45).
 */
public final class Smsc implements AutoCloseable {
    private static final int PDU_MAX_BYTES = 8 * 1024;
    private static final int FLUSH_AFTER_PDUS = 256;
    private static final int DELIVERY_THREADS = 2;
    private static final long SWEEP_MILLIS = 200;

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("smsc", true), NioIoHandler.newFactory());
    private final ExecutorService deliveries =
            Executors.newFixedThreadPool(DELIVERY_THREADS, new DefaultThreadFactory("smsc-delivery", true));
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Traffic traffic = new Traffic();
    private final MessageStore store;
    private final SmscConfig config;
    private Channel listener;

    private Smsc(SmscConfig config, Subscribers subscribers, Clock clock) {
        this.config = config;
        this.store = new MessageStore(config, subscribers, clock, deliveries, traffic);
    }

    /**
     * Starts to listen.
     *
     * @param subscribers asked, on a thread of the centre, whenever there is something to deliver
     * @param clock for TP-SCTS, validity periods and receipts
     * @throws IOException where the port can't be had; its message says which port and why
     */
    public static Smsc start(SmscConfig config, Subscribers subscribers, Clock clock) throws IOException {
        Smsc smsc = new Smsc(config, subscribers, clock);
        try {
            smsc.listen();
        } catch (IOException e) {
            smsc.close();
            throw e;
        }
        return smsc;
    }

    /** The port it listens on. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** What waits for {@code subscriber} is delivered now. To be called whenever a subscriber attaches; returns at once. */
    public void subscriberAttached(Msisdn subscriber) {
        store.subscriberAttached(subscriber);
    }

    /**
     * A message from a handset, for the ESME whose number is TP-DA.
     *
     * @param smsSubmitTpdu an SMS-SUBMIT (TS 23.040 9.2.2.2)
     * @return RP-ACK once the message is stored
     */
    public SubmitOutcome submitFromTerminal(Msisdn source, byte[] smsSubmitTpdu) {
        return store.submitFromTerminal(source, smsSubmitTpdu);
    }

    public SmscCounters counters() {
        return traffic.read();
    }

    /** Unbinds its ESMEs and stops. What waits is lost. */
    @Override
    public void close() {
        if (listener != null) {
            listener.close().awaitUninterruptibly();
        }
        for (Channel connection : connections) {
            connection.eventLoop().execute(() -> shutDown(connection));
        }
        connections.newCloseFuture().awaitUninterruptibly(2, TimeUnit.SECONDS);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        deliveries.shutdownNow();
    }

    private static void shutDown(Channel connection) {
        EsmeSession session = connection.pipeline().get(EsmeSession.class);
        if (session != null) {
            session.shutDown();
        }
    }

    private void listen() throws IOException {
        ChannelFuture binding = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        config.tls().ifPresent(tls -> channel.pipeline().addLast(tls.newHandler(channel.alloc())));
                        channel.pipeline()
                                .addLast(new FlushConsolidationHandler(FLUSH_AFTER_PDUS, true))
                                .addLast(new PduFrameDecoder(PDU_MAX_BYTES))
                                .addLast(new PduEncoder())
                                .addLast(new EsmeSession(config, store, traffic));
                    }
                })
                .bind(config.address(), config.port())
                .awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw new IOException(
                    "can't listen on SMPP port " + config.port() + " of "
                            + config.address().getHostAddress() + ": "
                            + binding.cause().getMessage(),
                    binding.cause());
        }
        listener = binding.channel();
        group.next().scheduleAtFixedRate(store::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }
}
