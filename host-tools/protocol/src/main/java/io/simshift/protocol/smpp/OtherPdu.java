package io.simshift.protocol.smpp;

import java.util.Arrays;

/**
 * A PDU that no session of ours reads: data_sm, query_sm, alert_notification, …, or a command_id that nobody knows.
 *
 * @param body everything after the header, unread
 */
public record OtherPdu(int commandId, int commandStatus, long sequenceNumber, byte[] body) implements Pdu {
    public OtherPdu {
        Limits.requireSequenceNumber(sequenceNumber);
        body = body.clone();
    }

    /** A response without a body to a request that is not served. */
    public static OtherPdu refusing(int requestCommandId, int commandStatus, long sequenceNumber) {
        return new OtherPdu(CommandId.responseTo(requestCommandId), commandStatus, sequenceNumber, new byte[0]);
    }

    @Override
    public byte[] body() {
        return body.clone();
    }

    @Override
    public byte[] encode() {
        return new PduWriter(this).bytes(body).finish();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OtherPdu that
                && commandId == that.commandId
                && commandStatus == that.commandStatus
                && sequenceNumber == that.sequenceNumber
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * commandId + Long.hashCode(sequenceNumber)) + Arrays.hashCode(body);
    }

    @Override
    public String toString() {
        return CommandId.name(commandId) + " " + sequenceNumber + ", " + body.length + " bytes";
    }
}
