package io.simshift.protocol.packet;

import io.simshift.protocol.secret.SecretBytes;

/**
 * The keys of one keyset with their algorithms. Where the algorithm needs no key, the key has no bytes.
 *
 * @param cipher algorithm that goes with {@code kic}
 * @param kic key for ciphering
 * @param integrity algorithm that goes with {@code kid}
 * @param kid key for the check value
 */
public record PacketKeys(CipherAlgorithm cipher, SecretBytes kic, IntegrityAlgorithm integrity, SecretBytes kid) {
    /** Neither cipher nor check. */
    public static final PacketKeys NONE =
            new PacketKeys(CipherAlgorithm.NONE, noKey(), IntegrityAlgorithm.NONE, noKey());

    public PacketKeys {
        if (!cipher.takesKeyOf(kic.length())) {
            throw new IllegalArgumentException(cipher.describe() + " takes no key of " + kic.length() + " bytes");
        }
        if (!integrity.takesKeyOf(kid.length())) {
            throw new IllegalArgumentException(integrity.describe() + " takes no key of " + kid.length() + " bytes");
        }
    }

    /** AES-CBC and AES-CMAC with 8 bytes. */
    public static PacketKeys aes(SecretBytes kic, SecretBytes kid) {
        return new PacketKeys(CipherAlgorithm.AES_CBC, kic, IntegrityAlgorithm.AES_CMAC_64, kid);
    }

    /** 3DES outer-CBC and 3DES CBC-MAC, both with two keys. */
    public static PacketKeys tripleDes(SecretBytes kic, SecretBytes kid) {
        return new PacketKeys(CipherAlgorithm.TRIPLE_DES_2_CBC, kic, IntegrityAlgorithm.TRIPLE_DES_2_MAC, kid);
    }

    /** A key of no bytes. */
    public static SecretBytes noKey() {
        return SecretBytes.copyOf(new byte[0]);
    }

    /** KIc of a packet under these keys. */
    public KeyIdentifier kicIdentifier(int keyset) {
        return KeyIdentifier.kic(keyset, cipher);
    }

    /** KID of a packet under these keys. */
    public KeyIdentifier kidIdentifier(int keyset) {
        return KeyIdentifier.kid(keyset, integrity);
    }
}
