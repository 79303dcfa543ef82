package io.simshift.protocol.smpp;

/** submit_sm: a message from the ESME to a mobile (SMPP 3.4 4.4.1). */
public record SubmitSm(long sequenceNumber, ShortMessage message) implements Pdu {
    public SubmitSm {
        Limits.requireSequenceNumber(sequenceNumber);
    }

    @Override
    public int commandId() {
        return CommandId.SUBMIT_SM;
    }

    @Override
    public int commandStatus() {
        return CommandStatus.OK;
    }

    @Override
    public byte[] encode() {
        PduWriter out = new PduWriter(this, message.roomBytes());
        message.write(out);
        return out.finish();
    }
}
