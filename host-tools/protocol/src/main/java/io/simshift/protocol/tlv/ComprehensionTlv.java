package io.simshift.protocol.tlv;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A COMPREHENSION-TLV of the card application toolkit (ETSI TS 101 220 7.1.1): tag without the comprehension bit (1 to
 * 7FFF), whether the receiver must understand it, value.
 */
public record ComprehensionTlv(int tag, boolean comprehension, byte[] value) {
    private static final String CLAUSE = "TS 101 220 7.1.1";
    private static final int THREE_BYTE_TAG = 0x7F;
    private static final int MAX_ONE_BYTE_TAG = 0x7E;

    public ComprehensionTlv {
        if (tag < 1 || tag > 0x7FFF || tag == THREE_BYTE_TAG) {
            throw new IllegalArgumentException(
                    "tag " + Integer.toHexString(tag) + " is not between 01 and 7E or 80 and 7FFF");
        }
        value = value.clone();
    }

    /** An object that the receiver must understand. */
    public static ComprehensionTlv required(int tag, byte[] value) {
        return new ComprehensionTlv(tag, true, value);
    }

    /** An object that the receiver may skip. */
    public static ComprehensionTlv optional(int tag, byte[] value) {
        return new ComprehensionTlv(tag, false, value);
    }

    @Override
    public byte[] value() {
        return value.clone();
    }

    /** Number of bytes of the value. */
    public int length() {
        return value.length;
    }

    /** Tag of one or three bytes, length, value. */
    public byte[] encode() {
        WireWriter out = new WireWriter();
        if (tag <= MAX_ONE_BYTE_TAG) {
            out.u8(comprehension ? tag | 0x80 : tag);
        } else {
            out.u8(THREE_BYTE_TAG).u16(comprehension ? tag | 0x8000 : tag);
        }
        return out.berLength(value.length).bytes(value).toByteArray();
    }

    /** The objects one after the other. */
    public static byte[] encodeAll(List<ComprehensionTlv> objects) {
        WireWriter out = new WireWriter();
        objects.forEach(object -> out.bytes(object.encode()));
        return out.toByteArray();
    }

    /** Reads objects up to the end of {@code bytes}. */
    public static List<ComprehensionTlv> decodeAll(byte[] bytes) {
        return readAll(new WireReader(bytes, CLAUSE));
    }

    /** Reads objects up to the end of {@code in}. */
    public static List<ComprehensionTlv> readAll(WireReader in) {
        List<ComprehensionTlv> objects = new ArrayList<>();
        while (in.hasMore()) {
            objects.add(read(in));
        }
        return List.copyOf(objects);
    }

    private static ComprehensionTlv read(WireReader in) {
        int offset = in.offset();
        int first = in.u8("tag");
        int raw = first;
        int comprehensionBit = 0x80;
        if (first == THREE_BYTE_TAG) {
            raw = in.u16("tag of three bytes");
            comprehensionBit = 0x8000;
        }
        int tag = raw & ~comprehensionBit;
        if (tag == 0 || tag == THREE_BYTE_TAG) {
            throw in.failAt(offset, "tag " + Integer.toHexString(raw) + " is reserved");
        }
        int length = in.berLength("length of tag " + Integer.toHexString(tag));
        byte[] value = in.bytes(length, "value of tag " + Integer.toHexString(tag));
        return new ComprehensionTlv(tag, (raw & comprehensionBit) != 0, value);
    }

    /** The first object with this tag. */
    public static Optional<ComprehensionTlv> find(List<ComprehensionTlv> objects, int tag) {
        return objects.stream().filter(object -> object.tag == tag).findFirst();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ComprehensionTlv that
                && tag == that.tag
                && comprehension == that.comprehension
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * tag + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return Integer.toHexString(tag) + (comprehension ? "+" : "") + "="
                + HexFormat.of().formatHex(value);
    }
}
