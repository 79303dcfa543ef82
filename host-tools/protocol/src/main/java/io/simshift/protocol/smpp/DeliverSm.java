package io.simshift.protocol.smpp;

/** deliver_sm: a message or a receipt from the message centre to the ESME (SMPP 3.4 4.6.1). */
public record DeliverSm(long sequenceNumber, ShortMessage message) implements Pdu {
    public DeliverSm {
        Limits.requireSequenceNumber(sequenceNumber);
    }

    @Override
    public int commandId() {
        return CommandId.DELIVER_SM;
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
