package io.simshift.protocol.packet;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.vectors.VectorFile;

/** Reads keys and algorithms from the columns of the packet vectors. */
final class VectorKeys {
    private VectorKeys() {}

    static boolean isStandard(VectorFile.Row row) {
        return !row.has("integrity") || !row.get("integrity").startsWith("xor");
    }

    static PacketKeys of(VectorFile.Row row, String cipherColumn, String integrityColumn) {
        CipherAlgorithm cipher = cipher(row.get(cipherColumn));
        IntegrityAlgorithm integrity = integrity(row.get(integrityColumn));
        return new PacketKeys(
                cipher,
                cipher == CipherAlgorithm.NONE ? PacketKeys.noKey() : SecretBytes.copyOf(row.hex("kic_key")),
                integrity,
                integrity.kind() == Spi.Check.CC ? SecretBytes.copyOf(row.hex("kid_key")) : PacketKeys.noKey());
    }

    private static CipherAlgorithm cipher(String name) {
        return switch (name) {
            case "none" -> CipherAlgorithm.NONE;
            case "des_cbc" -> CipherAlgorithm.DES_CBC;
            case "des_ecb" -> CipherAlgorithm.DES_ECB;
            case "3des2_cbc" -> CipherAlgorithm.TRIPLE_DES_2_CBC;
            case "3des3_cbc" -> CipherAlgorithm.TRIPLE_DES_3_CBC;
            case "3des2_ecb" -> CipherAlgorithm.TRIPLE_DES_2_ECB;
            case "3des3_ecb" -> CipherAlgorithm.TRIPLE_DES_3_ECB;
            case "aes_cbc" -> CipherAlgorithm.AES_CBC;
            default -> throw new IllegalArgumentException("unknown cipher " + name);
        };
    }

    private static IntegrityAlgorithm integrity(String name) {
        return switch (name) {
            case "none" -> IntegrityAlgorithm.NONE;
            case "crc16" -> IntegrityAlgorithm.CRC_16;
            case "crc32" -> IntegrityAlgorithm.CRC_32;
            case "des_mac" -> IntegrityAlgorithm.DES_MAC;
            case "3des2_mac" -> IntegrityAlgorithm.TRIPLE_DES_2_MAC;
            case "3des3_mac" -> IntegrityAlgorithm.TRIPLE_DES_3_MAC;
            case "aes_cmac_64" -> IntegrityAlgorithm.AES_CMAC_64;
            case "aes_cmac_32" -> IntegrityAlgorithm.AES_CMAC_32;
            default -> throw new IllegalArgumentException("unknown check " + name);
        };
    }
}
