package io.simshift.protocol.cipher;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A cipher of the Java platform. */
final class JdkEngine implements CipherEngine {
    private final Mode mode;
    private final String algorithm;
    private final IvParameterSpec zero;
    private final Cipher cipher;

    JdkEngine(String algorithm, int blockLength, Mode mode) {
        this.mode = mode;
        this.algorithm = algorithm;
        this.zero = new IvParameterSpec(new byte[blockLength]);
        try {
            this.cipher = Cipher.getInstance(algorithm + "/" + mode + "/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is not available", e);
        }
    }

    @Override
    public void init(Direction direction, byte[] key) {
        int way = direction == Direction.ENCRYPT ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
        SecretKeySpec keySpec = new SecretKeySpec(key, algorithm);
        try {
            if (mode == Mode.CBC) {
                cipher.init(way, keySpec, zero);
            } else {
                cipher.init(way, keySpec);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is not available", e);
        }
    }

    @Override
    public void run(byte[] data, int offset, int length) {
        CipherEngine.requireWholeBlocks(length, cipher.getBlockSize());
        try {
            cipher.doFinal(data, offset, length, data, offset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " failed", e);
        }
    }
}
