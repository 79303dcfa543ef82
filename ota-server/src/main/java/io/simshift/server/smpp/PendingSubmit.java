package io.simshift.server.smpp;

import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.server.sms.SubmitResult;
import java.util.function.Consumer;

/** One message on its way to the message centre. */
final class PendingSubmit {
    private final ShortMessage message;
    private final long handOverDeadlineNanos;
    private final Consumer<SubmitResult> result;

    /** Set when sent. */
    private long answerDeadlineNanos;
    /** The centre's last word on it while it waits for another try. */
    private int lastStatus = CommandStatus.OK;

    PendingSubmit(ShortMessage message, long handOverDeadlineNanos, Consumer<SubmitResult> result) {
        this.message = message;
        this.handOverDeadlineNanos = handOverDeadlineNanos;
        this.result = result;
    }

    ShortMessage message() {
        return message;
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
