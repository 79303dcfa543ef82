package io.simshift.cli.packet;

import io.simshift.cli.CommandFailure;
import io.simshift.protocol.packet.CipherAlgorithm;
import io.simshift.protocol.packet.IntegrityAlgorithm;
import io.simshift.protocol.packet.KeyIdentifier;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which algorithms SPI, KIc and KID ask for, and whether the keys fit them. */
final class KeyChoice {
    private static final int LONGEST_KEY = 32;

    /** What KIc and KID with the low nibble 0 mean: sender and card have agreed on it. */
    enum Implicit {
        aes,
        des3
    }

    private KeyChoice() {}

    /**
     * The cipher that KIc asks for.
     *
     * @throws CommandFailure (usage) where no standard says what it is
     */
    static CipherAlgorithm cipher(KeyIdentifier kic, Implicit implicit) {
        return switch (kic.algorithmNibble()) {
            case 0x0, 0x4, 0x8, 0xC ->
                implicit == Implicit.aes ? CipherAlgorithm.AES_CBC : CipherAlgorithm.TRIPLE_DES_2_CBC;
            case 0x1 -> CipherAlgorithm.DES_CBC;
            case 0x2 -> CipherAlgorithm.AES_CBC;
            case 0x5 -> CipherAlgorithm.TRIPLE_DES_2_CBC;
            case 0x9 -> CipherAlgorithm.TRIPLE_DES_3_CBC;
            case 0xD -> CipherAlgorithm.DES_ECB;
            default ->
                throw CommandFailure.usage("KIc " + kic + ": " + kic.describeAsKic()
                        + ", which cannot be used here (AES ends in 2, 3DES with two keys in 5)");
        };
    }

    /**
     * The check that KID asks for.
     *
     * @param check what SPI asks for
     * @param checkLength bytes of an AES-CMAC, 4 or 8; others have the length that they have
     * @throws CommandFailure (usage) where no standard says what it is
     */
    static IntegrityAlgorithm integrity(KeyIdentifier kid, Spi.Check check, int checkLength, Implicit implicit) {
        IntegrityAlgorithm cmac = checkLength == 4 ? IntegrityAlgorithm.AES_CMAC_32 : IntegrityAlgorithm.AES_CMAC_64;
        int nibble = kid.algorithmNibble();
        if (check == Spi.Check.RC && (nibble == 0x1 || nibble == 0x5)) {
            return nibble == 0x1 ? IntegrityAlgorithm.CRC_16 : IntegrityAlgorithm.CRC_32;
        }
        if (check == Spi.Check.CC) {
            switch (nibble) {
                case 0x0, 0x4, 0x8, 0xC:
                    return implicit == Implicit.aes ? cmac : IntegrityAlgorithm.TRIPLE_DES_2_MAC;
                case 0x1:
                    return IntegrityAlgorithm.DES_MAC;
                case 0x2:
                    return cmac;
                case 0x5:
                    return IntegrityAlgorithm.TRIPLE_DES_2_MAC;
                case 0x9:
                    return IntegrityAlgorithm.TRIPLE_DES_3_MAC;
                default:
                    break;
            }
        }
        throw CommandFailure.usage("KID " + kid + " with " + check.describe() + " in SPI: "
                + (check == Spi.Check.DS ? "digital signatures are not supported" : kid.describeAsKid(check))
                + "; it cannot be used here");
    }

    /**
     * Keys with their algorithms.
     *
     * @throws CommandFailure (usage) where a key is missing or has another length than its algorithm takes
     */
    static PacketKeys keys(CipherAlgorithm cipher, SecretBytes kic, IntegrityAlgorithm integrity, SecretBytes kid) {
        if (cipher != CipherAlgorithm.NONE) {
            String lengths = lengths(cipher::takesKeyOf);
            requireKey("--kic-key", kic.length(), cipher.takesKeyOf(kic.length()), cipher.describe(), lengths);
        }
        boolean keyed = integrity.kind() == Spi.Check.CC;
        if (keyed) {
            String lengths = lengths(integrity::takesKeyOf);
            requireKey("--kid-key", kid.length(), integrity.takesKeyOf(kid.length()), integrity.describe(), lengths);
        }
        return new PacketKeys(
                cipher,
                cipher == CipherAlgorithm.NONE ? PacketKeys.noKey() : kic,
                integrity,
                keyed ? kid : PacketKeys.noKey());
    }

    private static void requireKey(String option, int length, boolean fits, String algorithm, String lengths) {
        if (length == 0) {
            throw CommandFailure.usage(option + " is missing: the packet asks for " + algorithm);
        }
        if (!fits) {
            throw CommandFailure.usage(
                    option + " has " + length + " bytes; " + algorithm + " takes " + lengths + " bytes");
        }
    }

    private static String lengths(IntPredicate fits) {
        return IntStream.rangeClosed(1, LONGEST_KEY)
                .filter(fits)
                .mapToObj(length -> String.format(Locale.ROOT, "%d", length))
                .collect(Collectors.joining(" or "));
    }
}
