package io.simshift.applet;

/** Counters of secured packets: 5 bytes, big endian (TS 102 225 §5.1.4). */
final class Counter {
    static final short SIZE = 5;

    private Counter() {}

    /** Negative, zero or positive as a is below, equal to or above b. */
    static short compare(byte[] a, short aOff, byte[] b, short bOff) {
        for (short i = 0; i < SIZE; i++) {
            short difference =
                    (short) ((short) (a[(short) (aOff + i)] & 0xFF) - (short) (b[(short) (bOff + i)] & 0xFF));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    /** Whether a = b + 1. */
    static boolean isNext(byte[] a, short aOff, byte[] b, short bOff) {
        short carry = 1;
        for (short i = SIZE - 1; i >= 0; i--) {
            short sum = (short) ((short) (b[(short) (bOff + i)] & 0xFF) + carry);
            if ((byte) sum != a[(short) (aOff + i)]) {
                return false;
            }
            carry = (short) (sum >> 8);
        }
        return carry == 0;
    }

    /** Whether no higher value exists. */
    static boolean isBlocked(byte[] counter, short off) {
        for (short i = 0; i < SIZE; i++) {
            if (counter[(short) (off + i)] != (byte) 0xFF) {
                return false;
            }
        }
        return true;
    }
}
