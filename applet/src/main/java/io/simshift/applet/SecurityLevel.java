package io.simshift.applet;

/**
 * Minimum security levels (TS 102 226 §8.2.1.3.2.3): what the first byte of SPI has to ask for at least. Kinds of check
 * count none, RC, CC; counter modes none, not checked, checked.
 */
final class SecurityLevel {
    /** CC, ciphering, counter higher: what holds where nothing else was said. */
    static final byte DEFAULT = 0x16;

    static final byte CHECK = 0x03;
    static final byte NO_CHECK = 0x00;
    static final byte RC = 0x01;
    static final byte CC = 0x02;
    static final byte DS = 0x03;
    static final byte CIPHER = 0x04;
    static final byte COUNTER_MODE = 0x18;
    static final byte COUNTER_HIGHER = 0x10;
    static final byte COUNTER_ONE_HIGHER = 0x18;
    static final byte RFU = (byte) 0xE0;

    private SecurityLevel() {}

    /** Whether a byte is a level that a packet can reach. */
    static boolean isLevel(byte level) {
        return (level & RFU) == 0 && (level & CHECK) != DS;
    }

    static boolean hasCheckedCounter(byte spi1) {
        return (spi1 & COUNTER_HIGHER) != 0;
    }

    /** Whether a packet reaches a level; both checked counter modes count alike. */
    static boolean isReached(byte level, byte spi1) {
        boolean counted = hasCheckedCounter(spi1) || (spi1 & COUNTER_MODE) >= (level & COUNTER_MODE);
        return (spi1 & CHECK) >= (level & CHECK) && (spi1 & CIPHER) >= (level & CIPHER) && counted;
    }
}
