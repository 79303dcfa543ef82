package io.simshift.applet;

import javacard.security.AESKey;
import javacard.security.CryptoException;
import javacard.security.Key;
import javacard.security.KeyBuilder;
import javacardx.crypto.Cipher;

/**
 * AES and 3DES in the modes that the applet needs, all built on CBC without padding: the one mode that every card has. With
 * a zero IV one block of CBC is ECB, and CMAC (SP 800-38B) is ECB and exclusive-or. Not every card has 3DES.
 */
final class Ciphers {
    static final short AES_BLOCK = 16;
    static final short DES_BLOCK = 8;
    static final byte ENCRYPT = Cipher.MODE_ENCRYPT;
    static final byte DECRYPT = Cipher.MODE_DECRYPT;
    private static final byte RB = (byte) 0x87;

    private final Cipher aes;
    /** Null on a card without 3DES. */
    private final Cipher des;

    private final byte[] state;

    Ciphers(Transient ram) {
        state = ram.state;
        aes = Cipher.getInstance(Cipher.ALG_AES_BLOCK_128_CBC_NOPAD, false);
        des = tripleDes();
    }

    private static Cipher tripleDes() {
        try {
            return Cipher.getInstance(Cipher.ALG_DES_CBC_NOPAD, false);
        } catch (CryptoException e) {
            return null; // the card lacks it: STORE SLOT refuses such keysets and QUERY says so
        }
    }

    /** A key object of AES-128, which every card has. */
    static AESKey newKey() {
        return (AESKey) KeyBuilder.buildKey(KeyBuilder.TYPE_AES, KeyBuilder.LENGTH_AES_128, false);
    }

    /** A key object of AES with so many bits, or null on a card without them. */
    static Key newKey(short bits) {
        return newKey(KeyBuilder.TYPE_AES, bits);
    }

    /** A key object of three DES keys, of two on a card that has no three, null on a card without 3DES. */
    Key newDesKey() {
        if (des == null) {
            return null;
        }
        Key three = newKey(KeyBuilder.TYPE_DES, KeyBuilder.LENGTH_DES3_3KEY);
        return three == null ? newKey(KeyBuilder.TYPE_DES, KeyBuilder.LENGTH_DES3_2KEY) : three;
    }

    private static Key newKey(byte type, short bits) {
        try {
            return KeyBuilder.buildKey(type, bits, false);
        } catch (CryptoException e) {
            return null; // the card lacks it: STORE SLOT refuses such keysets and QUERY says so
        }
    }

    static boolean hasThreeKeys(Key key) {
        return key.getSize() == KeyBuilder.LENGTH_DES3_3KEY;
    }

    private static boolean isDes(Key key) {
        return key.getType() == KeyBuilder.TYPE_DES;
    }

    /** CBC with zero IV, in place, of whole blocks; {@code mode} is {@link #ENCRYPT} or {@link #DECRYPT}. */
    void run(Key key, byte mode, byte[] buf, short off, short length) {
        Cipher cipher = isDes(key) ? des : aes;
        cipher.init(key, mode);
        cipher.doFinal(buf, off, length, buf, off);
    }

    /** Makes an AES key the one that {@link #block} encrypts under. */
    void begin(Key key) {
        aes.init(key, ENCRYPT);
    }

    /** Encrypts one block of the scratch memory in place; may be called again and again after {@link #begin}. */
    void block(short off) {
        // doFinal puts the cipher back to its state after init: zero IV, same key
        aes.doFinal(state, off, AES_BLOCK, state, off);
    }

    /**
     * Leaves in {@link Transient#BLOCK} the check value of {@code length} > 0 bytes: the 16 bytes of the CMAC (SP 800-38B §6.2)
     * under an AES key, the 8 of the CBC-MAC of the zero-padded bytes under a DES key. Uses {@link Transient#TEMP}.
     */
    void mac(Key key, byte[] buf, short off, short length) {
        boolean isDes = isDes(key);
        Cipher cipher = isDes ? des : aes;
        short size = isDes ? DES_BLOCK : AES_BLOCK;
        cipher.init(key, ENCRYPT);
        Transient.wipe(state, Transient.BLOCK, (short) (2 * AES_BLOCK));
        if (!isDes) {
            cipher.doFinal(state, Transient.TEMP, size, state, Transient.TEMP);
            doubleSubkey();
        }
        short at = Transient.BLOCK;
        for (short end = (short) (off + length); off < end; off++) {
            if (at == (short) (Transient.BLOCK + size)) {
                cipher.doFinal(state, Transient.BLOCK, size, state, Transient.BLOCK);
                at = Transient.BLOCK;
            }
            state[at++] ^= buf[off];
        }
        if (!isDes) {
            if (at != (short) (Transient.BLOCK + size)) {
                doubleSubkey();
                state[at] ^= (byte) 0x80;
            }
            for (at = Transient.BLOCK; at < (short) (Transient.BLOCK + AES_BLOCK); at++) {
                state[at] ^= state[(short) (at + AES_BLOCK)];
            }
        }
        cipher.doFinal(state, Transient.BLOCK, size, state, Transient.BLOCK);
    }

    /** Multiplies the subkey by x in GF(2^128) (SP 800-38B §6.1), without a branch on the key. */
    private void doubleSubkey() {
        short carry = 0;
        for (short at = Transient.TEMP + AES_BLOCK - 1; at >= Transient.TEMP; at--) {
            short b = (short) (state[at] & 0xFF);
            state[at] = (byte) ((short) (b << 1) | carry);
            carry = (short) (b >> 7);
        }
        state[Transient.TEMP + AES_BLOCK - 1] ^= (byte) (RB & (byte) (-carry));
    }
}
