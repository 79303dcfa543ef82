package io.simshift.protocol.sms;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * TP-User-Data with its length (TS 23.040 9.2.3.16, 9.2.3.24).
 *
 * @param length TP-UDL: bytes, or septets where TP-DCS says 7-bit alphabet
 * @param bytes the user data, header first if there is one; 7-bit text stays packed
 */
public record UserData(int length, byte[] bytes) {
    /** Most bytes that a short message carries on the air. */
    public static final int MAX_BYTES = 140;
    /** Most bytes that a card hands to a terminal which is to pack them to 7 bits (TS 102 223 6.4.10). */
    public static final int MAX_UNPACKED_BYTES = 160;

    public UserData {
        if (bytes.length > MAX_UNPACKED_BYTES) {
            throw new IllegalArgumentException("user data have at most 160 bytes, not " + bytes.length);
        }
        if (length < 0 || length > 0xFF || length != bytes.length && packedLength(length) != bytes.length) {
            throw new IllegalArgumentException("TP-UDL " + length + " does not stand for " + bytes.length + " bytes");
        }
        bytes = bytes.clone();
    }

    /** At most 140 bytes of 8-bit data without a header. */
    public static UserData of(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a short message carries 140 bytes, not " + bytes.length);
        }
        return new UserData(bytes.length, bytes);
    }

    /** 8-bit data behind a header. */
    public static UserData of(UserDataHeader header, byte[] payload) {
        return of(new WireWriter().bytes(header.encode()).bytes(payload).toByteArray());
    }

    /** Reads TP-UDL and the user data up to the end of {@code in}. */
    static UserData read(WireReader in, int dcs) {
        int offset = in.offset();
        int length = in.u8("TP-UDL");
        int expected = isSevenBit(dcs) ? packedLength(length) : length;
        if (expected != in.remaining()) {
            throw in.failAt(
                    offset,
                    "TP-UDL " + length + " stands for " + expected + " bytes, " + in.remaining() + " are there");
        }
        if (expected > MAX_UNPACKED_BYTES) {
            throw in.failAt(offset, "user data have at most 160 bytes, not " + expected);
        }
        return new UserData(length, in.rest());
    }

    private static int packedLength(int septets) {
        return (septets * 7 + 7) / 8;
    }

    void write(WireWriter out) {
        out.u8(length).bytes(bytes);
    }

    /** The header, where the TPDU says that there is one. */
    Optional<UserDataHeader> header(boolean indicated) {
        return indicated ? Optional.of(UserDataHeader.read(reader())) : Optional.empty();
    }

    /** What is behind the header. */
    byte[] payload(boolean headerIndicated) {
        WireReader in = reader();
        if (headerIndicated) {
            UserDataHeader.read(in);
        }
        return in.rest();
    }

    private WireReader reader() {
        return new WireReader(bytes, "TS 23.040 9.2.3.24");
    }

    /** Whether TP-DCS stands for the 7-bit alphabet (TS 23.038 4). */
    public static boolean isSevenBit(int dcs) {
        int group = dcs >> 4;
        if (group == 0xF) {
            return (dcs & 0x04) == 0;
        }
        if (group >= 0xC) {
            return group != 0xE;
        }
        // 00xx and 01xx carry the alphabet in b4b3; 10xx is reserved and read as 7-bit; compressed text counts bytes.
        boolean compressed = group < 8 && (dcs & 0x20) != 0;
        return group >= 8 || !compressed && ((dcs & 0x0C) == 0 || (dcs & 0x0C) == 0x0C);
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UserData that && length == that.length && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return length + ":" + HexFormat.of().formatHex(bytes);
    }
}
