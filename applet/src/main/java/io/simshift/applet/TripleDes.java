package io.simshift.applet;

import javacard.framework.ISOException;
import javacard.framework.Util;
import javacard.security.CryptoException;
import javacard.security.DESKey;
import javacard.security.KeyBuilder;
import javacardx.crypto.Cipher;

/** 3DES, outer CBC, for OTA keysets (TS 102 225 §5.1.2). Not every card has it. */
final class TripleDes {
    static final short BLOCK_SIZE = 8;

    /** Null on a card without 3DES. */
    private final Cipher cipher;

    private final byte[] state;

    TripleDes(Transient ram) {
        state = ram.state;
        cipher = find();
    }

    private static Cipher find() {
        try {
            return Cipher.getInstance(Cipher.ALG_DES_CBC_NOPAD, false);
        } catch (CryptoException e) {
            return null; // the card lacks it: STORE SLOT refuses such keysets and QUERY says so
        }
    }

    boolean available() {
        return cipher != null;
    }

    /** A key object of three keys, of two on a card that has no three, null on a card without 3DES. */
    DESKey newKey() {
        if (cipher == null) {
            return null;
        }
        DESKey three = newKey(KeyBuilder.LENGTH_DES3_3KEY);
        return three == null ? newKey(KeyBuilder.LENGTH_DES3_2KEY) : three;
    }

    private static DESKey newKey(short bits) {
        try {
            return (DESKey) KeyBuilder.buildKey(KeyBuilder.TYPE_DES, bits, false);
        } catch (CryptoException e) {
            return null; // the card lacks it: STORE SLOT refuses such keysets
        }
    }

    static boolean hasThreeKeys(DESKey key) {
        return key.getSize() == KeyBuilder.LENGTH_DES3_3KEY;
    }

    /** CBC with zero IV, in place; the length is a multiple of 8. */
    void encipher(DESKey key, byte[] buf, short off, short length) {
        run(key, Cipher.MODE_ENCRYPT, buf, off, length);
    }

    /** CBC with zero IV, in place; the length is a multiple of 8. */
    void decipher(DESKey key, byte[] buf, short off, short length) {
        run(key, Cipher.MODE_DECRYPT, buf, off, length);
    }

    /** Leaves the CBC-MAC of the zero-padded bytes in the first 8 bytes of {@link Transient#BLOCK}. */
    void mac(DESKey key, byte[] buf, short off, short length) {
        cipher.init(key, Cipher.MODE_ENCRYPT);
        Util.arrayFillNonAtomic(state, Transient.BLOCK, BLOCK_SIZE, (byte) 0);
        short inBlock = 0;
        for (short i = 0; i < length; i++) {
            state[(short) (Transient.BLOCK + inBlock)] ^= buf[(short) (off + i)];
            inBlock++;
            if (inBlock == BLOCK_SIZE || i == (short) (length - 1)) {
                cipher.doFinal(state, Transient.BLOCK, BLOCK_SIZE, state, Transient.BLOCK);
                inBlock = 0;
            }
        }
    }

    private void run(DESKey key, byte mode, byte[] buf, short off, short length) {
        if (cipher == null) {
            ISOException.throwIt(Sw.NOT_SUPPORTED);
        }
        cipher.init(key, mode);
        cipher.doFinal(buf, off, length, buf, off);
    }
}
