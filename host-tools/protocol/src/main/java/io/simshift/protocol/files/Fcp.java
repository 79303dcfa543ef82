package io.simshift.protocol.files;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.tlv.BerTlv;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * File control parameters, the answer to SELECT (TS 102 221 11.1.1.3): template 62.
 *
 * @param objects the objects inside, in order
 */
public record Fcp(List<BerTlv> objects) {
    private static final String CLAUSE = "TS 102 221 11.1.1.3";
    private static final int TEMPLATE_TAG = 0x62;
    private static final int FILE_SIZE_TAG = 0x80;
    private static final int DESCRIPTOR_TAG = 0x82;
    private static final int FILE_ID_TAG = 0x83;
    private static final int NAME_TAG = 0x84;
    private static final int STRUCTURE_BITS = 0x07;
    private static final int SHAREABLE = 0x40;
    private static final int DIRECTORY = 0x38;
    private static final int BER_TLV_FILE = 0x39;

    /** How the bytes of a file are arranged. */
    public enum Structure {
        DIRECTORY,
        TRANSPARENT,
        LINEAR_FIXED,
        CYCLIC,
        BER_TLV
    }

    public Fcp {
        objects = List.copyOf(objects);
    }

    /** Reads template 62; needs at least a file descriptor. */
    public static Fcp decode(byte[] bytes) {
        BerTlv template = BerTlv.decode(bytes);
        if (template.tag() != TEMPLATE_TAG) {
            throw new WireFormatException(CLAUSE, 0, "file control parameters begin with 62");
        }
        Fcp fcp = new Fcp(template.children());
        fcp.structure();
        fcp.fileSize();
        fcp.fileId();
        fcp.recordLength();
        return fcp;
    }

    /** Template 62. */
    public byte[] encode() {
        return BerTlv.of(TEMPLATE_TAG, objects).encode();
    }

    /** How the file is arranged. */
    public Structure structure() {
        int descriptor = descriptor()[0] & ~SHAREABLE;
        if (descriptor == BER_TLV_FILE) {
            return Structure.BER_TLV;
        }
        if ((descriptor & DIRECTORY) == DIRECTORY) {
            return Structure.DIRECTORY;
        }
        return switch (descriptor & STRUCTURE_BITS) {
            case 1 -> Structure.TRANSPARENT;
            case 2 -> Structure.LINEAR_FIXED;
            case 6 -> Structure.CYCLIC;
            default -> throw new WireFormatException(CLAUSE, 0, "the file descriptor names no structure");
        };
    }

    /** Bytes of the file, if the card tells. */
    public OptionalInt fileSize() {
        return number(FILE_SIZE_TAG);
    }

    /** The file identifier, if the card tells. */
    public OptionalInt fileId() {
        return number(FILE_ID_TAG);
    }

    /** Bytes of a record, of a file with records. */
    public OptionalInt recordLength() {
        byte[] descriptor = descriptor();
        return descriptor.length >= 4
                ? OptionalInt.of((descriptor[2] & 0xFF) << 8 | descriptor[3] & 0xFF)
                : OptionalInt.empty();
    }

    /** Number of records, of a file with records. */
    public OptionalInt recordCount() {
        byte[] descriptor = descriptor();
        return descriptor.length >= 5 ? OptionalInt.of(descriptor[4] & 0xFF) : OptionalInt.empty();
    }

    /** The AID of an application's directory, if the card tells. */
    public Optional<byte[]> applicationId() {
        return BerTlv.find(objects, NAME_TAG).map(BerTlv::value);
    }

    private byte[] descriptor() {
        byte[] descriptor = BerTlv.find(objects, DESCRIPTOR_TAG)
                .orElseThrow(() -> new WireFormatException(CLAUSE, 0, "the file descriptor is missing"))
                .value();
        if (descriptor.length != 2 && descriptor.length != 5) {
            throw new WireFormatException(CLAUSE, 0, "a file descriptor has 2 or 5 bytes, not " + descriptor.length);
        }
        return descriptor;
    }

    private OptionalInt number(int tag) {
        Optional<byte[]> value = BerTlv.find(objects, tag).map(BerTlv::value);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        byte[] bytes = value.get();
        if (bytes.length < 1 || bytes.length > 3) {
            throw new WireFormatException(
                    CLAUSE, 0, "tag " + Integer.toHexString(tag) + " has a number of " + bytes.length + " bytes");
        }
        int number = 0;
        for (byte octet : bytes) {
            number = number << 8 | octet & 0xFF;
        }
        return OptionalInt.of(number);
    }
}
