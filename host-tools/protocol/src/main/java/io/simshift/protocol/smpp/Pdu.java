package io.simshift.protocol.smpp;

import io.simshift.protocol.WireFormatException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** One PDU of SMPP 3.4. Operations that no session of ours uses are {@link OtherPdu}: their body stays bytes. */
public sealed interface Pdu extends ReceivedPdu
        permits Bind,
                BindResponse,
                Outbind,
                SubmitSm,
                SubmitSmResponse,
                DeliverSm,
                DeliverSmResponse,
                EnquireLink,
                EnquireLinkResponse,
                Unbind,
                UnbindResponse,
                GenericNack,
                OtherPdu {
    /** command_length, command_id, command_status, sequence_number (SMPP 3.4 3.2.1). */
    int HEADER_BYTES = 16;

    /** The whole PDU, command_length included. */
    byte[] encode();

    /**
     * Takes one frame.
     *
     * @param frame one whole PDU, command_length included
     * @throws WireFormatException only where the frame is shorter than a header or command_length is not its length: a
     *     stream in that state can't be read any further
     */
    static ReceivedPdu receive(byte[] frame) {
        ByteBuffer header = header(frame);
        int commandId = header.getInt(4);
        int commandStatus = header.getInt(8);
        long sequenceNumber = Integer.toUnsignedLong(header.getInt(12));
        PduReader body = new PduReader(frame, clause(commandId));
        try {
            Pdu pdu = read(commandId, commandStatus, sequenceNumber, body, frame);
            if (!body.atEnd() && !(pdu instanceof OtherPdu)) {
                // Forward compatibility (3.3): parameters of a later version may follow any body, if they are TLVs.
                body.tlvs();
            }
            return pdu;
        } catch (PduReader.Fault fault) {
            return new MalformedPdu(commandId, commandStatus, sequenceNumber, fault.answerStatus(), fault.wireFormat());
        }
    }

    /**
     * As {@link #receive}, for callers that want a sound PDU or an exception.
     *
     * @throws WireFormatException for a broken header or body
     */
    static Pdu decode(byte[] frame) {
        ReceivedPdu received = receive(frame);
        if (received instanceof MalformedPdu malformed) {
            throw malformed.fault();
        }
        return (Pdu) received;
    }

    private static ByteBuffer header(byte[] frame) {
        if (frame.length < HEADER_BYTES) {
            throw new WireFormatException("SMPP 3.4 3.2.1", frame.length, "the PDU ends within its header");
        }
        ByteBuffer header = ByteBuffer.wrap(frame);
        long commandLength = Integer.toUnsignedLong(header.getInt(0));
        if (commandLength != frame.length) {
            throw new WireFormatException(
                    "SMPP 3.4 5.1.1", 0, "command_length " + commandLength + " of a PDU of " + frame.length + " bytes");
        }
        return header;
    }

    private static Pdu read(int commandId, int commandStatus, long sequenceNumber, PduReader body, byte[] frame)
            throws PduReader.Fault {
        return switch (commandId) {
            case CommandId.BIND_RECEIVER, CommandId.BIND_TRANSMITTER, CommandId.BIND_TRANSCEIVER ->
                Bind.read(commandId, sequenceNumber, body);
            case CommandId.BIND_RECEIVER_RESP, CommandId.BIND_TRANSMITTER_RESP, CommandId.BIND_TRANSCEIVER_RESP ->
                BindResponse.read(commandId, commandStatus, sequenceNumber, body);
            case CommandId.OUTBIND -> Outbind.read(sequenceNumber, body);
            case CommandId.SUBMIT_SM -> new SubmitSm(sequenceNumber, ShortMessage.read(body));
            case CommandId.SUBMIT_SM_RESP -> SubmitSmResponse.read(commandStatus, sequenceNumber, body);
            case CommandId.DELIVER_SM -> new DeliverSm(sequenceNumber, ShortMessage.read(body));
            case CommandId.DELIVER_SM_RESP -> DeliverSmResponse.read(commandStatus, sequenceNumber, body);
            case CommandId.ENQUIRE_LINK -> new EnquireLink(sequenceNumber);
            case CommandId.ENQUIRE_LINK_RESP -> new EnquireLinkResponse(commandStatus, sequenceNumber);
            case CommandId.UNBIND -> new Unbind(sequenceNumber);
            case CommandId.UNBIND_RESP -> new UnbindResponse(commandStatus, sequenceNumber);
            case CommandId.GENERIC_NACK -> new GenericNack(commandStatus, sequenceNumber);
            default ->
                new OtherPdu(
                        commandId,
                        commandStatus,
                        sequenceNumber,
                        Arrays.copyOfRange(frame, HEADER_BYTES, frame.length));
        };
    }

    private static String clause(int commandId) {
        return switch (commandId) {
            case CommandId.SUBMIT_SM -> "SMPP 3.4 4.4.1";
            case CommandId.SUBMIT_SM_RESP -> "SMPP 3.4 4.4.2";
            case CommandId.DELIVER_SM -> "SMPP 3.4 4.6.1";
            case CommandId.DELIVER_SM_RESP -> "SMPP 3.4 4.6.2";
            case CommandId.UNBIND, CommandId.UNBIND_RESP -> "SMPP 3.4 4.2";
            case CommandId.GENERIC_NACK -> "SMPP 3.4 4.3";
            case CommandId.ENQUIRE_LINK, CommandId.ENQUIRE_LINK_RESP -> "SMPP 3.4 4.11";
            default -> "SMPP 3.4 4.1";
        };
    }
}
