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

    /**
     * Writes the check value of {@code size} bytes, 2 or 4, over {@code length} bytes. CRC-16 is a CRC-32 whose high half is
     * zeros all the way.
     */
    static void write(short size, byte[] buf, short off, short length, byte[] out, short outOff) {
        boolean isLong = size != CRC_16_SIZE;
        short high = isLong ? (short) 0xFFFF : 0;
        short low = (short) 0xFFFF;
        for (short end = (short) (off + length); off < end; off++) {
            low ^= (short) (buf[off] & 0xFF);
            for (byte bit = 0; bit < 8; bit++) {
                boolean carry = (low & 1) != 0;
                low = halved(low);
                low |= (short) (high << 15);
                high = halved(high);
                if (carry) {
                    high ^= isLong ? POLYNOMIAL_32_HIGH : 0;
                    low ^= isLong ? POLYNOMIAL_32_LOW : POLYNOMIAL_16;
                }
            }
        }
        if (isLong) {
            outOff = Util.setShort(out, outOff, (short) ~high);
        }
        Util.setShort(out, outOff, (short) ~low);
    }

    /** Shifted right by one bit, a zero coming in. */
    private static short halved(short value) {
        return (short) ((short) (value >> 1) & 0x7FFF);
    }
}
