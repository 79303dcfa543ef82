package io.simshift.protocol.smpp;

/** enquire_link_resp (SMPP 3.4 4.11.2). */
public record EnquireLinkResponse(int commandStatus, long sequenceNumber) implements Pdu {
    public EnquireLinkResponse {
        Limits.requireSequenceNumber(sequenceNumber);
    }

    @Override
    public int commandId() {
        return CommandId.ENQUIRE_LINK_RESP;
    }

    @Override
    public byte[] encode() {
        return new PduWriter(this).finish();
    }
}
