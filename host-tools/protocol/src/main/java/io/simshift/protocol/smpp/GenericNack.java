package io.simshift.protocol.smpp;

/** generic_nack: the peer could not tell what it got; sequence_number 0 where it could not read one (SMPP 3.4 4.3.1). */
public record GenericNack(int commandStatus, long sequenceNumber) implements Pdu {
    public GenericNack {
        Limits.requireSequenceNumber(sequenceNumber);
    }

    @Override
    public int commandId() {
        return CommandId.GENERIC_NACK;
    }

    @Override
    public byte[] encode() {
        return new PduWriter(this).finish();
    }
}
