package io.simshift.applet;

import javacard.framework.Util;

/** The redundancy checks of secured packets (TS 102 225 §5.1.3): CRC-16 and CRC-32, computed with 16-bit words. */
final class Redundancy {
    static final short CRC_16_SIZE = 2;
    static final short CRC_32_SIZE = 4;

    // ---- the polynomials, lowest power first
    private static final short POLYNOMIAL_16 = (short) 0x8408;
    private static final short POLYNOMIAL_32_HIGH = (short) 0xEDB8;
    private static final short POLYNOMIAL_32_LOW = (short) 0x8320;

    private Redundancy() {}

    /** Writes the check value of {@code size} bytes, 2 or 4, over {@code length} bytes. */
    static void write(short size, byte[] buf, short off, short length, byte[] out, short outOff) {
        if (size == CRC_16_SIZE) {
            writeCrc16(buf, off, length, out, outOff);
        } else {
            writeCrc32(buf, off, length, out, outOff);
        }
    }

    private static void writeCrc16(byte[] buf, short off, short length, byte[] out, short outOff) {
        short crc = (short) 0xFFFF;
        for (short i = 0; i < length; i++) {
            crc ^= (short) (buf[(short) (off + i)] & 0xFF);
            for (byte bit = 0; bit < 8; bit++) {
                boolean carry = (short) (crc & 1) != 0;
                crc = halved(crc);
                if (carry) {
                    crc ^= POLYNOMIAL_16;
                }
            }
        }
        Util.setShort(out, outOff, (short) ~crc);
    }

    private static void writeCrc32(byte[] buf, short off, short length, byte[] out, short outOff) {
        short high = (short) 0xFFFF;
        short low = (short) 0xFFFF;
        for (short i = 0; i < length; i++) {
            low ^= (short) (buf[(short) (off + i)] & 0xFF);
            for (byte bit = 0; bit < 8; bit++) {
                boolean carry = (short) (low & 1) != 0;
                low = halved(low);
                if ((short) (high & 1) != 0) {
                    low |= (short) 0x8000;
                }
                high = halved(high);
                if (carry) {
                    high ^= POLYNOMIAL_32_HIGH;
                    low ^= POLYNOMIAL_32_LOW;
                }
            }
        }
        Util.setShort(out, outOff, (short) ~high);
        Util.setShort(out, (short) (outOff + 2), (short) ~low);
    }

    /** Shifted right by one bit, a zero coming in. */
    private static short halved(short value) {
        return (short) ((short) (value >> 1) & 0x7FFF);
    }
}
