package io.simshift.protocol.smpp;

/**
 * deliver_sm_resp (SMPP 3.4 4.6.2). Its message_id is unused: sent as one 00, and not kept when received.
 *
 * @param commandStatus 0: the ESME has the message and the message centre drops its copy
 * @param sequenceNumber that of the request
 * @param tlvs SMPP 5.0 only
 */
public record DeliverSmResponse(int commandStatus, long sequenceNumber, Tlvs tlvs) implements Pdu {
    public DeliverSmResponse {
        Limits.requireSequenceNumber(sequenceNumber);
    }

    public DeliverSmResponse(int commandStatus, long sequenceNumber) {
        this(commandStatus, sequenceNumber, Tlvs.NONE);
    }

    @Override
    public int commandId() {
        return CommandId.DELIVER_SM_RESP;
    }

    @Override
    public byte[] encode() {
        return new PduWriter(this).text("").tlvs(tlvs).finish();
    }

    static DeliverSmResponse read(int commandStatus, long sequenceNumber, PduReader in) throws PduReader.Fault {
        if (in.atEnd()) {
            return new DeliverSmResponse(commandStatus, sequenceNumber);
        }
        in.text("message_id", Limits.MESSAGE_ID_BYTES, CommandStatus.INVALID_MESSAGE_ID);
        return new DeliverSmResponse(commandStatus, sequenceNumber, in.tlvs());
    }
}
