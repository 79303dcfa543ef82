package io.simshift.server.smpp;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.simshift.protocol.smpp.BindType;
import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.SmppTime;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.sms.SmsEgress;
import io.simshift.server.sms.SmsIngress;
import io.simshift.server.sms.SubmitResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions with one or several message centres, kept up, as one way out and in. A message goes over the session that
 * has the fewest unanswered ones; where a session or a centre is down, stalls or asks for a pause, what was not sent yet
 * goes over the others. Answers of cards and receipts are taken from any session.
 *
 * <p>{@link #submit}: a message waits for a session, for room in a window and through congestion, for
 * {@link SmppClientLimits#handOverLimit()} at most, and is then {@code Refused} with {@code mayRetry}. The status tells
 * why: 04 no session to send by, or none to receive by, 14 no room, 58 throttled, 0E (and the like) bind refused. Once sent it is never sent again by itself:
 * without an answer, or when the connection breaks, it is {@code Unknown}. Memory is bounded by
 * {@link SmppClientLimits#waitingMessages()} of each centre.
 *
 * <p>A receipt may reach the ingress before the submit's stage completes, since centres may send it before submit_sm_resp.
 */
public final class SmppClient implements SmsEgress, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmppClient.class);
    private static final long TICK_MILLIS = 50;

    private final Executor executor;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final ExecutorService names;
    private final int heldMax;
    private final long handOverNanos;
    private final long closeLimitMillis;
    private final AtomicInteger held = new AtomicInteger();
    private final CompletableFuture<Void> firstBind = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    // Below: the event loop's own.
    private final WaitingMessages waiting = new WaitingMessages();
    private final List<SmppLink> links = new ArrayList<>();
    private int openLinks;
    private int nextLink;
    private boolean closing;

    private volatile boolean bound;
    private volatile List<SmppBindState> states = List.of();

    private SmppClient(List<SmppClientConfig> centres, SmsIngress ingress, Executor executor, RandomGenerator jitter) {
        this.executor = executor;
        this.group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("smpp-" + centres.get(0).systemId(), true), NioIoHandler.newFactory());
        this.loop = group.next();
        this.names = Executors.newCachedThreadPool(new DefaultThreadFactory("smpp-names", true));
        this.heldMax = centres.stream()
                .mapToInt(each -> each.limits().waitingMessages())
                .sum();
        this.handOverNanos = centres.stream()
                .mapToLong(each -> each.limits().handOverLimit().toNanos())
                .min()
                .orElseThrow();
        this.closeLimitMillis = 3
                * centres.stream()
                        .mapToLong(each -> each.limits().responseTimeout().toMillis())
                        .max()
                        .orElseThrow();
        for (SmppClientConfig centre : centres) {
            SmppAccount account = new SmppAccount();
            MessageIds ids = new MessageIds(centre.messageIds(), centre.name());
            CentrePace pace = new CentrePace(centre.messagesPerSecond(), centre.limits());
            InboundMessages inbound =
                    new InboundMessages(ingress, executor, ids, centre.limits().inboundMessages());
            for (BindType type : centre.binds().types()) {
                SubmitWindow window = new SubmitWindow(centre.limits(), ids, waiting, pace);
                links.add(new SmppLink(centre, account, type, window, inbound, loop, names, jitter, new LinkOwner()));
            }
        }
        openLinks = links.size();
        boundChanged();
    }

    /** As {@link #connect(List, SmsIngress, Executor, RandomGenerator)}, with one centre. */
    public static SmppClient connect(
            SmppClientConfig config, SmsIngress ingress, Executor executor, RandomGenerator jitter) {
        return connect(List.of(config), ingress, executor, jitter);
    }

    /**
     * Starts to connect and returns at once.
     *
     * @param centres at least one; where there are several, each has a name of its own
     * @param ingress gets what comes in, on {@code executor}
     * @param executor runs the ingress and completes the stages of {@link #submit}; several threads, so that one slow
     *     commit does not hold up the others; may block, must not be the caller's only thread
     * @param jitter spreads reconnects
     * @throws IllegalArgumentException where centres cannot be told apart
     */
    public static SmppClient connect(
            List<SmppClientConfig> centres, SmsIngress ingress, Executor executor, RandomGenerator jitter) {
        long names = centres.stream().map(SmppClientConfig::name).distinct().count();
        boolean nameless = centres.stream().anyMatch(each -> each.name().isEmpty());
        if (centres.isEmpty() || names != centres.size() || nameless && centres.size() > 1) {
            throw new IllegalArgumentException("of several message centres, each needs a name of its own");
        }
        SmppClient client = new SmppClient(centres, ingress, executor, jitter);
        client.loop.execute(client::start);
        return client;
    }

    /**
     * Completes when messages can go out and answers come in for the first time; exceptionally with
     * {@link SmppBindException} where every account was refused, or the client is closed before.
     */
    public CompletionStage<Void> firstBind() {
        return firstBind.minimalCompletionStage();
    }

    /** Whether messages can go out and answers come in at this moment. */
    public boolean isBound() {
        return bound;
    }

    /** The sessions as they are at this moment, in the order of the configuration. */
    public List<SmppBindState> binds() {
        return states;
    }

    /** Messages that wait to be sent or to be answered. */
    public int heldMessages() {
        return held.get();
    }

    @Override
    public CompletionStage<SubmitResult> submit(OutgoingSms message) {
        String validity;
        try {
            validity = SmppTime.relative(message.validity());
        } catch (IllegalArgumentException e) {
            LOG.warn("message not sent: {}", e.getMessage());
            return CompletableFuture.completedStage(new SubmitResult.Refused(CommandStatus.INVALID_VALIDITY, false));
        }
        if (held.incrementAndGet() > heldMax) {
            held.decrementAndGet();
            return CompletableFuture.completedStage(new SubmitResult.Refused(CommandStatus.MESSAGE_QUEUE_FULL, true));
        }
        CompletableFuture<SubmitResult> result = new CompletableFuture<>();
        PendingSubmit pending = new PendingSubmit(
                message, validity, System.nanoTime() + handOverNanos, outcome -> complete(result, outcome));
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
            LOG.debug("closed already");
        }
        try {
            closed.get(closeLimitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("not closed cleanly: {}", e.toString());
        }
        names.shutdownNow();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private void start() {
        loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        links.forEach(SmppLink::connect);
    }

    private final class LinkOwner implements SmppLink.Owner {
        @Override
        public void boundChanged() {
            SmppClient.this.boundChanged();
        }

        @Override
        public void ready() {
            pump();
        }

        @Override
        public void refused(int bindStatus) {
            if (refusedStatus() != 0) {
                waiting.refuseAll(bindStatus);
                firstBind.completeExceptionally(new SmppBindException(
                        bindStatus,
                        "every bind was refused, the last with " + CommandStatus.describe(bindStatus)
                                + "; not trying again"));
            }
        }

        @Override
        public void closed() {
            openLinks--;
            if (openLinks == 0) {
                // what a centre has throttled meanwhile has come back
                waiting.refuseAll(CommandStatus.INVALID_BIND_STATE);
                closed.complete(null);
            }
        }
    }

    private void boundChanged() {
        boolean out =
                links.stream().anyMatch(link -> link.isBound() && link.type().submits());
        boolean in =
                links.stream().anyMatch(link -> link.isBound() && link.type().receives());
        bound = out && in && !closing;
        states = links.stream()
                .map(link -> new SmppBindState(link.centre().name(), link.type(), link.isBound()))
                .toList();
        if (bound) {
            firstBind.complete(null);
        }
    }

    /** Where no session will ever send, or none receive: the centre's last word. Otherwise 0. */
    private int refusedStatus() {
        int sending = refusedStatus(BindType::submits);
        return sending != 0 ? sending : refusedStatus(BindType::receives);
    }

    private int refusedStatus(Predicate<BindType> kind) {
        int status = 0;
        for (SmppLink link : links) {
            if (kind.test(link.type())) {
                if (link.refusedStatus() == 0) {
                    return 0;
                }
                status = link.refusedStatus();
            }
        }
        return status;
    }

    private void enqueue(PendingSubmit submit) {
        int status = closing ? CommandStatus.INVALID_BIND_STATE : refusedStatus();
        if (status != 0) {
            submit.complete(new SubmitResult.Refused(status, true));
            return;
        }
        waiting.add(submit);
        pump();
    }

    /** Sends what may be sent now: nothing while no answer of a card could come in. */
    private void pump() {
        if (waiting.isEmpty() || !bound) {
            return;
        }
        long nowNanos = System.nanoTime();
        while (!waiting.isEmpty()) {
            SmppLink link = leastBusy(nowNanos);
            if (link == null) {
                return;
            }
            link.send(waiting.take(), nowNanos);
        }
    }

    /** The session with the fewest unanswered messages; among equals, they take turns. */
    private SmppLink leastBusy(long nowNanos) {
        SmppLink best = null;
        for (int i = 0; i < links.size(); i++) {
            SmppLink link = links.get((nextLink + i) % links.size());
            if (link.maySend(nowNanos) && (best == null || link.inFlightCount() < best.inFlightCount())) {
                best = link;
            }
        }
        nextLink = (nextLink + 1) % links.size();
        return best;
    }

    private void tick() {
        long nowNanos = System.nanoTime();
        links.forEach(link -> link.tick(nowNanos));
        waiting.expire(nowNanos, bound);
        pump();
    }

    private void beginClose() {
        if (closing) {
            return;
        }
        closing = true;
        waiting.refuseAll(CommandStatus.INVALID_BIND_STATE);
        firstBind.completeExceptionally(
                new SmppBindException(CommandStatus.INVALID_BIND_STATE, "closed before it was bound"));
        links.forEach(SmppLink::close);
        boundChanged();
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
}
