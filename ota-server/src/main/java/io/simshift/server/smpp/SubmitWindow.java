package io.simshift.server.smpp;

import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.protocol.smpp.SubmitSmResponse;
import io.simshift.server.sms.SubmitResult;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The messages that wait and those that are sent and not answered. Decides what goes out when, and what became of each;
 * knows no socket and no clock. Belongs to one thread.
 */
final class SubmitWindow {
    private final SmppClientLimits limits;
    private final MessageIdForm messageIds;
    /** By order of arrival; a message that was throttled comes back to its old place, so segments stay in order. */
    private final TreeMap<Long, PendingSubmit> waiting = new TreeMap<>();
    /** By sequence_number, in order of sending. */
    private final Map<Long, InFlight> inFlight = new LinkedHashMap<>();

    private long nextOrdinal;
    private long resumeAtNanos;
    private long congestionDelayNanos;

    private record InFlight(long ordinal, PendingSubmit submit) {}

    SubmitWindow(SmppClientLimits limits, MessageIdForm messageIds) {
        this.limits = limits;
        this.messageIds = messageIds;
    }

    void add(PendingSubmit submit) {
        waiting.put(nextOrdinal++, submit);
    }

    int inFlightCount() {
        return inFlight.size();
    }

    /**
     * Sends what the window has room for.
     *
     * @param send puts one message on the wire and returns its sequence_number
     */
    void pump(long nowNanos, ToLongFunction<ShortMessage> send) {
        boolean paused = congestionDelayNanos > 0 && nowNanos - resumeAtNanos < 0;
        while (!paused && !waiting.isEmpty() && inFlight.size() < limits.windowMessages()) {
            Map.Entry<Long, PendingSubmit> first = waiting.pollFirstEntry();
            PendingSubmit submit = first.getValue();
            submit.sent(nowNanos + limits.responseTimeout().toNanos());
            inFlight.put(send.applyAsLong(submit.message()), new InFlight(first.getKey(), submit));
        }
    }

    /** A submit_sm_resp. One that nobody waits for any more is ignored: its message was reported as unknown. */
    void answered(SubmitSmResponse response, long nowNanos) {
        if (response.commandStatus() != CommandStatus.OK) {
            refused(response.sequenceNumber(), response.commandStatus(), nowNanos);
            return;
        }
        InFlight sent = inFlight.remove(response.sequenceNumber());
        if (sent != null) {
            // an answer to what was sent before the pause does not end it
            if (nowNanos - resumeAtNanos >= 0) {
                congestionDelayNanos = 0;
            }
            sent.submit().complete(new SubmitResult.Accepted(messageIds.ofResponse(response.messageId())));
        }
    }

    /** A refusal, by submit_sm_resp or generic_nack. Congestion puts the message back to be sent after a pause. */
    void refused(long sequenceNumber, int commandStatus, long nowNanos) {
        InFlight sent = inFlight.remove(sequenceNumber);
        if (sent == null) {
            return;
        }
        if (CommandStatus.isCongestion(commandStatus)) {
            sent.submit().congested(commandStatus);
            waiting.put(sent.ordinal(), sent.submit());
            pause(nowNanos);
        } else {
            sent.submit().complete(new SubmitResult.Refused(commandStatus, CommandStatus.mayRetry(commandStatus)));
        }
    }

    /** An answer that can't be read, to a message that may have been taken. */
    void answeredUnreadably(long sequenceNumber) {
        InFlight sent = inFlight.remove(sequenceNumber);
        if (sent != null) {
            sent.submit().complete(new SubmitResult.Unknown("the message centre's answer can't be read"));
        }
    }

    /** Ends what waited too long: unsent messages may be tried again, unanswered ones may have arrived. */
    void expire(long nowNanos, boolean bound) {
        while (!inFlight.isEmpty()) {
            Iterator<InFlight> oldest = inFlight.values().iterator();
            PendingSubmit submit = oldest.next().submit();
            if (!submit.answerOverdue(nowNanos)) {
                break;
            }
            oldest.remove();
            submit.complete(new SubmitResult.Unknown(
                    "no submit_sm_resp within " + limits.responseTimeout().toMillis() + " ms"));
        }
        while (!waiting.isEmpty() && waiting.firstEntry().getValue().handOverEnded(nowNanos)) {
            PendingSubmit submit = waiting.pollFirstEntry().getValue();
            int idle = bound ? CommandStatus.MESSAGE_QUEUE_FULL : CommandStatus.INVALID_BIND_STATE;
            int status = submit.lastStatus() == CommandStatus.OK ? idle : submit.lastStatus();
            submit.complete(new SubmitResult.Refused(status, true));
        }
    }

    /** The session is gone: what was sent and not answered may have arrived. */
    void sessionLost() {
        inFlight.values()
                .forEach(sent -> sent.submit()
                        .complete(new SubmitResult.Unknown("the connection ended before submit_sm_resp came")));
        inFlight.clear();
        congestionDelayNanos = 0;
    }

    /** Nothing will be sent: gives back what waits. */
    void refuseWaiting(int commandStatus) {
        waiting.values().forEach(submit -> submit.complete(new SubmitResult.Refused(commandStatus, true)));
        waiting.clear();
    }

    private void pause(long nowNanos) {
        boolean already = congestionDelayNanos > 0 && nowNanos - resumeAtNanos < 0;
        if (!already) {
            congestionDelayNanos = Math.min(
                    Math.max(limits.congestionDelayMin().toNanos(), 2 * congestionDelayNanos),
                    limits.congestionDelayMax().toNanos());
            resumeAtNanos = nowNanos + congestionDelayNanos;
        }
    }
}
