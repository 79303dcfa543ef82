package io.simshift.simulator.smsc;

import io.simshift.protocol.identity.Msisdn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The messages to one subscriber: one is on its way at most, in order of arrival. */
final class MobileQueue {
    private static final Logger LOG = LoggerFactory.getLogger(MobileQueue.class);

    private final Msisdn destination;
    private final Subscribers subscribers;
    private final Executor executor;
    private final Clock clock;
    private final Duration deliverTimeout;
    private final Duration retryDelay;
    private final BiConsumer<StoredMessage, DeliverOutcome> finished;

    private final Deque<StoredMessage> waiting = new ArrayDeque<>();
    private boolean delivering;
    /** Somebody asked for a delivery while one went on. */
    private boolean again;
    /** The subscriber attached while a delivery went on: if that one fails, the next try need not wait. */
    private boolean attachedMeanwhile;
    /** After a temporary failure: not before this. */
    private Instant retryAt = Instant.MIN;

    /**
     * @param executor runs the deliveries
     * @param finished told of a message that was acknowledged or refused for good; it is out of the queue by then
     */
    MobileQueue(
            Msisdn destination,
            Subscribers subscribers,
            Executor executor,
            Clock clock,
            SmscLimits limits,
            BiConsumer<StoredMessage, DeliverOutcome> finished) {
        this.destination = destination;
        this.subscribers = subscribers;
        this.executor = executor;
        this.clock = clock;
        this.deliverTimeout = limits.deliverTimeout();
        this.retryDelay = limits.retryDelay();
        this.finished = finished;
    }

    synchronized void add(StoredMessage message) {
        waiting.addLast(message);
    }

    synchronized boolean isIdle() {
        return waiting.isEmpty() && !delivering;
    }

    /** The subscriber is there: a pause after a failure ends. */
    synchronized void subscriberAttached() {
        retryAt = Instant.MIN;
        attachedMeanwhile = delivering;
    }

    synchronized boolean retryDue(Instant now) {
        return !waiting.isEmpty() && !delivering && !retryAt.equals(Instant.MIN) && !now.isBefore(retryAt);
    }

    /** Takes out what is too old. The message that is on its way stays: its outcome is not known. */
    synchronized List<StoredMessage> takeExpired(Instant now) {
        List<StoredMessage> expired = new ArrayList<>();
        StoredMessage onItsWay = delivering ? waiting.peekFirst() : null;
        waiting.removeIf(message -> {
            boolean over = message != onItsWay && !now.isBefore(message.validUntil());
            if (over) {
                expired.add(message);
            }
            return over;
        });
        return expired;
    }

    /** Delivers the first message if its subscriber is attached, then the next. */
    void deliver() {
        Instant now = clock.instant();
        StoredMessage message;
        synchronized (this) {
            if (delivering) {
                again = true;
                return;
            }
            if (waiting.isEmpty() || now.isBefore(retryAt)) {
                return;
            }
            delivering = true;
            message = waiting.peekFirst();
        }
        try {
            executor.execute(() -> send(message));
        } catch (RejectedExecutionException e) {
            LOG.debug("message {} stays: the message centre is closed", message.messageId());
            release();
        }
    }

    private void send(StoredMessage message) {
        try {
            CompletionStage<DeliverOutcome> report = subscribers
                    .attached(destination)
                    .map(terminal -> terminal.deliver(message.tpdu(moreWait())))
                    .orElse(null);
            if (report == null) {
                notAttached();
                return;
            }
            withTimeout(report).whenCompleteAsync((outcome, failure) -> reported(message, outcome, failure), executor);
        } catch (RuntimeException e) {
            reported(message, null, e);
        }
    }

    /** Asked when the message goes, not when it was its turn: others may have come in between. */
    private synchronized boolean moreWait() {
        return waiting.size() > 1;
    }

    private CompletableFuture<DeliverOutcome> withTimeout(CompletionStage<DeliverOutcome> report) {
        return report.toCompletableFuture().copy().orTimeout(deliverTimeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void notAttached() {
        if (release()) {
            deliver();
        }
    }

    private void reported(StoredMessage message, DeliverOutcome outcome, Throwable failure) {
        if (failure != null) {
            LOG.warn("message {} to {} has no report: {}", message.messageId(), destination, failure.toString());
        }
        boolean temporary = outcome == null || outcome instanceof DeliverOutcome.TemporaryFailure;
        synchronized (this) {
            if (!temporary) {
                waiting.removeFirst();
            }
            retryAt = temporary && !attachedMeanwhile ? clock.instant().plus(retryDelay) : Instant.MIN;
            attachedMeanwhile = false;
        }
        release();
        if (!temporary) {
            finished.accept(message, outcome);
        }
        // After a temporary failure this finds that it has to wait, unless the subscriber has attached meanwhile.
        deliver();
    }

    private synchronized boolean release() {
        delivering = false;
        boolean wanted = again;
        again = false;
        return wanted;
    }
}
