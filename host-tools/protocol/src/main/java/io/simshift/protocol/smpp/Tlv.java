package io.simshift.protocol.smpp;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * One optional parameter (SMPP 3.4 5.3).
 *
 * @param tag 16 bits
 * @param value at most 65535 bytes
 */
public record Tlv(int tag, byte[] value) {
    public static final int RECEIPTED_MESSAGE_ID = 0x001E;
    public static final int SC_INTERFACE_VERSION = 0x0210;
    public static final int NETWORK_ERROR_CODE = 0x0423;
    public static final int MESSAGE_PAYLOAD = 0x0424;
    public static final int MESSAGE_STATE = 0x0427;

    private static final int LONGEST = 0xFFFF;

    public Tlv {
        if (tag < 0 || tag > LONGEST || value.length > LONGEST) {
            throw new IllegalArgumentException("TLV tag or length does not fit in 16 bits");
        }
        value = value.clone();
    }

    @Override
    public byte[] value() {
        return value.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tlv that && tag == that.tag && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * tag + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return String.format("%04X:%s", tag, HexFormat.of().formatHex(value));
    }
}
