package io.simshift.protocol.smpp;

/** unbind_resp (SMPP 3.4 4.2.2). */
public record UnbindResponse(int commandStatus, long sequenceNumber) implements Pdu {
    public UnbindResponse {
        Limits.requireSequenceNumber(sequenceNumber);
    }

    @Override
    public int commandId() {
        return CommandId.UNBIND_RESP;
    }

    @Override
    public byte[] encode() {
        return new PduWriter(this).finish();
    }
}
