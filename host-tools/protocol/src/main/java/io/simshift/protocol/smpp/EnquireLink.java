package io.simshift.protocol.smpp;

/** enquire_link: is the peer there? (SMPP 3.4 4.11.1). */
public record EnquireLink(long sequenceNumber) implements Pdu {
    public EnquireLink {
        Limits.requireSequenceNumber(sequenceNumber);
    }

    @Override
    public int commandId() {
        return CommandId.ENQUIRE_LINK;
    }

    @Override
    public int commandStatus() {
        return CommandStatus.OK;
    }

    @Override
    public byte[] encode() {
        return new PduWriter(this).finish();
    }
}
