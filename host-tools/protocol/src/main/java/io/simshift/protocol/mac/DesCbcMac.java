package io.simshift.protocol.mac;

import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Arrays;

/**
 * CBC-MAC of DES (8-byte key) or triple DES (16 or 24 bytes) as secured packets use it (TS 102 225 5.1.3): zero initial
 * value, message filled with zeros to whole blocks, the last block is the value. Triple DES runs whole on every block.
 */
public final class DesCbcMac {
    /** Bytes of the value. */
    public static final int LENGTH = 8;

    private static final int SINGLE_KEY_LENGTH = 8;

    private DesCbcMac() {}

    /** The 8 bytes of the MAC of {@code message}, which has at least one byte. */
    public static byte[] of(SecretBytes key, byte[] message) {
        if (message.length == 0) {
            throw new IllegalArgumentException("the CBC-MAC of nothing is not defined");
        }
        BlockCipher cipher = key.length() == SINGLE_KEY_LENGTH ? BlockCipher.DES : BlockCipher.TRIPLE_DES;
        int blocks = (message.length + LENGTH - 1) / LENGTH;
        byte[] ciphered = cipher.encryptCbc(key, Arrays.copyOf(message, blocks * LENGTH));
        return Arrays.copyOfRange(ciphered, ciphered.length - LENGTH, ciphered.length);
    }
}
