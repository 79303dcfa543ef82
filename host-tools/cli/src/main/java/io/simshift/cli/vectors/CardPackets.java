package io.simshift.cli.vectors;

import io.simshift.protocol.packet.CipherAlgorithm;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.IntegrityAlgorithm;
import io.simshift.protocol.packet.KeyIdentifier;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Spi.CounterMode;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.simulator.ota.Delivery;
import io.simshift.simulator.ota.OtaTerminal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Command packets on a card: each goes, byte for byte, to a card whose slot has the keys of its row, and which takes every
 * level and algorithm. The card has to answer the packet's script as it answers the same script in a packet of ours.
 */
final class CardPackets {
    private static final int IMPLICIT_KEYSET = 0;
    private static final int ACTIVE_KEYSET = 1;
    private static final int LOW_LEVEL = 0x0A;
    private static final int COUNTER_LOW = 0x02;
    private static final Spi REFERENCE = Spi.of(0x1609);
    private static final List<Tar> TARS = List.of(Tar.SUBSCRIPTION_MANAGEMENT, Tar.UICC_FILES, Tar.USIM_FILES);

    /** What makes a card for some OTA keys, and a terminal around it. */
    interface Cards {
        /** A fresh card, issued, with these keys in its active slot. */
        OtaTerminal terminal(OtaAlgorithm algorithm, SecretBytes kic, SecretBytes kid);

        /** A key that no vector gives. */
        SecretBytes key(int bytes);
    }

    private final Cards cards;

    CardPackets(Cards cards) {
        this.cards = cards;
    }

    /** Makes the checks of one packet, or says why the card can't be asked. */
    void check(CommandPacket packet, PacketKeys keys, byte[] wire, RowChecks checks) {
        Optional<OtaAlgorithm> algorithm = algorithm(keys);
        Optional<String> reason = whyNot(packet, algorithm.isPresent());
        if (reason.isPresent()) {
            checks.skip(reason.get());
            return;
        }
        OtaAlgorithm chosen = algorithm.orElseThrow();
        SecretBytes kic = keys.kic().length() == 0 ? cards.key(chosen.keyLength()) : keys.kic();
        SecretBytes kid = keys.kid().length() == 0 ? cards.key(chosen.keyLength()) : keys.kid();
        OtaTerminal terminal = cards.terminal(chosen, kic, kid);
        PacketKeys own = chosen.packetKeys(kic, kid);
        Sender sender = new Sender(terminal, own, packet);
        if (packet.spi().counterMode() == CounterMode.ONE_HIGHER
                && packet.counter().value() > 1) {
            sender.send(packet.counter().value() - 1);
        }
        checkAnswer(packet, keys, wire, sender, checks);
    }

    private static void checkAnswer(
            CommandPacket packet, PacketKeys keys, byte[] wire, Sender sender, RowChecks checks) {
        OpenedResponse opened = sender.deliver(wire, packet.spi(), keys);
        int expected = expectedStatus(packet, keys);
        checks.equal(
                "status of the card's PoR",
                new PorStatus(expected),
                opened.packet().status());
        checks.equal("TAR of the card's PoR", packet.tar(), opened.packet().tar());
        if (expected == 0) {
            Counter counter =
                    hidesCounter(packet.spi()) ? Counter.decode(Arrays.copyOfRange(wire, 10, 15)) : packet.counter();
            checks.equal("CNTR of the card's PoR", counter, opened.packet().counter());
            byte[] reference =
                    sender.send(packet.counter().value() + 1).packet().data();
            checks.equal(
                    "what the card answers to the script",
                    reference,
                    opened.packet().data());
        }
    }

    /** TS 102 225 5.1.2, 5.1.3: AES wants a counter that is checked; 5.1.4: a fresh card's counter is 0. */
    private static int expectedStatus(CommandPacket packet, PacketKeys keys) {
        Spi spi = packet.spi();
        boolean checked = spi.counterMode() == CounterMode.HIGHER || spi.counterMode() == CounterMode.ONE_HIGHER;
        boolean withAes = keys.cipher() == CipherAlgorithm.AES_CBC
                || keys.integrity() == IntegrityAlgorithm.AES_CMAC_64
                || keys.integrity() == IntegrityAlgorithm.AES_CMAC_32;
        if (withAes && !checked) {
            return LOW_LEVEL;
        }
        return checked && packet.counter().value() == 0 ? COUNTER_LOW : 0;
    }

    /** A PoR in clear to a ciphered packet without proof of its sender shows nothing deciphered. */
    private static boolean hidesCounter(Spi spi) {
        return spi.ciphered() && spi.check() != Spi.Check.CC && !spi.porCiphered();
    }

    private static Optional<String> whyNot(CommandPacket packet, boolean hasAlgorithm) {
        if (!TARS.contains(packet.tar())) {
            return Optional.of("the card has no application with TAR " + packet.tar());
        }
        Spi spi = packet.spi();
        boolean usesKic = spi.ciphered() || spi.porCiphered();
        boolean usesKid = spi.check() == Spi.Check.CC || spi.porCheck() == Spi.Check.CC;
        if (usesKic && !isKnown(packet.kic()) || usesKid && !isKnown(packet.kid())) {
            return Optional.of("the card's keyset is " + ACTIVE_KEYSET + ", the packet is of another one");
        }
        if (!hasAlgorithm) {
            return Optional.of("KIc and KID have one algorithm on the card, of those that the standard names");
        }
        if (spi.porMode() != Spi.PorMode.ALWAYS) {
            return Optional.of("the packet asks for no answer that the card could be seen by");
        }
        return Optional.empty();
    }

    private static boolean isKnown(KeyIdentifier identifier) {
        return identifier.keyset() == IMPLICIT_KEYSET || identifier.keyset() == ACTIVE_KEYSET;
    }

    /** The algorithm whose keys the packet has, any if it has none; empty if it mixes two. */
    private static Optional<OtaAlgorithm> algorithm(PacketKeys keys) {
        int kic = keys.kic().length();
        int kid = keys.kid().length();
        return Arrays.stream(OtaAlgorithm.values())
                .filter(algorithm -> fits(algorithm, keys))
                .filter(algorithm -> kic == 0 || kic == algorithm.keyLength())
                .filter(algorithm -> kid == 0 || kid == algorithm.keyLength())
                .findFirst();
    }

    private static boolean fits(OtaAlgorithm algorithm, PacketKeys keys) {
        PacketKeys own = algorithm.packetKeys(
                SecretBytes.copyOf(new byte[algorithm.keyLength()]),
                SecretBytes.copyOf(new byte[algorithm.keyLength()]));
        boolean ecb = keys.cipher() == CipherAlgorithm.DES_ECB && algorithm == OtaAlgorithm.DES;
        boolean shortCmac =
                keys.integrity() == IntegrityAlgorithm.AES_CMAC_32 && own.integrity() == IntegrityAlgorithm.AES_CMAC_64;
        boolean cipherFits = keys.cipher() == CipherAlgorithm.NONE || keys.cipher() == own.cipher() || ecb;
        boolean checkFits = keys.integrity().kind() != Spi.Check.CC || keys.integrity() == own.integrity() || shortCmac;
        return cipherFits && checkFits;
    }

    /** Sends packets to the card of one row. */
    private record Sender(OtaTerminal terminal, PacketKeys keys, CommandPacket packet) {
        /** The script of the row in a packet of our own, with another counter. */
        OpenedResponse send(long counter) {
            CommandPacket own =
                    CommandPacket.of(REFERENCE, ACTIVE_KEYSET, keys, packet.tar(), new Counter(counter), packet.data());
            OpenedResponse opened = deliver(SecuredPackets.secure(own, keys), REFERENCE, keys);
            if (!opened.packet().status().isOk()) {
                throw new IllegalArgumentException("the card answered a packet of ours with "
                        + opened.packet().status());
            }
            return opened;
        }

        OpenedResponse deliver(byte[] wire, Spi spi, PacketKeys answerKeys) {
            Delivery delivery = terminal.deliver(wire, true);
            if (delivery.responses().size() != 1) {
                throw new IllegalArgumentException(
                        "the card gave " + delivery.responses().size() + " response packets, the ENVELOPE was answered "
                                + delivery.status());
            }
            return SecuredPackets.openResponse(delivery.responses().get(0).packet(), spi, answerKeys);
        }
    }
}
