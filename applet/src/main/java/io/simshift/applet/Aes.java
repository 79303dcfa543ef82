package io.simshift.applet;

import javacard.framework.Util;
import javacard.security.AESKey;
import javacard.security.CryptoException;
import javacard.security.KeyBuilder;
import javacardx.crypto.Cipher;

/**
 * AES in the modes that the applet needs, all built on CBC without padding: the one mode that every card has. With
 * a zero IV one block of CBC is ECB, and CMAC (SP 800-38B) is ECB and exclusive-or.
 */
final class Aes {
    static final short BLOCK_SIZE = 16;
    private static final byte RB = (byte) 0x87;

    private final Cipher cipher;
    private final byte[] state;

    Aes(Transient ram) {
        cipher = Cipher.getInstance(Cipher.ALG_AES_BLOCK_128_CBC_NOPAD, false);
        state = ram.state;
    }

    static AESKey newKey() {
        return (AESKey) KeyBuilder.buildKey(KeyBuilder.TYPE_AES, KeyBuilder.LENGTH_AES_128, false);
    }

    /** A key object of 192 or 256 bits, or null on a card without them. */
    static AESKey newLongKey(short bits) {
        try {
            return (AESKey) KeyBuilder.buildKey(KeyBuilder.TYPE_AES, bits, false);
        } catch (CryptoException e) {
            return null; // the card lacks it: STORE SLOT refuses such keysets and QUERY says so
        }
    }

    /** Makes {@code key} the one that {@link #block} encrypts under. */
    void begin(AESKey key) {
        cipher.init(key, Cipher.MODE_ENCRYPT);
    }

    /** Encrypts one block in place; may be called again and again after {@link #begin}. */
    void block(byte[] buf, short off) {
        // doFinal puts the cipher back to its state after init: zero IV, same key
        cipher.doFinal(buf, off, BLOCK_SIZE, buf, off);
    }

    /** CBC with zero IV, in place; the length is a multiple of 16. */
    void encipher(AESKey key, byte[] buf, short off, short length) {
        cipher.init(key, Cipher.MODE_ENCRYPT);
        cipher.doFinal(buf, off, length, buf, off);
    }

    /** CBC with zero IV, in place; the length is a multiple of 16. */
    void decipher(AESKey key, byte[] buf, short off, short length) {
        cipher.init(key, Cipher.MODE_DECRYPT);
        cipher.doFinal(buf, off, length, buf, off);
    }

    /** Leaves the 16 bytes of the CMAC (SP 800-38B §6.2) of {@code length} > 0 bytes in {@link Transient#BLOCK}. */
    void cmac(AESKey key, byte[] buf, short off, short length) {
        begin(key);
        short last = (short) (length & 0x0F);
        if (last == 0) {
            last = BLOCK_SIZE;
        }
        Util.arrayFillNonAtomic(state, Transient.TEMP, BLOCK_SIZE, (byte) 0);
        block(state, Transient.TEMP);
        doubleSubkey();
        Util.arrayFillNonAtomic(state, Transient.BLOCK, BLOCK_SIZE, (byte) 0);
        while (length > last) {
            xorIntoBlock(buf, off, BLOCK_SIZE);
            block(state, Transient.BLOCK);
            off += BLOCK_SIZE;
            length -= BLOCK_SIZE;
        }
        xorIntoBlock(buf, off, last);
        if (last < BLOCK_SIZE) {
            doubleSubkey();
            state[(short) (Transient.BLOCK + last)] ^= (byte) 0x80;
        }
        xorIntoBlock(state, Transient.TEMP, BLOCK_SIZE);
        block(state, Transient.BLOCK);
    }

    private void xorIntoBlock(byte[] buf, short off, short length) {
        for (short i = 0; i < length; i++) {
            state[(short) (Transient.BLOCK + i)] ^= buf[(short) (off + i)];
        }
    }

    /** Multiplies the subkey by x in GF(2^128) (SP 800-38B §6.1), without a branch on the key. */
    private void doubleSubkey() {
        short carry = 0;
        for (short i = (short) (BLOCK_SIZE - 1); i >= 0; i--) {
            short at = (short) (Transient.TEMP + i);
            short b = (short) (state[at] & 0xFF);
            state[at] = (byte) ((short) (b << 1) | carry);
            carry = (short) (b >> 7);
        }
        state[(short) (Transient.TEMP + BLOCK_SIZE - 1)] ^= (byte) (RB & (byte) (-carry));
    }
}
