package io.simshift.protocol.smpp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes one PDU: the header first, then the fields from left to right. */
final class PduWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

    PduWriter(Pdu pdu) {
        fourBytes(0);
        fourBytes(pdu.commandId());
        fourBytes(pdu.commandStatus());
        fourBytes((int) pdu.sequenceNumber());
    }

    PduWriter oneByte(int value) {
        out.write(value);
        return this;
    }

    PduWriter text(String text) {
        return textBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    PduWriter textBytes(byte[] text) {
        bytes(text);
        return oneByte(0);
    }

    PduWriter address(SmppAddress address) {
        return oneByte(address.ton()).oneByte(address.npi()).text(address.digits());
    }

    PduWriter bytes(byte[] bytes) {
        out.write(bytes, 0, bytes.length);
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
        byte[] frame = out.toByteArray();
        ByteBuffer.wrap(frame).putInt(0, frame.length);
        return frame;
    }

    private void twoBytes(int value) {
        oneByte(value >> 8).oneByte(value);
    }

    private void fourBytes(int value) {
        twoBytes(value >> 16);
        twoBytes(value);
    }
}
