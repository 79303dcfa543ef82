package io.simshift.simulator.globalplatform;

import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A set of keys of a security domain: identifiers 1, 2 and 3 under one version number.
 *
 * @param number 1 to 127, or FF for the keys that a card is made with
 * @param aes whether they are AES-128; else 3DES with two keys
 * @param enc for ciphering and authentication
 * @param mac for check values
 * @param dek for keys
 */
record KeyVersion(int number, boolean aes, SecretBytes enc, SecretBytes mac, SecretBytes dek) {
    /** Version number of the keys that a card is made with. */
    static final int INITIAL = 0xFF;

    static final int KEY_BYTES = 16;
    static final int CHECK_BYTES = 3;
    /** Key types (table 11-16). */
    static final int TYPE_DES = 0x80;

    static final int TYPE_AES = 0x88;

    private static final byte[] TEST_KEY = HexFormat.of().parseHex("404142434445464748494A4B4C4D4E4F");

    /** The test key that every tool knows, three times. */
    static KeyVersion test(boolean aes) {
        SecretBytes key = SecretBytes.copyOf(TEST_KEY);
        return new KeyVersion(INITIAL, aes, key, key, key);
    }

    int type() {
        return aes ? TYPE_AES : TYPE_DES;
    }

    /** First bytes of E[01 × 16] with AES, of E[00 × 8] with 3DES (B.6). */
    static byte[] checkValue(boolean aes, SecretBytes key) {
        BlockCipher cipher = aes ? BlockCipher.AES : BlockCipher.TRIPLE_DES;
        byte[] block = new byte[cipher.blockLength()];
        Arrays.fill(block, (byte) (aes ? 1 : 0));
        return Arrays.copyOf(cipher.encryptEcb(key, block), CHECK_BYTES);
    }
}
