package io.simshift.applet;

import javacard.security.CryptoException;
import javacard.security.Key;
import javacard.security.KeyBuilder;
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

    private final RandomData random;
    private final byte bits;
    /** Kept only so that the probe leaves no garbage behind on a card without object deletion. */
    private final Key longAesProbe;

    CardAbilities(TripleDes des) {
        byte found = 0;
        if (des.available()) {
            found |= TRIPLE_DES;
        }
        longAesProbe = probeLongAes();
        if (longAesProbe != null) {
            found |= LONG_AES;
        }
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

    private static Key probeLongAes() {
        try {
            return KeyBuilder.buildKey(KeyBuilder.TYPE_AES, KeyBuilder.LENGTH_AES_256, false);
        } catch (CryptoException e) {
            return null; // the ability is reported as absent
        }
    }

    private static RandomData hardwareRandom() {
        try {
            return RandomData.getInstance(RandomData.ALG_SECURE_RANDOM);
        } catch (CryptoException e) {
            return null; // the ability is reported as absent
        }
    }
}
