package io.simshift.protocol.packet;

import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.secret.SecretBytes;

/** How the ciphered part of a secured packet is ciphered (TS 102 225 5.1.2); the low nibble of KIc names it. */
public enum CipherAlgorithm {
    NONE(null, false, 0, 0, 0, "not ciphered"),
    /** Old; not for new use. */
    DES_CBC(BlockCipher.DES, false, 0x1, 8, 8, "DES-CBC"),
    TRIPLE_DES_2_CBC(BlockCipher.TRIPLE_DES, false, 0x5, 16, 16, "3DES outer-CBC, 2 keys"),
    TRIPLE_DES_3_CBC(BlockCipher.TRIPLE_DES, false, 0x9, 24, 24, "3DES outer-CBC, 3 keys"),
    /** Old; not for new use. */
    DES_ECB(BlockCipher.DES, true, 0xD, 8, 8, "DES-ECB"),
    /** In no standard's table; some old servers agree on it with KIc nibble 4, "known implicitly". */
    TRIPLE_DES_2_ECB(BlockCipher.TRIPLE_DES, true, 0x4, 16, 16, "3DES-ECB, 2 keys (implicit)"),
    /** In no standard's table; some old servers agree on it with KIc nibble 8, "known implicitly". */
    TRIPLE_DES_3_ECB(BlockCipher.TRIPLE_DES, true, 0x8, 24, 24, "3DES-ECB, 3 keys (implicit)"),
    AES_CBC(BlockCipher.AES, false, 0x2, 16, 32, "AES-CBC");

    private final BlockCipher cipher;
    private final boolean ecb;
    private final int nibble;
    private final int minKeyLength;
    private final int maxKeyLength;
    private final String text;

    CipherAlgorithm(BlockCipher cipher, boolean ecb, int nibble, int minKeyLength, int maxKeyLength, String text) {
        this.cipher = cipher;
        this.ecb = ecb;
        this.nibble = nibble;
        this.minKeyLength = minKeyLength;
        this.maxKeyLength = maxKeyLength;
        this.text = text;
    }

    /** The low nibble of KIc. */
    public int nibble() {
        return nibble;
    }

    /** Whether a key of this many bytes fits. */
    public boolean takesKeyOf(int length) {
        boolean inRange = length >= minKeyLength && length <= maxKeyLength;
        return inRange && (cipher == null || cipher.takesKeyOf(length));
    }

    /** In plain words. */
    public String describe() {
        return text;
    }

    /** Bytes that bring {@code length} to whole blocks. */
    public int paddingFor(int length) {
        if (cipher == null) {
            return 0;
        }
        int over = length % cipher.blockLength();
        return over == 0 ? 0 : cipher.blockLength() - over;
    }

    byte[] encrypt(SecretBytes key, byte[] clear) {
        return ecb ? cipher.encryptEcb(key, clear) : cipher.encryptCbc(key, clear);
    }

    byte[] decrypt(SecretBytes key, byte[] ciphered) {
        return ecb ? cipher.decryptEcb(key, ciphered) : cipher.decryptCbc(key, ciphered);
    }
}
