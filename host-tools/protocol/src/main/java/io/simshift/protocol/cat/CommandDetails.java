package io.simshift.protocol.cat;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.tlv.ComprehensionTlv;

/** Command details (TS 102 223 8.6): number, type and qualifier of a proactive command, one byte each. */
public record CommandDetails(int number, int type, int qualifier) {
    static final int TAG = 0x01;

    public CommandDetails {
        if ((number & ~0xFF) != 0 || (type & ~0xFF) != 0 || (qualifier & ~0xFF) != 0) {
            throw new IllegalArgumentException("command details are one byte each");
        }
    }

    ComprehensionTlv encode() {
        return ComprehensionTlv.required(TAG, new byte[] {(byte) number, (byte) type, (byte) qualifier});
    }

    static CommandDetails decode(ComprehensionTlv object) {
        WireReader in = new WireReader(object.value(), "TS 102 223 8.6");
        CommandDetails details =
                new CommandDetails(in.u8("command number"), in.u8("type of command"), in.u8("command qualifier"));
        in.requireEnd();
        return details;
    }

    @Override
    public String toString() {
        return String.format("%02X%02X%02X", number, type, qualifier);
    }
}
