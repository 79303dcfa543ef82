package io.simshift.applet;

import javacard.framework.Util;
import javacard.security.AESKey;
import javacard.security.DESKey;

/** The OTA keys KIc, KID and KIK in use, as key objects, with the operations of their algorithm. */
final class KeySet {
    static final byte NONE = 0x00;
    static final byte AES = 0x02;
    static final byte TRIPLE_DES = 0x05;
    static final short KEY_SIZE = 16;
    static final short MAC_SIZE = 8;
    static final short CHECK_SIZE = 3;

    private final Aes aes;
    private final TripleDes des;
    private final byte[] state;
    private final AESKey aesKic;
    private final AESKey aesKid;
    private final AESKey aesKik;
    private final DESKey desKic;
    private final DESKey desKid;
    private final DESKey desKik;
    /** One byte: the keys' algorithm; {@link #NONE} as long as there are none. */
    private final byte[] algorithm;

    KeySet(Transient ram, Aes aes, TripleDes des) {
        this.aes = aes;
        this.des = des;
        state = ram.state;
        aesKic = Aes.newKey();
        aesKid = Aes.newKey();
        aesKik = Aes.newKey();
        desKic = des.newKey();
        desKid = des.newKey();
        desKik = des.newKey();
        algorithm = new byte[1];
    }

    byte algorithm() {
        return algorithm[0];
    }

    /** Block size of the cipher in bytes: 8 or 16. */
    short blockSize() {
        return algorithm[0] == AES ? Aes.BLOCK_SIZE : TripleDes.BLOCK_SIZE;
    }

    /**
     * Puts 48 bytes KIc ‖ KID ‖ KIK in place. The algorithm is written last: a tear before that leaves a set that says
     * it has no keys, and nothing refers to it before the caller's own commit.
     */
    void load(byte newAlgorithm, byte[] keys, short off) {
        algorithm[0] = NONE;
        short kid = (short) (off + KEY_SIZE);
        short kik = (short) (kid + KEY_SIZE);
        if (newAlgorithm == AES) {
            aesKic.setKey(keys, off);
            aesKid.setKey(keys, kid);
            aesKik.setKey(keys, kik);
        } else {
            desKic.setKey(keys, off);
            desKid.setKey(keys, kid);
            desKik.setKey(keys, kik);
        }
        algorithm[0] = newAlgorithm;
    }

    /** Forgets the keys. May be cut and repeated. */
    void clear() {
        algorithm[0] = NONE;
        aesKic.clearKey();
        aesKid.clearKey();
        aesKik.clearKey();
        if (desKic != null) {
            desKic.clearKey();
            desKid.clearKey();
            desKik.clearKey();
        }
    }

    void encipher(byte[] buf, short off, short length) {
        if (algorithm[0] == AES) {
            aes.encipher(aesKic, buf, off, length);
        } else {
            des.encipher(desKic, buf, off, length);
        }
    }

    void decipher(byte[] buf, short off, short length) {
        if (algorithm[0] == AES) {
            aes.decipher(aesKic, buf, off, length);
        } else {
            des.decipher(desKic, buf, off, length);
        }
    }

    /** Leaves the check value in the first {@link #MAC_SIZE} bytes of {@link Transient#BLOCK}. */
    void mac(byte[] buf, short off, short length) {
        if (algorithm[0] == AES) {
            aes.cmac(aesKid, buf, off, length);
        } else {
            des.mac(desKid, buf, off, length);
        }
    }

    /** Deciphers personalisation data under KIK, in place, CBC with zero IV. */
    void unwrap(byte[] buf, short off, short length) {
        if (algorithm[0] == AES) {
            aes.decipher(aesKik, buf, off, length);
        } else {
            des.decipher(desKik, buf, off, length);
        }
    }

    /** Writes the check values of KIc, KID and KIK, 3 bytes each (GlobalPlatform); returns the next offset. */
    short writeCheckValues(byte[] buf, short off) {
        off = writeCheckValue(aesKic, desKic, buf, off);
        off = writeCheckValue(aesKid, desKid, buf, off);
        return writeCheckValue(aesKik, desKik, buf, off);
    }

    private short writeCheckValue(AESKey aesKey, DESKey desKey, byte[] buf, short off) {
        if (algorithm[0] == AES) {
            Util.arrayFillNonAtomic(state, Transient.BLOCK, Aes.BLOCK_SIZE, (byte) 1);
            aes.encipher(aesKey, state, Transient.BLOCK, Aes.BLOCK_SIZE);
        } else {
            Util.arrayFillNonAtomic(state, Transient.BLOCK, TripleDes.BLOCK_SIZE, (byte) 0);
            des.encipher(desKey, state, Transient.BLOCK, TripleDes.BLOCK_SIZE);
        }
        return Util.arrayCopyNonAtomic(state, Transient.BLOCK, buf, off, CHECK_SIZE);
    }
}
