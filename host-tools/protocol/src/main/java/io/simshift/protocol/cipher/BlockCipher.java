package io.simshift.protocol.cipher;

import io.simshift.protocol.cipher.CipherEngine.Direction;
import io.simshift.protocol.cipher.CipherEngine.Mode;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Arrays;

/**
 * The block ciphers of the standards, on whole blocks, in CBC with a zero initial value or in ECB. Looking up a cipher
 * costs more than using it, so every thread keeps its own; a call sets the key and leaves nothing of the data behind.
 */
public enum BlockCipher {
    DES("DES", 8, 8),
    /** Triple DES with two (16 bytes) or three (24 bytes) keys. */
    TRIPLE_DES("DESede", 8, 16, 24),
    AES("AES", 16, 16, 24, 32);

    private static final int TWO_KEYS_LENGTH = 16;
    /** Where the platform is slow to set a key of AES (docs/decisions/0006-aes-with-fresh-keys.md). */
    private static final boolean TABLES_FOR_AES = switch (System.getProperty("simshift.aes", "")) {
        case "tables" -> true;
        case "platform" -> false;
        default -> Runtime.version().feature() < 25;
    };

    private final String algorithm;
    private final int blockLength;
    private final int[] keyLengths;
    private final ThreadLocal<CipherEngine> cbc = ThreadLocal.withInitial(() -> engine(Mode.CBC));
    private final ThreadLocal<CipherEngine> ecb = ThreadLocal.withInitial(() -> engine(Mode.ECB));

    BlockCipher(String algorithm, int blockLength, int... keyLengths) {
        this.algorithm = algorithm;
        this.blockLength = blockLength;
        this.keyLengths = keyLengths;
    }

    /** Bytes of a block: 8 or 16. */
    public int blockLength() {
        return blockLength;
    }

    /** Whether a key of this many bytes fits. */
    public boolean takesKeyOf(int length) {
        for (int fitting : keyLengths) {
            if (fitting == length) {
                return true;
            }
        }
        return false;
    }

    /** CBC with zero initial value; {@code data} is whole blocks. */
    public byte[] encryptCbc(SecretBytes key, byte[] data) {
        return run(Mode.CBC, Direction.ENCRYPT, key, data);
    }

    /** CBC with zero initial value; {@code data} is whole blocks. */
    public byte[] decryptCbc(SecretBytes key, byte[] data) {
        return run(Mode.CBC, Direction.DECRYPT, key, data);
    }

    /** Each block by itself; {@code data} is whole blocks. */
    public byte[] encryptEcb(SecretBytes key, byte[] data) {
        return run(Mode.ECB, Direction.ENCRYPT, key, data);
    }

    /** Each block by itself; {@code data} is whole blocks. */
    public byte[] decryptEcb(SecretBytes key, byte[] data) {
        return run(Mode.ECB, Direction.DECRYPT, key, data);
    }

    /**
     * This thread's cipher of {@code mode}, set to {@code key}. Valid until this thread's next call of this cipher in
     * that mode.
     */
    public CipherEngine keyed(Mode mode, Direction direction, SecretBytes key) {
        if (!takesKeyOf(key.length())) {
            throw new IllegalArgumentException(name() + " takes no key of " + key.length() + " bytes");
        }
        CipherEngine engine = mode == Mode.CBC ? cbc.get() : ecb.get();
        byte[] keyBytes = expand(key);
        try {
            engine.init(direction, keyBytes);
            return engine;
        } finally {
            Arrays.fill(keyBytes, (byte) 0);
        }
    }

    /** A cipher of the caller's own. */
    public CipherEngine engine(Mode mode) {
        return this == AES && TABLES_FOR_AES ? new TableAes(mode) : new JdkEngine(algorithm, blockLength, mode);
    }

    /**
     * This thread's ciphers keep the last key that they were set to; now they hold zeros instead. For whoever has handled keys that
     * this thread has no more business with.
     */
    public static void forgetKeys() {
        for (BlockCipher cipher : values()) {
            byte[] zeros = new byte[cipher.keyLengths[cipher.keyLengths.length - 1]];
            cipher.cbc.get().init(Direction.ENCRYPT, zeros);
            cipher.ecb.get().init(Direction.ENCRYPT, zeros);
        }
    }

    private byte[] run(Mode mode, Direction direction, SecretBytes key, byte[] data) {
        byte[] out = data.clone();
        keyed(mode, direction, key).run(out, 0, out.length);
        return out;
    }

    private byte[] expand(SecretBytes key) {
        byte[] bytes = key.reveal();
        if (this != TRIPLE_DES || bytes.length != TWO_KEYS_LENGTH) {
            return bytes;
        }
        byte[] three = Arrays.copyOf(bytes, 24);
        System.arraycopy(bytes, 0, three, 16, 8);
        Arrays.fill(bytes, (byte) 0);
        return three;
    }
}
