package io.simshift.server.smpp;

import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.sms.SubmitResult;
import java.util.function.Consumer;

/** One message on its way to a message centre. */
final class PendingSubmit {
    private final OutgoingSms message;
    private final String validityPeriod;
    private final long handOverDeadlineNanos;
    private final Consumer<SubmitResult> result;

    private long ordinal;
    /** Set when sent. */
    private long answerDeadlineNanos;
    /** A centre's last word on it while it waits for another try. */
    private int lastStatus = CommandStatus.OK;

    /** @param validityPeriod as SMPP writes it */
    PendingSubmit(
            OutgoingSms message, String validityPeriod, long handOverDeadlineNanos, Consumer<SubmitResult> result) {
        this.message = message;
        this.validityPeriod = validityPeriod;
        this.handOverDeadlineNanos = handOverDeadlineNanos;
        this.result = result;
    }

    OutgoingSms message() {
        return message;
    }

    String validityPeriod() {
        return validityPeriod;
    }

    void arrived(long place) {
        ordinal = place;
    }

    long ordinal() {
        return ordinal;
    }

    boolean handOverEnded(long nowNanos) {
        return nowNanos - handOverDeadlineNanos >= 0;
    }

    void sent(long deadlineNanos) {
        answerDeadlineNanos = deadlineNanos;
    }

    boolean answerOverdue(long nowNanos) {
        return nowNanos - answerDeadlineNanos >= 0;
    }

    void congested(int commandStatus) {
        lastStatus = commandStatus;
    }

    int lastStatus() {
        return lastStatus;
    }

    void complete(SubmitResult outcome) {
        result.accept(outcome);
    }
}
