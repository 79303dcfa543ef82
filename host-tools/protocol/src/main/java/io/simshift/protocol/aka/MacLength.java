package io.simshift.protocol.aka;

/** Lengths of MAC-A and MAC-S in bytes: 8, and with TUAK also 16 and 32 (TS 35.231 6.2, 6.3). */
final class MacLength {
    private static final int USUAL = 8;

    private MacLength() {}

    static boolean isAllowed(int length) {
        return length == USUAL || length == 16 || length == 32;
    }

    /** Of a token that has {@code before} bytes before its MAC; the usual length where its own is none. */
    static int ofToken(int tokenLength, int before) {
        return isAllowed(tokenLength - before) ? tokenLength - before : USUAL;
    }
}
