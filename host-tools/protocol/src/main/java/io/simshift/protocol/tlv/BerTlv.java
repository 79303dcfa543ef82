package io.simshift.protocol.tlv;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A data object of ISO/IEC 7816-4 / ETSI TS 101 220: tag of one to three bytes (the bytes as a number: {@code 0x80},
 * {@code 0x7F49}), BER length, value.
 */
public record BerTlv(int tag, byte[] value) {
    private static final String CLAUSE = "TS 101 220 7.1";
    private static final int CONSTRUCTED = 0x20;
    private static final int MORE_TAG_BYTES = 0x1F;

    public BerTlv {
        if (tag < 0 || tag > 0xFFFFFF || tagLength(tag) != encodedTagLength(tag)) {
            throw new IllegalArgumentException("tag " + Integer.toHexString(tag) + " is not a BER tag");
        }
        value = value.clone();
    }

    /** An object of one byte. */
    public static BerTlv ofByte(int tag, int value) {
        return new BerTlv(tag, new byte[] {(byte) value});
    }

    /** A constructed object that holds {@code children} in this order. */
    public static BerTlv of(int tag, List<BerTlv> children) {
        return new BerTlv(tag, encodeAll(children));
    }

    @Override
    public byte[] value() {
        return value.clone();
    }

    /** Number of bytes of the value. */
    public int length() {
        return value.length;
    }

    /** Tag, length in its shortest form, value. */
    public byte[] encode() {
        return new WireWriter()
                .unsigned(tag, encodedTagLength(tag))
                .berLength(value.length)
                .bytes(value)
                .toByteArray();
    }

    /** The objects one after the other. */
    public static byte[] encodeAll(List<BerTlv> objects) {
        WireWriter out = new WireWriter();
        objects.forEach(object -> out.bytes(object.encode()));
        return out.toByteArray();
    }

    /** Reads one object and nothing behind it. */
    public static BerTlv decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, CLAUSE);
        BerTlv object = read(in);
        in.requireEnd();
        return object;
    }

    /** Reads objects up to the end of {@code bytes}. */
    public static List<BerTlv> decodeAll(byte[] bytes) {
        WireReader in = new WireReader(bytes, CLAUSE);
        List<BerTlv> objects = new ArrayList<>();
        while (in.hasMore()) {
            objects.add(read(in));
        }
        return List.copyOf(objects);
    }

    /** Reads the next object of {@code in}. */
    public static BerTlv read(WireReader in) {
        int tag = in.u8("tag");
        if ((tag & MORE_TAG_BYTES) == MORE_TAG_BYTES) {
            int next = in.u8("tag");
            tag = tag << 8 | next;
            if ((next & 0x80) != 0) {
                int last = in.u8("tag");
                tag = tag << 8 | last;
                if ((last & 0x80) != 0) {
                    throw in.fail("a tag has more than three bytes");
                }
            }
        }
        int length = in.berLength("length of tag " + Integer.toHexString(tag));
        return new BerTlv(tag, in.bytes(length, "value of tag " + Integer.toHexString(tag)));
    }

    /** The objects inside a constructed one. */
    public List<BerTlv> children() {
        return decodeAll(value);
    }

    /** The first object with this tag. */
    public static Optional<BerTlv> find(List<BerTlv> objects, int tag) {
        return objects.stream().filter(object -> object.tag == tag).findFirst();
    }

    /** Whether the tag says that the value is made of objects. */
    public boolean isConstructed() {
        return (tag >> 8 * (encodedTagLength(tag) - 1) & CONSTRUCTED) != 0;
    }

    private static int encodedTagLength(int tag) {
        return tag > 0xFFFF ? 3 : tag > 0xFF ? 2 : 1;
    }

    private static int tagLength(int tag) {
        int bytes = encodedTagLength(tag);
        boolean multi = (tag >> 8 * (bytes - 1) & MORE_TAG_BYTES) == MORE_TAG_BYTES;
        if (!multi) {
            return 1;
        }
        boolean third = bytes >= 2 && (tag >> 8 * (bytes - 2) & 0x80) != 0;
        return third ? 3 : 2;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BerTlv that && tag == that.tag && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * tag + Arrays.hashCode(value);
    }

    /** Tag and length only: the value may be a key. */
    @Override
    public String toString() {
        return HexFormat.of().withUpperCase().toHexDigits(tag, 2 * encodedTagLength(tag)) + "[" + value.length + "]";
    }
}
