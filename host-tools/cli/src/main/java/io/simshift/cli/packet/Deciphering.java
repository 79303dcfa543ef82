package io.simshift.cli.packet;

import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.packet.CipherAlgorithm;
import io.simshift.protocol.secret.SecretBytes;

/**
 * Deciphers the body of a packet to show it. Whether the packet is genuine is for
 * {@link io.simshift.protocol.packet.SecuredPackets} to say; a person wants to see the fields when it is not, too.
 */
final class Deciphering {
    private Deciphering() {}

    /** The body in clear; it is whole blocks. */
    static byte[] of(CipherAlgorithm cipher, SecretBytes key, byte[] body) {
        return switch (cipher) {
            case NONE -> body.clone();
            case DES_CBC -> BlockCipher.DES.decryptCbc(key, body);
            case DES_ECB -> BlockCipher.DES.decryptEcb(key, body);
            case TRIPLE_DES_2_CBC, TRIPLE_DES_3_CBC -> BlockCipher.TRIPLE_DES.decryptCbc(key, body);
            case TRIPLE_DES_2_ECB, TRIPLE_DES_3_ECB -> BlockCipher.TRIPLE_DES.decryptEcb(key, body);
            case AES_CBC -> BlockCipher.AES.decryptCbc(key, body);
        };
    }
}
