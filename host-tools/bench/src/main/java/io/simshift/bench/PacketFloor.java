package io.simshift.bench;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The platform's cipher calls of one packet with nothing around them: the check over {@code checkedBlocks}, ciphering of
 * {@code cipheredBlocks}, with one cipher object that is set to each key. What the code under test does beyond it is its
 * own cost; where it sets a key faster than the platform, it comes out above this floor.
 */
final class PacketFloor {
    private static final int TWO_DES_KEYS = 16;
    private static final int THREE_DES_KEYS = 24;

    private final Scheme scheme;
    private final Cipher cipher;
    private final IvParameterSpec zero;
    private final byte[] block;
    private final byte[] checked;
    private final byte[] ciphered;

    PacketFloor(Scheme scheme, int checkedLength, int cipheredLength) throws GeneralSecurityException {
        this.scheme = scheme;
        int blockLength = scheme == Scheme.AES128_CMAC64 ? 16 : 8;
        cipher = scheme == Scheme.CRC32 ? null : Cipher.getInstance(algorithm() + "/CBC/NoPadding");
        zero = new IvParameterSpec(new byte[blockLength]);
        block = new byte[blockLength];
        checked = new byte[scheme == Scheme.CRC32 ? checkedLength : wholeBlocks(checkedLength, blockLength)];
        ciphered = new byte[cipheredLength];
    }

    private static int wholeBlocks(int length, int blockLength) {
        return (length + blockLength - 1) / blockLength * blockLength;
    }

    private String algorithm() {
        return scheme == Scheme.AES128_CMAC64 ? "AES" : "DESede";
    }

    /** Check, then cipher. */
    long encode(byte[] kic, byte[] kid) throws GeneralSecurityException {
        long check = check(kid);
        return cipher == null ? check : check + run(Cipher.ENCRYPT_MODE, kic, ciphered);
    }

    /** Decipher, then check. */
    long decode(byte[] kic, byte[] kid) throws GeneralSecurityException {
        long clear = cipher == null ? 0 : run(Cipher.DECRYPT_MODE, kic, ciphered);
        return clear + check(kid);
    }

    private long check(byte[] kid) throws GeneralSecurityException {
        if (cipher == null) {
            CRC32 crc = new CRC32();
            crc.update(checked);
            return crc.getValue();
        }
        if (scheme == Scheme.TRIPLE_DES_2) {
            return run(Cipher.ENCRYPT_MODE, kid, checked);
        }
        // CMAC: the block that the subkeys come from, then the message
        return run(Cipher.ENCRYPT_MODE, kid, block) + cipher.doFinal(checked)[0];
    }

    private int run(int direction, byte[] key, byte[] data) throws GeneralSecurityException {
        cipher.init(direction, keySpec(key), zero);
        return cipher.doFinal(data)[0];
    }

    private SecretKeySpec keySpec(byte[] key) {
        if (scheme == Scheme.AES128_CMAC64) {
            return new SecretKeySpec(key, "AES");
        }
        byte[] three = Arrays.copyOf(key, THREE_DES_KEYS);
        System.arraycopy(key, 0, three, TWO_DES_KEYS, THREE_DES_KEYS - TWO_DES_KEYS);
        return new SecretKeySpec(three, "DESede");
    }
}
