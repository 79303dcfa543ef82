package io.simshift.protocol.mac;

import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.cipher.CipherEngine;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Arrays;

/**
 * AES-CMAC (NIST SP 800-38B, RFC 4493) with keys of 16, 24 or 32 bytes, made from the CBC cipher. Secured packets take
 * the first 8 (or 4) bytes of it (TS 102 225 5.1.3).
 */
public final class AesCmac {
    /** Bytes of the whole value. */
    public static final int LENGTH = 16;

    private static final int BLOCK = 16;
    private static final int REDUCTION = 0x87;
    private static final byte[] ZERO = new byte[BLOCK];

    private AesCmac() {}

    /** The 16 bytes of the MAC of {@code message}. */
    public static byte[] of(SecretBytes key, byte[] message) {
        return of(key, message, LENGTH);
    }

    /** The first {@code length} bytes of the MAC of {@code message}. */
    public static byte[] of(SecretBytes key, byte[] message, int length) {
        CipherEngine cbc = BlockCipher.AES.cbcEncryptor(key);
        byte[] subkey = timesX(cbc.run(ZERO));
        boolean whole = message.length > 0 && message.length % BLOCK == 0;
        int blocks = Math.max(1, (message.length + BLOCK - 1) / BLOCK);
        byte[] padded = Arrays.copyOf(message, blocks * BLOCK);
        if (!whole) {
            padded[message.length] = (byte) 0x80;
            subkey = timesX(subkey);
        }
        int last = padded.length - BLOCK;
        for (int i = 0; i < BLOCK; i++) {
            padded[last + i] ^= subkey[i];
        }
        return Arrays.copyOfRange(cbc.run(padded), last, last + length);
    }

    /** Multiplication by x in GF(2^128), as the subkeys are made. */
    private static byte[] timesX(byte[] block) {
        byte[] out = new byte[BLOCK];
        int carry = 0;
        for (int i = BLOCK - 1; i >= 0; i--) {
            int shifted = (block[i] & 0xFF) << 1 | carry;
            out[i] = (byte) shifted;
            carry = shifted >> 8;
        }
        // Masked rather than branched: the top bit depends on the key.
        out[BLOCK - 1] ^= (byte) (REDUCTION & -carry);
        return out;
    }
}
