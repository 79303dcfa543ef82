package io.simshift.protocol.smpp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes one PDU: the header first, then the fields from left to right. */
final class PduWriter {
    /** Room for most that have no message in them; a ByteArrayOutputStream would take a lock for each byte. */
    private static final int USUAL_BYTES = 64;

    private byte[] out;
    private int length;

    PduWriter(Pdu pdu) {
        this(pdu, USUAL_BYTES);
    }

    /** @param roomBytes as long as the PDU will be about */
    PduWriter(Pdu pdu, int roomBytes) {
        out = new byte[roomBytes];
        fourBytes(0);
        fourBytes(pdu.commandId());
        fourBytes(pdu.commandStatus());
        fourBytes((int) pdu.sequenceNumber());
    }

    PduWriter oneByte(int value) {
        room(1);
        out[length++] = (byte) value;
        return this;
    }

    PduWriter text(String text) {
        return text.isEmpty() ? oneByte(0) : textBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    PduWriter textBytes(byte[] text) {
        bytes(text);
        return oneByte(0);
    }

    PduWriter address(SmppAddress address) {
        return oneByte(address.ton()).oneByte(address.npi()).text(address.digits());
    }

    PduWriter bytes(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, out, length, bytes.length);
        length += bytes.length;
        return this;
    }

    PduWriter tlvs(Tlvs tlvs) {
        for (Tlv tlv : tlvs.all()) {
            byte[] value = tlv.value();
            twoBytes(tlv.tag());
            twoBytes(value.length);
            bytes(value);
        }
        return this;
    }

    /** The finished PDU, with its command_length. */
    byte[] finish() {
        byte[] frame = length == out.length ? out : Arrays.copyOf(out, length);
        ByteBuffer.wrap(frame).putInt(0, frame.length);
        return frame;
    }

    private void room(int bytes) {
        if (out.length - length < bytes) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, length + bytes));
        }
    }

    private void twoBytes(int value) {
        oneByte(value >> 8).oneByte(value);
    }

    private void fourBytes(int value) {
        twoBytes(value >> 16);
        twoBytes(value);
    }
}
