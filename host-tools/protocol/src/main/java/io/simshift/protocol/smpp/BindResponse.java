package io.simshift.protocol.smpp;

/**
 * bind_receiver_resp, bind_transmitter_resp, bind_transceiver_resp (SMPP 3.4 4.1.2, 4.1.4, 4.1.6).
 *
 * @param type which of the three
 * @param commandStatus 0 where bound; otherwise no body is sent
 * @param sequenceNumber that of the request
 * @param systemId the message centre's name, at most 15 characters; empty where the peer sent no body
 * @param tlvs may hold sc_interface_version
 */
public record BindResponse(BindType type, int commandStatus, long sequenceNumber, String systemId, Tlvs tlvs)
        implements Pdu {
    public BindResponse {
        Limits.requireSequenceNumber(sequenceNumber);
        Limits.requireText("system_id", systemId, Limits.SYSTEM_ID_BYTES);
    }

    /** A refusal. */
    public static BindResponse refused(BindType type, int commandStatus, long sequenceNumber) {
        return new BindResponse(type, commandStatus, sequenceNumber, "", Tlvs.NONE);
    }

    @Override
    public int commandId() {
        return CommandId.responseTo(type.commandId());
    }

    @Override
    public byte[] encode() {
        PduWriter out = new PduWriter(this);
        return commandStatus == CommandStatus.OK ? out.text(systemId).tlvs(tlvs).finish() : out.finish();
    }

    static BindResponse read(int commandId, int commandStatus, long sequenceNumber, PduReader in)
            throws PduReader.Fault {
        BindType type = BindType.ofCommandId(commandId);
        if (in.atEnd()) {
            return new BindResponse(type, commandStatus, sequenceNumber, "", Tlvs.NONE);
        }
        String systemId = in.text("system_id", Limits.SYSTEM_ID_BYTES, CommandStatus.INVALID_SYSTEM_ID);
        return new BindResponse(type, commandStatus, sequenceNumber, systemId, in.tlvs());
    }
}
