package io.simshift.server.smpp;

import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.server.sms.SubmitResult;
import java.util.TreeMap;

/**
 * The messages that no session has sent yet, for whichever session takes them first: what one centre refuses for the moment
 * or was never given goes over another. Belongs to one thread.
 */
final class WaitingMessages {
    /** By order of arrival; a message that was throttled comes back to its old place, so segments stay in order. */
    private final TreeMap<Long, PendingSubmit> waiting = new TreeMap<>();

    private long nextOrdinal;

    void add(PendingSubmit submit) {
        submit.arrived(nextOrdinal++);
        waiting.put(submit.ordinal(), submit);
    }

    /** Back to its old place. */
    void putBack(PendingSubmit submit) {
        waiting.put(submit.ordinal(), submit);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The first; there must be one. */
    PendingSubmit take() {
        return waiting.pollFirstEntry().getValue();
    }

    /** Gives back, to be tried again, what has waited too long. @param bound whether messages could have gone out */
    void expire(long nowNanos, boolean bound) {
        while (!waiting.isEmpty() && waiting.firstEntry().getValue().handOverEnded(nowNanos)) {
            PendingSubmit submit = take();
            int idle = bound ? CommandStatus.MESSAGE_QUEUE_FULL : CommandStatus.INVALID_BIND_STATE;
            int status = submit.lastStatus() == CommandStatus.OK ? idle : submit.lastStatus();
            submit.complete(new SubmitResult.Refused(status, true));
        }
    }

    /** Nothing will be sent: gives back what waits. */
    void refuseAll(int commandStatus) {
        while (!waiting.isEmpty()) {
            take().complete(new SubmitResult.Refused(commandStatus, true));
        }
    }
}
