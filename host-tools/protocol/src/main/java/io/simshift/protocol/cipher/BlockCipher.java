package io.simshift.protocol.cipher;

import io.simshift.protocol.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

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

    private final String algorithm;
    private final int blockLength;
    private final int[] keyLengths;
    private final IvParameterSpec zero;
    private final ThreadLocal<Cipher> cbc = new ThreadLocal<>();
    private final ThreadLocal<Cipher> ecb = new ThreadLocal<>();

    private enum Mode {
        CBC,
        ECB
    }

    BlockCipher(String algorithm, int blockLength, int... keyLengths) {
        this.algorithm = algorithm;
        this.blockLength = blockLength;
        this.keyLengths = keyLengths;
        this.zero = new IvParameterSpec(new byte[blockLength]);
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
        return run(Mode.CBC, Cipher.ENCRYPT_MODE, key, data);
    }

    /** CBC with zero initial value; {@code data} is whole blocks. */
    public byte[] decryptCbc(SecretBytes key, byte[] data) {
        return run(Mode.CBC, Cipher.DECRYPT_MODE, key, data);
    }

    /** Each block by itself; {@code data} is whole blocks. */
    public byte[] encryptEcb(SecretBytes key, byte[] data) {
        return run(Mode.ECB, Cipher.ENCRYPT_MODE, key, data);
    }

    /** Each block by itself; {@code data} is whole blocks. */
    public byte[] decryptEcb(SecretBytes key, byte[] data) {
        return run(Mode.ECB, Cipher.DECRYPT_MODE, key, data);
    }

    /**
     * This thread's CBC cipher, set to encrypt under {@code key}; each {@code doFinal} starts anew from zero. Valid until
     * this thread's next call of this cipher.
     */
    public Cipher cbcEncryptor(SecretBytes key) {
        return init(Mode.CBC, Cipher.ENCRYPT_MODE, key);
    }

    private byte[] run(Mode mode, int direction, SecretBytes key, byte[] data) {
        if (data.length % blockLength != 0) {
            throw new IllegalArgumentException(data.length + " bytes are not whole blocks of " + blockLength);
        }
        try {
            return init(mode, direction, key).doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " failed", e);
        }
    }

    private Cipher init(Mode mode, int direction, SecretBytes key) {
        if (!takesKeyOf(key.length())) {
            throw new IllegalArgumentException(name() + " takes no key of " + key.length() + " bytes");
        }
        byte[] keyBytes = expand(key);
        try {
            Cipher cipher = cipherOf(mode);
            SecretKeySpec keySpec = new SecretKeySpec(keyBytes, algorithm);
            if (mode == Mode.CBC) {
                cipher.init(direction, keySpec, zero);
            } else {
                cipher.init(direction, keySpec);
            }
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is not available", e);
        } finally {
            Arrays.fill(keyBytes, (byte) 0);
        }
    }

    private Cipher cipherOf(Mode mode) throws GeneralSecurityException {
        ThreadLocal<Cipher> mine = mode == Mode.CBC ? cbc : ecb;
        Cipher cipher = mine.get();
        if (cipher == null) {
            cipher = Cipher.getInstance(algorithm + "/" + mode + "/NoPadding");
            mine.set(cipher);
        }
        return cipher;
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
