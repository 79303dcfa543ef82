package io.simshift.server.smpp;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.Receipt;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.server.sms.DeliveryReceipt;
import io.simshift.server.sms.IncomingSms;
import io.simshift.server.sms.SmsIngress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives deliver_sm to the ingress and tells the status to answer: 0 once kept, 64 where it could not be kept now (the
 * centre retries), 65 where it never can be (the centre drops it).
 */
final class InboundMessages {
    private static final Logger LOG = LoggerFactory.getLogger(InboundMessages.class);

    private final SmsIngress ingress;
    private final Executor executor;
    private final MessageIds messageIds;
    private final int limit;
    private final AtomicInteger inProgress = new AtomicInteger();

    InboundMessages(SmsIngress ingress, Executor executor, MessageIds messageIds, int limit) {
        this.ingress = ingress;
        this.executor = executor;
        this.messageIds = messageIds;
        this.limit = limit;
    }

    /** Calls {@code answer} exactly once, here or on the executor, when the message is kept or refused. */
    void accept(ShortMessage message, IntConsumer answer) {
        if (inProgress.incrementAndGet() > limit) {
            inProgress.decrementAndGet();
            answer.accept(CommandStatus.RECEIVER_TEMPORARY_ERROR);
            return;
        }
        try {
            executor.execute(() -> keepAndAnswer(message, answer));
        } catch (RejectedExecutionException e) {
            inProgress.decrementAndGet();
            LOG.warn("deliver_sm refused for now: its executor takes no more work");
            answer.accept(CommandStatus.RECEIVER_TEMPORARY_ERROR);
        }
    }

    /** Answered before it counts as done, so that a closing session waits for the answer too. */
    private void keepAndAnswer(ShortMessage message, IntConsumer answer) {
        keep(message).whenComplete((status, failure) -> {
            try {
                answer.accept(failure == null ? status : CommandStatus.RECEIVER_TEMPORARY_ERROR);
            } finally {
                inProgress.decrementAndGet();
            }
        });
    }

    boolean isIdle() {
        return inProgress.get() == 0;
    }

    private CompletionStage<Integer> keep(ShortMessage message) {
        try {
            CompletionStage<Void> kept =
                    message.isReceipt() ? ingress.receive(receipt(message)) : ingress.receive(incoming(message));
            return kept.handle((nothing, failure) -> failure == null ? CommandStatus.OK : notKept(failure));
        } catch (UnusableMessage | WireFormatException e) {
            LOG.warn("deliver_sm dropped: {}", e.getMessage());
            return CompletableFuture.completedFuture(CommandStatus.RECEIVER_PERMANENT_ERROR);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.completedFuture(notKept(e));
        }
    }

    private static int notKept(Throwable failure) {
        LOG.error("deliver_sm could not be kept; the message centre will send it again", failure);
        return CommandStatus.RECEIVER_TEMPORARY_ERROR;
    }

    private DeliveryReceipt receipt(ShortMessage message) {
        Receipt receipt = Receipt.decode(message);
        DeliveryReceipt.Outcome outcome = switch (receipt.state()) {
            case DELIVERED -> DeliveryReceipt.Outcome.DELIVERED;
            case EXPIRED -> DeliveryReceipt.Outcome.EXPIRED;
            case DELETED, UNDELIVERABLE, REJECTED -> DeliveryReceipt.Outcome.FAILED;
            case ENROUTE, ACCEPTED, UNKNOWN -> DeliveryReceipt.Outcome.UNKNOWN;
        };
        return new DeliveryReceipt(messageIds.ofReceipt(receipt.messageId()), outcome);
    }

    private static IncomingSms incoming(ShortMessage message) throws UnusableMessage {
        String digits = message.source().digits();
        Msisdn source;
        try {
            source = new Msisdn(digits.startsWith("+") ? digits.substring(1) : digits);
        } catch (IllegalArgumentException e) {
            throw new UnusableMessage("its source_addr '" + digits + "' is no subscriber's number");
        }
        return new IncomingSms(source, message.payload(), message.hasUserDataHeader());
    }

    private static final class UnusableMessage extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableMessage(String message) {
            super(message);
        }
    }
}
