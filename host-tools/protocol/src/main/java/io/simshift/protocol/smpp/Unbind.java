package io.simshift.protocol.smpp;

/** unbind: no more messages in this session (SMPP 3.4 4.2.1). */
public record Unbind(long sequenceNumber) implements Pdu {
    public Unbind {
        Limits.requireSequenceNumber(sequenceNumber);
    }

    @Override
    public int commandId() {
        return CommandId.UNBIND;
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
