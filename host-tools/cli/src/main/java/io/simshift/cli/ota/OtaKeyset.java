package io.simshift.cli.ota;

import io.simshift.protocol.packet.CipherAlgorithm;
import io.simshift.protocol.packet.IntegrityAlgorithm;
import io.simshift.protocol.packet.KeyIdentifier;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AkaKind;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.RekeyCommand;
import java.util.Optional;

/**
 * The OTA keys of one keyset of a card, under a name.
 *
 * @param name what scripts and counters call it
 * @param number the high digit of KIc and KID, 0 to 15
 * @param cipher algorithm of {@code kic}
 * @param kic key for ciphering
 * @param integrity algorithm of {@code kid}, a cryptographic checksum
 * @param kid key for check values
 * @param rekey what a re-key needs beyond that; empty where it is not known
 */
record OtaKeyset(
        String name,
        int number,
        CipherAlgorithm cipher,
        SecretBytes kic,
        IntegrityAlgorithm integrity,
        SecretBytes kid,
        Optional<RekeyKeys> rekey) {
    /**
     * Keys of a Simshift slot that no packet is secured with.
     *
     * @param algorithm of all three OTA keys
     * @param kik key for keys
     * @param aka algorithm of the slot
     * @param subscriber K and OPc or TOPc that go with a re-key to this keyset; empty where they stay
     */
    record RekeyKeys(
            OtaAlgorithm algorithm, SecretBytes kik, AkaKind aka, Optional<RekeyCommand.SubscriberKeys> subscriber) {}

    private static final int CRC_16_NIBBLE = 0x1;

    /** With one algorithm for both keys, and the longest check value. */
    static OtaKeyset of(String name, int number, OtaAlgorithm algorithm, SecretBytes kic, SecretBytes kid) {
        return new OtaKeyset(name, number, algorithm.cipher(), kic, algorithm.integrity(), kid, Optional.empty());
    }

    /** The same, with what a re-key needs. */
    OtaKeyset with(RekeyKeys keys) {
        return new OtaKeyset(name, number, cipher, kic, integrity, kid, Optional.of(keys));
    }

    /** KIc that names this keyset. */
    KeyIdentifier kicIdentifier() {
        return KeyIdentifier.kic(number, cipher);
    }

    /** KID that names this keyset; with a redundancy check in SPI one that names CRC-32. */
    KeyIdentifier kidIdentifier(Spi spi) {
        return KeyIdentifier.kid(number, spi.check() == Spi.Check.RC ? IntegrityAlgorithm.CRC_32 : integrity);
    }

    /** What a command packet is secured with. */
    PacketKeys forCommand(Spi spi, KeyIdentifier kid) {
        return keys(spi.check(), kid);
    }

    /** What a response packet is secured with: a redundancy check is the command's, or CRC-32. */
    PacketKeys forResponse(Spi spi, KeyIdentifier kid) {
        boolean same = spi.check() == Spi.Check.RC;
        return keys(spi.porCheck(), same ? kid : KeyIdentifier.kid(number, IntegrityAlgorithm.CRC_32));
    }

    private PacketKeys keys(Spi.Check check, KeyIdentifier kidIdentifier) {
        if (check == Spi.Check.RC) {
            boolean crc16 = kidIdentifier.algorithmNibble() == CRC_16_NIBBLE;
            return new PacketKeys(
                    cipher, kic, crc16 ? IntegrityAlgorithm.CRC_16 : IntegrityAlgorithm.CRC_32, PacketKeys.noKey());
        }
        return new PacketKeys(cipher, kic, integrity, kid);
    }
}
