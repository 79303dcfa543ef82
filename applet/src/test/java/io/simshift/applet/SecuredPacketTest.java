package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.mac.AesCmac;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.Framing;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.SwitchCommand;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secured packets (docs/applet/commands.md §3): what is let in, what is refused with which status, and how it answers. */
class SecuredPacketTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final CommandApdu QUERY = QueryCommand.ofActiveSlot().toApdu();
    private static final byte[] QUERY_SCRIPT = CompactScript.of(QUERY).encode();
    private static final CommandApdu SWITCH = SwitchCommand.to(
                    new SlotIndex(2), new Imsi("310260123456789"), new TransferId(7), new SlotIndex(1))
            .toApdu();

    private final TestCard card = Issuer.issue(3);
    private final Ota ota = Ota.operator(card, 1);

    /** Status of the PoR to a packet. */
    private int status(byte[] packet, Spi spi) {
        return ota.open(ota.deliver(packet), spi).packet().status().code();
    }

    /** The whole state of the card as QUERY and the IMSI tell it; takes one counter value. */
    private String state() {
        QueryAnswer answer = ota.query();
        return answer.state() + " " + answer.imsi() + " " + answer.activeSlot() + " " + answer.transferId();
    }

    @Test
    void answersInTheFormThatSpi2AsksFor() {
        for (int spi2 : new int[] {0x01, 0x09, 0x11, 0x19}) {
            Spi spi = new Spi(0x16, spi2);
            OpenedResponse response = ota.open(ota.deliver(ota.packet(spi, QUERY_SCRIPT)), spi);
            assertThat(response.packet().status().code()).isZero();
            assertThat(response.packet().counter()).isEqualTo(new Counter(ota.counter));
            assertThat(response.authenticated()).isEqualTo((spi2 & 0x08) != 0);
            CompactResponse answer = CompactResponse.decode(response.packet().data());
            assertThat(answer.executed()).isEqualTo(1);
            assertThat(answer.data()).hasSize(84);
        }
    }

    @Test
    void givesNoPorWhenNoneIsAskedFor() {
        ResponseApdu answer = ota.deliver(ota.packet(new Spi(0x16, 0x18), QUERY_SCRIPT));
        assertThat(answer.status().toString()).isEqualTo("9000");
        assertThat(answer.data()).isEmpty();
        // and only errors when only errors are asked for
        assertThat(ota.deliver(ota.packet(new Spi(0x16, 0x1A), QUERY_SCRIPT)).data())
                .isEmpty();
        byte[] replayed = ota.packet(new Spi(0x16, 0x1A), QUERY_SCRIPT, Tar.SUBSCRIPTION_MANAGEMENT, ota.counter);
        assertThat(status(replayed, new Spi(0x16, 0x1A))).isEqualTo(0x02);
    }

    @Test
    void refusesAReplayAndExecutesNothing() {
        byte[] packet = ota.packet(Ota.REPORT, CompactScript.of(SWITCH).encode());
        assertThat(status(packet, Ota.REPORT)).isZero();
        card.reset();
        Ota recipient = Ota.operator(card, 2);
        assertThat(recipient.query().state().toString()).isEqualTo("PROVISIONAL");
        assertThat(ota.open(ota.deliver(packet), Ota.REPORT).packet().status().code())
                .as("the donor's keyset does not open it any more")
                .isEqualTo(0x01);
    }

    @Test
    void wantsACounterAboveTheLastOne() {
        ota.from(100).query();
        for (long cntr : new long[] {0, 1, 100, 101}) {
            int expected = cntr > 101 ? 0 : 0x02;
            byte[] packet = ota.packet(Ota.REPORT, QUERY_SCRIPT, Tar.SUBSCRIPTION_MANAGEMENT, cntr);
            assertThat(status(packet, Ota.REPORT)).as("counter %d", cntr).isEqualTo(expected);
        }
        assertThat(ota.from(0xFF_FFFF_FFFDL).query().counter()).isEqualTo(new Counter(0xFF_FFFF_FFFEL));
    }

    @Test
    void wantsTheVeryNextCounterIfSpi1SaysSo() {
        Spi oneHigher = new Spi(0x1E, 0x19);
        ota.from(0xFE).query();
        byte[] skipping = ota.packet(oneHigher, QUERY_SCRIPT, Tar.SUBSCRIPTION_MANAGEMENT, 0x101);
        assertThat(status(skipping, oneHigher)).isEqualTo(0x03);
        byte[] same = ota.packet(oneHigher, QUERY_SCRIPT, Tar.SUBSCRIPTION_MANAGEMENT, 0xFF);
        assertThat(status(same, oneHigher)).isEqualTo(0x02);
        byte[] next = ota.packet(oneHigher, QUERY_SCRIPT, Tar.SUBSCRIPTION_MANAGEMENT, 0x100);
        assertThat(status(next, oneHigher)).isZero();
    }

    @Test
    void blocksTheKeysetAtTheLastCounter() {
        ota.from(0xFF_FFFF_FFFEL).query();
        byte[] packet = ota.packet(Ota.REPORT, QUERY_SCRIPT, Tar.SUBSCRIPTION_MANAGEMENT, 0xFF_FFFF_FFFFL);
        assertThat(status(packet, Ota.REPORT)).isEqualTo(0x04);
    }

    @Test
    void saysThatTheCheckValueIsWrongUnderAnotherKey() {
        Ota wrong = Ota.operator(card, 3);
        byte[] packet = wrong.packet(Ota.REPORT, QUERY_SCRIPT);
        OpenedResponse response = wrong.open(wrong.deliver(packet), Ota.REPORT);
        assertThat(response.packet().status().code()).isEqualTo(0x01);
        assertThat(response.authenticated()).isFalse();
        assertThat(response.packet().data()).isEmpty();
        // the CNTR field shows what came in, not what the card made of it: no oracle for KIc
        assertThat(response.packet().counter().encode()).isEqualTo(Arrays.copyOfRange(packet, 10, 15));
    }

    @ParameterizedTest
    @CsvSource({
        "0001", "0101", "0201", "0601", "1201", "1501", "0E01", "1401", "0419",
    })
    void wantsCheckValueCipheringAndCounter(String spi) {
        byte[] packet = ota.packet(Ota.REPORT, QUERY_SCRIPT);
        packet[3] = HEX.parseHex(spi)[0];
        packet[4] = HEX.parseHex(spi)[1];
        assertThat(status(packet, Spi.of(0x1601))).isEqualTo(0x0A);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x160D, 0x1603, 0x1641, 0x1681, 0x1701, 0x3601, 0x5601, 0x9601})
    void refusesReservedSecurityParameters(int spi) {
        byte[] packet = ota.packet(Ota.REPORT, QUERY_SCRIPT);
        packet[3] = (byte) (spi >> 8);
        packet[4] = (byte) spi;
        assertThat(status(packet, Spi.of(0x1601))).isEqualTo(0x06);
    }

    @Test
    void knowsThreeTarsOnly() {
        for (Tar tar : new Tar[] {new Tar(0x3B0000), new Tar(0xB00001), new Tar(0xB00011), new Tar(0)}) {
            assertThat(status(ota.packet(Ota.REPORT, QUERY_SCRIPT, tar, 50), Ota.REPORT))
                    .isEqualTo(0x09);
        }
    }

    @Test
    void runsSubscriptionCommandsUnderTheirOwnTarOnly() {
        for (Tar tar : new Tar[] {Tar.UICC_FILES, Tar.USIM_FILES}) {
            ota.counter++;
            byte[] packet = ota.packet(Ota.REPORT, CompactScript.of(SWITCH).encode(), tar, ota.counter);
            OpenedResponse response = ota.open(ota.deliver(packet), Ota.REPORT);
            assertThat(response.packet().status().code()).isZero();
            assertThat(CompactResponse.decode(response.packet().data()).status().isOk())
                    .isFalse();
        }
        assertThat(ota.query().state().toString()).isEqualTo("STABLE");
    }

    @ParameterizedTest
    @CsvSource({
        "12,12,00",
        "10,10,00",
        "10,12,00",
        "12,10,00",
        "22,22,06",
        "02,02,00",
        "00,00,00",
        "1C,14,00",
        "F2,F2,06",
        "12,22,06",
        "22,12,06",
        "15,15,06",
        "12,15,06",
        "11,11,06",
        "12,13,06",
    })
    void findsTheKeysetByKicAndKid(String kic, String kid, String expected) {
        byte[] packet = ota.packet(Ota.REPORT, QUERY_SCRIPT, 0x12, 0x12);
        packet[5] = HEX.parseHex(kic)[0];
        packet[6] = HEX.parseHex(kid)[0];
        int status = status(packet, Ota.REPORT);
        // KIc and KID are under the check value: those that find the keyset, but were not sent so, fail it
        boolean altered = !kic.equals("12") || !kid.equals("12");
        assertThat(status).isEqualTo(expected.equals("00") && altered ? 0x01 : Integer.parseInt(expected, 16));
    }

    @Test
    void takesTheOnlyKeysetAndItsOwnAlgorithmForWhatIsKnownImplicitly() {
        for (int implicit : new int[] {0x10, 0x00, 0x02, 0x14, 0x0C}) {
            byte[] packet = ota.packet(Ota.REPORT, QUERY_SCRIPT, implicit, implicit);
            assertThat(status(packet, Ota.REPORT)).as("KIc %02X", implicit).isZero();
        }
    }

    @Test
    void wantsWholeCipherBlocks() {
        byte[] packet = ota.packet(Ota.REPORT, QUERY_SCRIPT);
        byte[] longer = Arrays.copyOf(packet, packet.length + 1);
        longer[1]++;
        assertThat(status(longer, Ota.REPORT)).isEqualTo(0x05);
    }

    /** Every bit of a SWITCH packet flipped: it is never executed and never costs a counter value. */
    @Test
    void survivesEveryFlippedBit() {
        String before = state();
        long cntr = ota.counter + 10;
        byte[] packet = ota.packet(Ota.REPORT, CompactScript.of(SWITCH).encode(), Tar.SUBSCRIPTION_MANAGEMENT, cntr);
        for (int bit = 0; bit < packet.length * 8; bit++) {
            byte[] flipped = packet.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            ResponseApdu answer = ota.deliver(flipped);
            String what = "bit " + bit + " answered " + answer.status();
            assertThat(answer.status().toString()).as(what).isIn("9000", "6A80");
            if (answer.data().length > 0) {
                assertThat(answer.data()[15]).as("status of " + what).isNotZero();
            }
        }
        assertThat(state()).isEqualTo(before);
        assertThat(status(packet, Ota.REPORT))
                .as("the packet itself is still good")
                .isZero();
    }

    @Test
    void survivesTruncationAtEveryLength() {
        String before = state();
        byte[] packet = ota.packet(
                Ota.REPORT, CompactScript.of(SWITCH).encode(), Tar.SUBSCRIPTION_MANAGEMENT, ota.counter + 10);
        for (int length = 1; length < packet.length; length++) {
            assertThat(ota.deliver(Arrays.copyOf(packet, length)).status().toString())
                    .as("length %d", length)
                    .isEqualTo("6A80");
            byte[] consistent = Arrays.copyOf(packet, length);
            if (length > 2) {
                consistent[1] = (byte) (length - 2);
                ResponseApdu answer = ota.deliver(consistent);
                assertThat(answer.status().toString()).as("length %d", length).isIn("9000", "6A80");
                if (answer.data().length > 0) {
                    assertThat(answer.data()[15]).as("length %d", length).isIn((byte) 0x01, (byte) 0x05, (byte) 0x06);
                }
            }
        }
        assertThat(state()).isEqualTo(before);
        assertThat(status(packet, Ota.REPORT)).isZero();
    }

    @Test
    void refusesAPaddingCounterThatIsTooHigh() {
        // made with the right keys: the counter is taken all the same, because the sender is authentic
        byte[] packet = withPaddingCounter(0xFF);
        assertThat(status(packet, Ota.REPORT)).isEqualTo(0x06);
        assertThat(status(packet, Ota.REPORT)).isEqualTo(0x02);
    }

    private byte[] withPaddingCounter(int padding) {
        ota.counter++;
        String header = "002815161912123B0001";
        String counters = String.format("%010X%02X", ota.counter, padding);
        String data = "00".repeat(18);
        byte[] check = AesCmac.of(ota.keys.kid(), HEX.parseHex(header + counters + data), 8);
        byte[] clear = HEX.parseHex(counters + HEX.formatHex(check) + data);
        return HEX.parseHex(header + HEX.formatHex(BlockCipher.AES.encryptCbc(ota.keys.kic(), clear)));
    }

    /** Only PCNTR says what is padding: old senders fill with 80 00 …, others with what was there before. */
    @Test
    void takesPaddingOctetsOfAnyValue() {
        Framing marked = Framing.SMS.withPadding(Framing.Padding.MARKED);
        ota.counter++;
        CommandPacket command = CommandPacket.of(
                Ota.REPORT, 1, ota.keys, Tar.SUBSCRIPTION_MANAGEMENT, new Counter(ota.counter), QUERY_SCRIPT);
        byte[] packet = SecuredPackets.secure(command, ota.keys, marked);
        OpenedResponse response = ota.open(ota.deliver(packet), Ota.REPORT);
        CompactResponse answer = CompactResponse.decode(response.packet().data());
        assertThat(answer.executed()).isEqualTo(1);
        assertThat(answer.status().isOk()).isTrue();
    }

    @Test
    void worksWithTwoKeyTripleDes() {
        TestCard desCard = Issuer.issue(Keys.installParameters(2), OtaAlgorithm.TRIPLE_DES_2);
        Ota des = new Ota(desCard, 1, Keys.tripleDes(1));
        assertThat(des.query().slot().checkValues())
                .isEqualTo(Keys.slot(1, OtaAlgorithm.TRIPLE_DES_2).checkValues());
        for (int spi2 : new int[] {0x01, 0x09, 0x11, 0x19}) {
            Spi spi = new Spi(0x16, spi2);
            assertThat(des.open(des.deliver(des.packet(spi, QUERY_SCRIPT)), spi)
                            .packet()
                            .data())
                    .hasSize(87);
        }
        byte[] packet = des.packet(Ota.REPORT, QUERY_SCRIPT);
        packet[packet.length - 1] ^= 1;
        assertThat(des.open(des.deliver(packet), Ota.REPORT).packet().status().code())
                .isEqualTo(0x01);
        // an AES nibble does not fit a 3DES keyset
        byte[] nibble = des.packet(Ota.REPORT, QUERY_SCRIPT);
        nibble[5] = 0x12;
        assertThat(des.open(des.deliver(nibble), Ota.REPORT).packet().status().code())
                .isEqualTo(0x06);
    }

    // ---------------------------------------------------------------- scripts

    @Test
    void stopsAtTheFirstFailureAndCountsIt() {
        CommandApdu unknown = CommandApdu.of(0x80, 0x43, 0, 0, new byte[0]);
        CompactResponse response = ota.run(QUERY, unknown, QUERY);
        assertThat(response.executed()).isEqualTo(2);
        assertThat(response.status().toString()).isEqualTo("6D00");
        assertThat(response.data()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, 9000",
        "80, 1, 6700",
        "803F0000, 1, 6700",
        "803F000003810101, 1, 9000",
        "803F0000038101, 1, 6700",
        "803F000000803F000001, 2, 6700",
        "803F010000, 1, 6A86",
        "803F000100, 1, 6A86",
        "803F0000038201 01, 1, 6A80",
        "803F0000038101 00, 1, 6A88",
        "803F0000038101 04, 1, 6A88",
        "803F0000068101 018101 01, 1, 6A80",
        "80F2000000, 1, 6985",
        "84 3F000000, 1, 6E00",
        "A0A40000023F00, 1, 6E00",
        "00C0000000, 1, 6985",
        "00A4000C023F00, 1, 6985",
        "00B0000000, 1, 6985",
        "00D6000001FF, 1, 6985",
        "8041000000, 1, 6985",
        "8041000001FF, 1, 6985",
    })
    void answersEachScript(String script, int executed, String status) {
        byte[] bytes = HEX.parseHex(script.replace(" ", ""));
        OpenedResponse response = ota.open(ota.deliver(ota.packet(Ota.REPORT, bytes)), Ota.REPORT);
        CompactResponse answer = CompactResponse.decode(response.packet().data());
        assertThat(answer.executed()).isEqualTo(executed);
        assertThat(answer.status().toString()).isEqualTo(status);
    }

    /** Authentic scripts of random bytes: each ends with a status word, none with 6F00, and nothing leaks into the next. */
    @Test
    void survivesAuthenticScriptsOfRandomBytes() {
        Random random = new Random(1);
        for (int i = 0; i < 3000; i++) {
            byte[] script = new byte[random.nextInt(98)];
            random.nextBytes(script);
            if (script.length > 5 && random.nextInt(3) != 0) {
                script[0] = (byte) 0x80;
                script[1] = (byte) (0x3B + random.nextInt(7));
                script[2] = 0;
                script[3] = 0;
                script[4] = (byte) (script.length - 5);
            }
            OpenedResponse response = ota.open(ota.deliver(ota.packet(Ota.REPORT, script)), Ota.REPORT);
            assertThat(response.packet().status().code()).isZero();
            String status =
                    CompactResponse.decode(response.packet().data()).status().toString();
            assertThat(status).isNotEqualTo("6F00");
        }
        assertThat(ota.query().state().toString()).isEqualTo("STABLE");
    }
}
