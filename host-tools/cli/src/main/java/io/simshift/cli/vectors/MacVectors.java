package io.simshift.cli.vectors;

import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.mac.AesCmac;
import io.simshift.protocol.mac.Crc16;
import io.simshift.protocol.mac.Crc32;
import io.simshift.protocol.mac.DesCbcMac;
import io.simshift.protocol.packet.CipherAlgorithm;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Message authentication codes, check sums and padding: the folder {@code mac} and the padding file of {@code ota}. */
final class MacVectors {
    private static final int BLOCK = 16;

    private MacVectors() {}

    static List<VectorKind> kinds() {
        return List.of(
                new VectorKind(
                        "mac",
                        "aes_cmac.csv",
                        List.of("algorithm", "key", "message", "mac_full", "mac_64", "mac_32"),
                        false,
                        VectorKind.eachRow((row, target, checks) -> mac(row, checks))),
                new VectorKind(
                        "mac",
                        "des_cbc_mac.csv",
                        List.of("algorithm", "key", "message", "mac_64"),
                        false,
                        VectorKind.eachRow((row, target, checks) -> mac(row, checks))),
                new VectorKind(
                        "mac",
                        "crc_xor.csv",
                        List.of("algorithm", "message", "value"),
                        false,
                        VectorKind.eachRow((row, target, checks) -> checkSum(row, checks))),
                new VectorKind(
                        "ota",
                        "padding_counters.csv",
                        List.of("algorithm", "octets_to_cipher", "pcntr"),
                        false,
                        VectorKind.eachRow((row, target, checks) -> padding(row, checks))));
    }

    private static void mac(VectorRow row, RowChecks checks) {
        String algorithm = algorithm(row);
        if (algorithm.startsWith("AES-CMAC")) {
            aesCmac(row, checks);
        } else if (algorithm.contains("DES")) {
            checks.column(row, "mac_64", DesCbcMac.of(row.key("key"), row.hex("message")));
        } else {
            checks.skip("unknown algorithm '" + row.text("algorithm") + "'");
        }
    }

    private static void aesCmac(VectorRow row, RowChecks checks) {
        SecretBytes key = row.key("key");
        byte[] message = row.hex("message");
        if (row.has("message_len")) {
            checks.equal("message_len", row.number("message_len"), message.length);
        }
        // One source fills the message with zeros before the CMAC and says so; the standard has no such step.
        byte[] input = row.text("recomputed").contains("zero padding")
                ? Arrays.copyOf(message, (message.length + BLOCK - 1) / BLOCK * BLOCK)
                : message;
        checks.column(row, "mac_full", AesCmac.of(key, input));
        checks.column(row, "mac_64", AesCmac.of(key, input, 8));
        checks.column(row, "mac_32", AesCmac.of(key, input, 4));
        checks.column(row, "K1", subkey(key, new byte[BLOCK], new byte[BLOCK]));
        byte[] padding = new byte[BLOCK];
        padding[0] = (byte) 0x80;
        checks.column(row, "K2", subkey(key, new byte[0], padding));
    }

    /** The subkey that the MAC of a message of one block (or less) went through: SP 800-38B 6.2 read backwards. */
    private static byte[] subkey(SecretBytes key, byte[] message, byte[] lastBlock) {
        byte[] subkey = BlockCipher.AES.decryptEcb(key, AesCmac.of(key, message));
        for (int i = 0; i < BLOCK; i++) {
            subkey[i] ^= lastBlock[i];
        }
        return subkey;
    }

    private static void checkSum(VectorRow row, RowChecks checks) {
        String algorithm = algorithm(row);
        if (algorithm.startsWith("CRC-16")) {
            checks.equal("value", row.hex("value"), Crc16.of(row.hex("message")));
        } else if (algorithm.startsWith("CRC-32")) {
            checks.equal("value", row.hex("value"), Crc32.of(row.hex("message")));
        } else if (algorithm.startsWith("XOR")) {
            checks.skip("XOR checks are proprietary: no standard has them");
        } else {
            checks.skip("unknown algorithm '" + row.text("algorithm") + "'");
        }
    }

    private static void padding(VectorRow row, RowChecks checks) {
        int octets = Math.toIntExact(row.number("octets_to_cipher"));
        String algorithm = algorithm(row);
        if (algorithm.equals("AES")) {
            checks.equal("pcntr", row.number("pcntr"), CipherAlgorithm.AES_CBC.paddingFor(octets));
        } else if (algorithm.contains("DES")) {
            for (CipherAlgorithm des : new CipherAlgorithm[] {
                CipherAlgorithm.DES_CBC, CipherAlgorithm.TRIPLE_DES_2_CBC, CipherAlgorithm.TRIPLE_DES_3_CBC
            }) {
                checks.equal("pcntr, " + des.describe(), row.number("pcntr"), des.paddingFor(octets));
            }
        } else if (algorithm.equals("NONE")) {
            checks.equal("pcntr", row.number("pcntr"), CipherAlgorithm.NONE.paddingFor(octets));
        } else {
            checks.skip("unknown algorithm '" + row.text("algorithm") + "'");
        }
    }

    private static String algorithm(VectorRow row) {
        return row.text("algorithm").toUpperCase(Locale.ROOT);
    }
}
