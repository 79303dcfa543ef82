package io.simshift.protocol.smpp;

/**
 * submit_sm_resp (SMPP 3.4 4.4.2).
 *
 * @param commandStatus 0 where the message was taken; otherwise no body is sent
 * @param sequenceNumber that of the request
 * @param messageId the message centre's name for the message, at most 64 characters; empty where the peer sent no body
 * @param tlvs SMPP 5.0 only
 */
public record SubmitSmResponse(int commandStatus, long sequenceNumber, String messageId, Tlvs tlvs) implements Pdu {
    public SubmitSmResponse {
        Limits.requireSequenceNumber(sequenceNumber);
        Limits.requireText("message_id", messageId, Limits.MESSAGE_ID_BYTES);
    }

    public static SubmitSmResponse accepted(long sequenceNumber, String messageId) {
        return new SubmitSmResponse(CommandStatus.OK, sequenceNumber, messageId, Tlvs.NONE);
    }

    public static SubmitSmResponse refused(long sequenceNumber, int commandStatus) {
        return new SubmitSmResponse(commandStatus, sequenceNumber, "", Tlvs.NONE);
    }

    @Override
    public int commandId() {
        return CommandId.SUBMIT_SM_RESP;
    }

    @Override
    public byte[] encode() {
        PduWriter out = new PduWriter(this);
        return commandStatus == CommandStatus.OK
                ? out.text(messageId).tlvs(tlvs).finish()
                : out.finish();
    }

    static SubmitSmResponse read(int commandStatus, long sequenceNumber, PduReader in) throws PduReader.Fault {
        if (in.atEnd()) {
            return new SubmitSmResponse(commandStatus, sequenceNumber, "", Tlvs.NONE);
        }
        String messageId = in.text("message_id", Limits.MESSAGE_ID_BYTES, CommandStatus.INVALID_MESSAGE_ID);
        return new SubmitSmResponse(commandStatus, sequenceNumber, messageId, in.tlvs());
    }
}
