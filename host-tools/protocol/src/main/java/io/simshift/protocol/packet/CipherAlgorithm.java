package io.simshift.protocol.packet;

import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.cipher.CipherEngine.Direction;
import io.simshift.protocol.cipher.CipherEngine.Mode;
import io.simshift.protocol.secret.SecretBytes;

/** How the ciphered part of a secured packet is ciphered (TS 102 225 5.1.2); the low nibble of KIc names it. */
public enum CipherAlgorithm {
    NONE(null, Mode.CBC, 0, 0, 0, "not ciphered"),
    /** Old; not for new use. */
    DES_CBC(BlockCipher.DES, Mode.CBC, 0x1, 8, 8, "DES-CBC"),
    TRIPLE_DES_2_CBC(BlockCipher.TRIPLE_DES, Mode.CBC, 0x5, 16, 16, "3DES outer-CBC, 2 keys"),
    TRIPLE_DES_3_CBC(BlockCipher.TRIPLE_DES, Mode.CBC, 0x9, 24, 24, "3DES outer-CBC, 3 keys"),
    /** Old; not for new use. */
    DES_ECB(BlockCipher.DES, Mode.ECB, 0xD, 8, 8, "DES-ECB"),
    /** In no standard's table; some old servers agree on it with KIc nibble 4, "known implicitly". */
    TRIPLE_DES_2_ECB(BlockCipher.TRIPLE_DES, Mode.ECB, 0x4, 16, 16, "3DES-ECB, 2 keys (implicit)"),
    /** In no standard's table; some old servers agree on it with KIc nibble 8, "known implicitly". */
    TRIPLE_DES_3_ECB(BlockCipher.TRIPLE_DES, Mode.ECB, 0x8, 24, 24, "3DES-ECB, 3 keys (implicit)"),
    AES_CBC(BlockCipher.AES, Mode.CBC, 0x2, 16, 32, "AES-CBC");

    private final BlockCipher cipher;
    private final Mode mode;
    private final int nibble;
    private final int minKeyLength;
    private final int maxKeyLength;
    private final String text;

    CipherAlgorithm(BlockCipher cipher, Mode mode, int nibble, int minKeyLength, int maxKeyLength, String text) {
        this.cipher = cipher;
        this.mode = mode;
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

    /** Ciphers {@code packet} from {@code offset} to its end, in place. */
    void encrypt(SecretBytes key, byte[] packet, int offset) {
        run(Direction.ENCRYPT, key, packet, offset);
    }

    /** Deciphers {@code packet} from {@code offset} to its end, in place. */
    void decrypt(SecretBytes key, byte[] packet, int offset) {
        run(Direction.DECRYPT, key, packet, offset);
    }

    private void run(Direction direction, SecretBytes key, byte[] packet, int offset) {
        if (cipher != null) {
            cipher.keyed(mode, direction, key).run(packet, offset, packet.length - offset);
        }
    }
}
