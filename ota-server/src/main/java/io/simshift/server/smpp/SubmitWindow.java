package io.simshift.server.smpp;

import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.SubmitSmResponse;
import io.simshift.server.sms.SubmitResult;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one session has sent and has no answer to. Decides whether there is room for more, and what became of each; knows no
 * socket and no clock. Belongs to one thread.
 */
final class SubmitWindow {
    private final SmppClientLimits limits;
    private final MessageIds messageIds;
    private final WaitingMessages waiting;
    private final CentrePace pace;
    /** By sequence_number, in order of sending. */
    private final Map<Long, PendingSubmit> inFlight = new LinkedHashMap<>();

    /**
     * An answer did not come in time. A centre that still answers enquire_link, but no submit_sm, is then given one message
     * at a time until it does: each more would wait in vain, and its outcome stay unknown.
     */
    private boolean doubtful;

    /** @param waiting where messages go back to @param pace the centre's, shared by its sessions */
    SubmitWindow(SmppClientLimits limits, MessageIds messageIds, WaitingMessages waiting, CentrePace pace) {
        this.limits = limits;
        this.messageIds = messageIds;
        this.waiting = waiting;
        this.pace = pace;
    }

    int inFlightCount() {
        return inFlight.size();
    }

    /** Whether one more may be sent now. */
    boolean hasRoom(long nowNanos) {
        return inFlight.size() < (doubtful ? 1 : limits.windowMessages()) && pace.mayGo(nowNanos);
    }

    /** A message goes out under this sequence_number. */
    void sent(long sequenceNumber, PendingSubmit submit, long nowNanos) {
        submit.sent(nowNanos + limits.responseTimeout().toNanos());
        inFlight.put(sequenceNumber, submit);
        pace.sent(nowNanos);
    }

    /** A submit_sm_resp. One that nobody waits for any more changes no outcome: its message was reported as unknown. */
    void answered(SubmitSmResponse response, long nowNanos) {
        if (response.commandStatus() != CommandStatus.OK) {
            refused(response.sequenceNumber(), response.commandStatus(), nowNanos);
            return;
        }
        doubtful = false;
        PendingSubmit sent = inFlight.remove(response.sequenceNumber());
        if (sent != null) {
            pace.accepted(nowNanos);
            sent.complete(new SubmitResult.Accepted(messageIds.ofResponse(response.messageId())));
        }
    }

    /** A refusal, by submit_sm_resp or generic_nack. Congestion puts the message back to be sent after a pause. */
    void refused(long sequenceNumber, int commandStatus, long nowNanos) {
        doubtful = false;
        PendingSubmit sent = inFlight.remove(sequenceNumber);
        if (sent == null) {
            return;
        }
        if (CommandStatus.isCongestion(commandStatus)) {
            sent.congested(commandStatus);
            waiting.putBack(sent);
            pace.congested(nowNanos);
        } else {
            sent.complete(new SubmitResult.Refused(commandStatus, CommandStatus.mayRetry(commandStatus)));
        }
    }

    /** An answer that can't be read, to a message that may have been taken. */
    void answeredUnreadably(long sequenceNumber) {
        PendingSubmit sent = inFlight.remove(sequenceNumber);
        if (sent != null) {
            sent.complete(new SubmitResult.Unknown("the message centre's answer can't be read"));
        }
    }

    /** Ends what waited for its answer too long: it may have arrived. */
    void expire(long nowNanos) {
        while (!inFlight.isEmpty()) {
            Iterator<PendingSubmit> oldest = inFlight.values().iterator();
            PendingSubmit submit = oldest.next();
            if (!submit.answerOverdue(nowNanos)) {
                break;
            }
            oldest.remove();
            doubtful = true;
            submit.complete(new SubmitResult.Unknown(
                    "no submit_sm_resp within " + limits.responseTimeout().toMillis() + " ms"));
        }
    }

    /** The session is gone: what was sent and not answered may have arrived. */
    void sessionLost() {
        inFlight.values()
                .forEach(sent ->
                        sent.complete(new SubmitResult.Unknown("the connection ended before submit_sm_resp came")));
        inFlight.clear();
        doubtful = false;
    }
}
