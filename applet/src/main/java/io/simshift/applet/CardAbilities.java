package io.simshift.applet;

import javacard.security.CryptoException;
import javacard.security.RandomData;

/**
 * What this card can do beyond AES-128, found out once at install and reported by QUERY (tag 8E). The random source is
 * that of Java Card 2.2.2, which later versions deprecate.
 */
@SuppressWarnings("deprecation")
final class CardAbilities {
    private static final byte TRIPLE_DES = 0x01;
    private static final byte LONG_AES = 0x02;
    private static final byte HARDWARE_RANDOM = 0x04;
    private static final byte CONCATENATION = 0x08;

    private final RandomData random;
    private final byte bits;
    private final boolean longKeys;
    private final byte cellCount;

    /** {@code keys}: a keyset that takes every algorithm of the card; {@code cellCount}: cells of {@link Segments}. */
    CardAbilities(KeySet keys, byte cellCount) {
        this.cellCount = cellCount;
        byte found = cellCount == 0 ? 0 : CONCATENATION;
        if (keys.supports(KeySet.TRIPLE_DES_2)) {
            found |= TRIPLE_DES;
        }
        if (keys.supports(KeySet.AES_192) && keys.supports(KeySet.AES_256)) {
            found |= LONG_AES;
        }
        longKeys = keys.supports(KeySet.AES_192) || keys.supports(KeySet.AES_256) || keys.supports(KeySet.TRIPLE_DES_3);
        RandomData hardware = hardwareRandom();
        if (hardware != null) {
            found |= HARDWARE_RANDOM;
            random = hardware;
        } else {
            random = RandomData.getInstance(RandomData.ALG_PSEUDO_RANDOM);
        }
        bits = found;
    }

    void generateRandom(byte[] buf, short off, short length) {
        random.generateData(buf, off, length);
    }

    byte bits() {
        return bits;
    }

    /** Segments of concatenated messages that the card keeps at a time. */
    byte cellCount() {
        return cellCount;
    }

    /** Whether the card has an algorithm whose keys have more than 16 bytes. */
    boolean hasLongKeys() {
        return longKeys;
    }

    private static RandomData hardwareRandom() {
        try {
            return RandomData.getInstance(RandomData.ALG_SECURE_RANDOM);
        } catch (CryptoException e) {
            return null; // the ability is reported as absent
        }
    }
}
