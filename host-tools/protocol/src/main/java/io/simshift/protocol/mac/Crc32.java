package io.simshift.protocol.mac;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** The CRC-32 of secured packets (TS 102 225 5.1.3), the same as in ISO/IEC 3309 and zip files. */
public final class Crc32 {
    /** Bytes of the value. */
    public static final int LENGTH = 4;

    private Crc32() {}

    /** The four bytes of the check, high one first. */
    public static byte[] of(byte[] message) {
        CRC32 crc = new CRC32();
        crc.update(message);
        return ByteBuffer.allocate(LENGTH).putInt((int) crc.getValue()).array();
    }
}
