package io.simshift.server.smpp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.protocol.smpp.SmppTime;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.sms.SmsEgress;
import io.simshift.server.sms.SmsIngress;
import io.simshift.server.sms.SubmitResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transceiver bind to a message centre, kept up: it connects, binds, and after any loss connects again with growing,
 * jittered delays. Only when the centre refuses the account (0E, 0F) does it stop, so as not to lock it.
 *
 * <p>{@link #submit}: a message waits for a session, for room in the window and through congestion, for
 * {@link SmppClientLimits#handOverLimit()} at most, and is then {@code Refused} with {@code mayRetry}. The status tells
 * why: 04 no session, 14 no room, 58 throttled, 0E (and the like) bind refused. Once sent it is never sent again by itself:
 * without an answer, or when the connection breaks, it is {@code Unknown}. Memory is bounded by
 * {@link SmppClientLimits#waitingMessages()}.
 *
 * <p>A receipt may reach the ingress before the submit's stage completes, since centres may send it before submit_sm_resp.
 */
public final class SmppClient implements SmsEgress, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmppClient.class);
    private static final long TICK_MILLIS = 50;
    private static final int FLUSH_AFTER_PDUS = 256;

    private final SmppClientConfig config;
    private final Executor executor;
    private final RandomGenerator jitter;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final SubmitWindow window;
    private final InboundMessages inbound;
    private final AtomicInteger held = new AtomicInteger();
    private final CompletableFuture<Void> firstBind = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    // Below: the event loop's own.
    private SmppSession session;
    private int failures;
    private int refusedStatus;
    private boolean closing;

    private volatile boolean bound;

    private SmppClient(SmppClientConfig config, SmsIngress ingress, Executor executor, RandomGenerator jitter) {
        this.config = config;
        this.executor = executor;
        this.jitter = jitter;
        this.group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("smpp-" + config.systemId(), true), NioIoHandler.newFactory());
        this.loop = group.next();
        this.window = new SubmitWindow(config.limits(), config.messageIds());
        this.inbound = new InboundMessages(
                ingress, executor, config.messageIds(), config.limits().inboundMessages());
    }

    /**
     * Starts to connect and returns at once.
     *
     * @param ingress gets what comes in, on {@code executor}
     * @param executor runs the ingress and completes the stages of {@link #submit}; several threads, so that one slow
     *     commit does not hold up the others; may block, must not be the caller's only thread
     * @param jitter spreads reconnects
     */
    public static SmppClient connect(
            SmppClientConfig config, SmsIngress ingress, Executor executor, RandomGenerator jitter) {
        SmppClient client = new SmppClient(config, ingress, executor, jitter);
        client.loop.execute(client::start);
        return client;
    }

    /**
     * Completes when the first bind succeeds; exceptionally with {@link SmppBindException} where the centre refuses the
     * account, or the client is closed before.
     */
    public CompletionStage<Void> firstBind() {
        return firstBind.minimalCompletionStage();
    }

    /** Whether messages can go out at this moment. */
    public boolean isBound() {
        return bound;
    }

    @Override
    public CompletionStage<SubmitResult> submit(OutgoingSms message) {
        CompletableFuture<SubmitResult> result = new CompletableFuture<>();
        ShortMessage shortMessage;
        try {
            shortMessage = translate(message);
        } catch (IllegalArgumentException e) {
            LOG.warn("{}: message not sent: {}", config.name(), e.getMessage());
            return CompletableFuture.completedStage(new SubmitResult.Refused(CommandStatus.INVALID_VALIDITY, false));
        }
        if (held.incrementAndGet() > config.limits().waitingMessages()) {
            held.decrementAndGet();
            return CompletableFuture.completedStage(new SubmitResult.Refused(CommandStatus.MESSAGE_QUEUE_FULL, true));
        }
        PendingSubmit pending = new PendingSubmit(
                shortMessage,
                System.nanoTime() + config.limits().handOverLimit().toNanos(),
                outcome -> complete(result, outcome));
        try {
            loop.execute(() -> enqueue(pending));
        } catch (RejectedExecutionException e) {
            pending.complete(new SubmitResult.Refused(CommandStatus.INVALID_BIND_STATE, true));
        }
        return result.minimalCompletionStage();
    }

    /**
     * Gives back what waits (04, may retry), waits for the answers that are due, unbinds and closes; returns when all of it
     * is done, after three response timeouts at most. Not to be called on {@code executor}'s only thread.
     */
    @Override
    public void close() {
        try {
            loop.execute(this::beginClose);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: closed already", config.name());
        }
        long limitMillis = 3 * config.limits().responseTimeout().toMillis();
        try {
            closed.get(limitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{}: not closed cleanly: {}", config.name(), e.toString());
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private void start() {
        loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        openConnection();
    }

    private void openConnection() {
        if (closing) {
            closed.complete(null);
            return;
        }
        SmppSession next = new SmppSession(config, window, inbound, new SessionOwner());
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        config.limits().connectTimeout().toMillis())
                .handler(pipeline(next))
                .connect(config.host(), config.port());
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                session = next;
                if (closing) {
                    next.unbind();
                }
            } else {
                LOG.warn("{}: {}", config.name(), done.cause().getMessage());
                connectAgain();
            }
        });
    }

    private ChannelInitializer<Channel> pipeline(SmppSession next) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                // TLS (SMPP 3.4 has no STARTTLS) would be one SslHandler in front of these.
                channel.pipeline()
                        .addLast(new FlushConsolidationHandler(FLUSH_AFTER_PDUS, true))
                        .addLast(new PduFrameDecoder(config.limits().pduMaxBytes()))
                        .addLast(new PduEncoder())
                        .addLast(next);
            }
        };
    }

    private final class SessionOwner implements SmppSession.Owner {
        @Override
        public void bound() {
            bound = true;
            failures = 0;
            firstBind.complete(null);
        }

        @Override
        public void closed(int bindStatus) {
            bound = false;
            session = null;
            if (closing) {
                closed.complete(null);
            } else if (isAccountRefusal(bindStatus)) {
                stopTrying(bindStatus);
            } else {
                connectAgain();
            }
        }
    }

    private void connectAgain() {
        if (closing) {
            closed.complete(null);
            return;
        }
        long minMillis = config.limits().reconnectDelayMin().toMillis();
        long maxMillis = config.limits().reconnectDelayMax().toMillis();
        long fullMillis = Math.min(maxMillis, minMillis << Math.min(failures, 20));
        long delayMillis = fullMillis / 2 + (long) (jitter.nextDouble() * fullMillis / 2);
        failures++;
        LOG.info("{}: connecting again in {} ms", config.name(), delayMillis);
        loop.schedule(this::openConnection, delayMillis, TimeUnit.MILLISECONDS);
    }

    private void stopTrying(int bindStatus) {
        String message = config.name() + ": the message centre refused the bind with "
                + CommandStatus.describe(bindStatus) + "; not trying again";
        LOG.error(message);
        refusedStatus = bindStatus;
        window.refuseWaiting(bindStatus);
        firstBind.completeExceptionally(new SmppBindException(bindStatus, message));
    }

    private void enqueue(PendingSubmit submit) {
        if (closing || refusedStatus != 0) {
            int status = closing ? CommandStatus.INVALID_BIND_STATE : refusedStatus;
            submit.complete(new SubmitResult.Refused(status, true));
            return;
        }
        window.add(submit);
        if (session != null) {
            session.pump();
        }
    }

    private void tick() {
        long nowNanos = System.nanoTime();
        window.expire(nowNanos, bound);
        if (session != null) {
            session.tick(nowNanos);
            session.pump();
        }
    }

    private void beginClose() {
        if (closing) {
            return;
        }
        closing = true;
        bound = false;
        window.refuseWaiting(CommandStatus.INVALID_BIND_STATE);
        firstBind.completeExceptionally(new SmppBindException(
                CommandStatus.INVALID_BIND_STATE, config.name() + ": closed before it was bound"));
        if (session != null) {
            session.unbind();
        } else {
            closed.complete(null);
        }
    }

    private ShortMessage translate(OutgoingSms message) {
        return ShortMessage.of(
                        config.source(),
                        SmppAddress.international(message.destination().digits()),
                        ShortMessage.ESM_UDHI,
                        message.protocolIdentifier(),
                        message.dataCodingScheme(),
                        message.userData())
                .withValidityPeriod(SmppTime.relative(message.validity()))
                .withRegisteredDelivery(config.receipts() ? 1 : 0);
    }

    private void complete(CompletableFuture<SubmitResult> result, SubmitResult outcome) {
        held.decrementAndGet();
        try {
            // The caller's continuations may block on a store: they must not run on the event loop.
            executor.execute(() -> result.complete(outcome));
        } catch (RejectedExecutionException e) {
            result.complete(outcome);
        }
    }

    private static boolean isAccountRefusal(int bindStatus) {
        return bindStatus == CommandStatus.INVALID_PASSWORD || bindStatus == CommandStatus.INVALID_SYSTEM_ID;
    }
}
