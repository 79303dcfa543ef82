package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.mac.AesCmac;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.QueryCommand;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Packets and ENVELOPEs damaged in every way that can be counted through: each length, each bit, each length byte. */
class DamagedPacketTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] SWITCH_SCRIPT = CompactScript.of(Commands.switchTo(
                    2, FallbackRule.after(3, 5), Commands.file(0x6F46, 0, "01534d"), Commands.file(0x6F42, 0, "ffff")))
            .encode();
    private static final int CPL_LOW = 1;
    private static final int CHL = 2;

    /** A new card and its owner. */
    private record Victim(Ota owner, Spi spi) {
        static Victim of(OtaAlgorithm algorithm, Spi spi) {
            TestCard card = Issuer.issue(Keys.installParameters(3), algorithm);
            card.profile(TestCard.FULL_PROFILE);
            return new Victim(UnauthenticatedSender.owner(card, algorithm), spi);
        }

        /** A SWITCH that the card would obey. */
        byte[] packet() {
            return owner.packet(spi, SWITCH_SCRIPT, Tar.SUBSCRIPTION_MANAGEMENT, owner.counter + 1_000_000);
        }

        /** After all the damage the owner's own packet is still good. */
        void obeysItsOwner() {
            owner.counter++;
            assertThat(owner.deliver(owner.packet(spi, SWITCH_SCRIPT, Tar.SUBSCRIPTION_MANAGEMENT, owner.counter))
                            .status()
                            .sw1())
                    .isIn(0x90, 0x91);
            owner.card.reset();
            assertThat(owner.card.readUsim("6F07")).isEqualTo(Commands.NEW_EF_IMSI);
        }
    }

    static Stream<Arguments> cards() {
        return Stream.of(OtaAlgorithm.AES_128, OtaAlgorithm.TRIPLE_DES_2)
                .flatMap(algorithm -> Stream.of(Ota.REPORT, Ota.SUBMIT, Spi.of(0x1601), Spi.of(0x162A))
                        .map(spi -> Arguments.of(Named.of(algorithm + " " + spi, algorithm), spi)));
    }

    @ParameterizedTest
    @MethodSource("cards")
    void refusesEveryTruncation(OtaAlgorithm algorithm, Spi spi) {
        Victim victim = Victim.of(algorithm, spi);
        UnauthenticatedSender sender = UnauthenticatedSender.to(victim.owner);
        byte[] packet = victim.packet();
        for (int length = 0; length < packet.length; length++) {
            byte[] cut = Arrays.copyOf(packet, length);
            sender.send(cut);
            if (length > CPL_LOW) {
                cut[0] = 0;
                cut[CPL_LOW] = (byte) (length - 2);
                sender.send(cut);
            }
        }
        sender.changedNothing();
        victim.obeysItsOwner();
    }

    @ParameterizedTest
    @MethodSource("cards")
    void refusesEveryFlippedBit(OtaAlgorithm algorithm, Spi spi) {
        Victim victim = Victim.of(algorithm, spi);
        UnauthenticatedSender sender = UnauthenticatedSender.to(victim.owner);
        byte[] packet = victim.packet();
        for (int bit = 0; bit < 8 * packet.length; bit++) {
            packet[bit / 8] ^= (byte) (1 << bit % 8);
            sender.send(packet);
            packet[bit / 8] ^= (byte) (1 << bit % 8);
        }
        sender.changedNothing();
        victim.obeysItsOwner();
    }

    @ParameterizedTest
    @MethodSource("cards")
    void refusesEveryOtherPacketLengthAndHeaderLength(OtaAlgorithm algorithm, Spi spi) {
        Victim victim = Victim.of(algorithm, spi);
        UnauthenticatedSender sender = UnauthenticatedSender.to(victim.owner);
        byte[] packet = victim.packet();
        for (int at : new int[] {0, CPL_LOW, CHL}) {
            for (int value = 0; value < 256; value++) {
                byte[] lying = packet.clone();
                lying[at] = (byte) value;
                if (lying[at] != packet[at]) {
                    sender.send(lying);
                }
            }
        }
        sender.changedNothing();
        victim.obeysItsOwner();
    }

    /** Each byte of the ENVELOPE around a packet whose check value is wrong takes each value: most of them are lengths. */
    @Test
    void standsEveryByteOfTheEnvelopeWithEveryValue() {
        Victim victim = Victim.of(OtaAlgorithm.AES_128, Ota.REPORT);
        UnauthenticatedSender sender = UnauthenticatedSender.to(victim.owner);
        byte[] packet = victim.packet();
        packet[packet.length - 1] ^= 1;
        byte[] data = Ota.envelope(packet).data();
        for (int at = 0; at < data.length - packet.length; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] damaged = data.clone();
                damaged[at] = (byte) value;
                sender.envelope(CommandApdu.of(0x80, 0xC2, 0, 0, damaged));
            }
        }
        sender.changedNothing();
        victim.obeysItsOwner();
    }

    @Test
    void standsEveryTruncationOfTheEnvelope() {
        Victim victim = Victim.of(OtaAlgorithm.AES_128, Ota.REPORT);
        UnauthenticatedSender sender = UnauthenticatedSender.to(victim.owner);
        byte[] data = Ota.envelope(victim.packet()).data();
        for (int length = 1; length < data.length; length++) {
            sender.envelope(CommandApdu.of(0x80, 0xC2, 0, 0, Arrays.copyOf(data, length)));
        }
        sender.changedNothing();
        victim.obeysItsOwner();
    }

    /** Made with the right keys, so each of them takes one counter value, and only the query itself is answered. */
    @Test
    void answersEveryPaddingCounter() {
        Victim victim = Victim.of(OtaAlgorithm.AES_128, Ota.REPORT);
        Ota owner = victim.owner;
        int room = 18;
        for (int padding = 0; padding < 256; padding++) {
            owner.counter++;
            OpenedResponse por = owner.open(owner.deliver(withPaddingCounter(owner, padding, room)), Ota.REPORT);
            int status = por.packet().status().code();
            assertThat(status).as("status for PCNTR %d", padding).isEqualTo(padding > room ? 0x06 : 0x00);
            if (status == 0) {
                CompactResponse answer = CompactResponse.decode(por.packet().data());
                assertThat(answer.status().sw1()).as("PCNTR %d", padding).isNotEqualTo(0x6F);
            }
            assertThat(owner.query().counter()).isEqualTo(new Counter(owner.counter));
        }
        UnauthenticatedSender.to(owner).changedNothing();
        victim.obeysItsOwner();
    }

    private static byte[] withPaddingCounter(Ota owner, int padding, int room) {
        byte[] header = HEX.parseHex("002815161912123B0001");
        byte[] query = CompactScript.of(QueryCommand.ofActiveSlot().toApdu()).encode();
        byte[] counters = HEX.parseHex(String.format("%010X%02X", owner.counter, padding));
        byte[] data = Arrays.copyOf(query, room);
        byte[] check = AesCmac.of(owner.keys.kid(), joined(header, counters, data), 8);
        byte[] sealed = BlockCipher.AES.encryptCbc(owner.keys.kic(), joined(counters, check, data));
        return joined(header, sealed);
    }

    private static byte[] joined(byte[]... parts) {
        StringBuilder hex = new StringBuilder();
        Stream.of(parts).forEach(part -> hex.append(HEX.formatHex(part)));
        return HEX.parseHex(hex);
    }

    /**
     * An authentic SWITCH with one byte changed to each value, the lengths inside lengths among them: a card that does not
     * answer 9000 has not become PENDING, and one that has can be called back.
     */
    @Test
    void changesNothingWhereItRefusesAScriptWhoseNestedLengthsLie() {
        Victim victim = Victim.of(OtaAlgorithm.AES_128, Ota.REPORT);
        Ota owner = victim.owner;
        String before = owner.query().imsi() + " " + owner.query().state();
        for (int at = 4; at < SWITCH_SCRIPT.length; at++) {
            for (int value : new int[] {0, 1, 2, 8, 0x7F, 0x80, 0x81, 0x82, 0xFF, -1, 1 + 0x100}) {
                byte[] script = SWITCH_SCRIPT.clone();
                int old = script[at];
                script[at] = (byte) (value < 0 || value > 0xFF ? old + value : value);
                OpenedResponse por = owner.open(owner.deliver(owner.packet(Ota.REPORT, script)), Ota.REPORT);
                CompactResponse answer = CompactResponse.decode(por.packet().data());
                String what = HEX.formatHex(script) + " answered " + answer.status();
                assertThat(answer.status().sw1()).as(what).isNotEqualTo(0x6F);
                boolean obeyed = answer.status().isOk() || answer.executed() > 1;
                if (obeyed) {
                    cancel(owner);
                }
                assertThat(owner.query().imsi() + " " + owner.query().state())
                        .as(what)
                        .isEqualTo(before);
            }
        }
        victim.obeysItsOwner();
    }

    /** The SWITCH may have come with another transfer id than the usual one. */
    private static void cancel(Ota owner) {
        owner.query().transferId().ifPresent(transfer -> owner.run(Commands.cancel(transfer)));
    }
}
