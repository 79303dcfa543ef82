package io.simshift.simulator.smsc;

import java.util.Arrays;

/**
 * The 7-bit packing of TS 23.038 6.1.2.1 between SMPP, where each character of the default alphabet is a byte, and
 * TP-UD. A user data header stays as it is; text behind it starts at a septet boundary (TS 23.040 9.2.3.24).
 */
final class SeptetText {
    static final int MAX_SEPTETS = 160;

    private static final int SEPTET_BITS = 7;

    private SeptetText() {}

    /** Septets of header and text together: TP-UDL. */
    static int septets(int headerBytes, int characters) {
        return headerSeptets(headerBytes) + characters;
    }

    /** {@code unpacked} with everything behind its first {@code headerBytes} packed. */
    static byte[] pack(byte[] unpacked, int headerBytes) {
        int septets = septets(headerBytes, unpacked.length - headerBytes);
        byte[] packed = Arrays.copyOf(Arrays.copyOf(unpacked, headerBytes), (septets * SEPTET_BITS + 7) / 8);
        int bit = headerSeptets(headerBytes) * SEPTET_BITS;
        for (int i = headerBytes; i < unpacked.length; i++, bit += SEPTET_BITS) {
            int shifted = (unpacked[i] & 0x7F) << bit % 8;
            packed[bit / 8] |= (byte) shifted;
            if (bit % 8 > 1) {
                packed[bit / 8 + 1] |= (byte) (shifted >> 8);
            }
        }
        return packed;
    }

    /** The reverse of {@link #pack}, for user data of {@code septets} in all. */
    static byte[] unpack(byte[] packed, int septets, int headerBytes) {
        int characters = septets - headerSeptets(headerBytes);
        byte[] unpacked = Arrays.copyOf(Arrays.copyOf(packed, headerBytes), headerBytes + characters);
        int bit = headerSeptets(headerBytes) * SEPTET_BITS;
        for (int i = headerBytes; i < unpacked.length; i++, bit += SEPTET_BITS) {
            int low = packed[bit / 8] & 0xFF;
            int high = bit / 8 + 1 < packed.length ? packed[bit / 8 + 1] & 0xFF : 0;
            unpacked[i] = (byte) ((low | high << 8) >> bit % 8 & 0x7F);
        }
        return unpacked;
    }

    private static int headerSeptets(int headerBytes) {
        return (headerBytes * 8 + SEPTET_BITS - 1) / SEPTET_BITS;
    }
}
