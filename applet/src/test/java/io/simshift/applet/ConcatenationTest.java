package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.QueryCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets in several short messages (docs/applet/commands.md §3.5). */
class ConcatenationTest {
    private static final String STATUS = "80F2000C00";
    private static final SmsAddress OTHER = SmsAddress.of(SmsAddress.INTERNATIONAL, "12345678901234567890");

    private final TestCard card = Issuer.issue(2);
    private final Ota ota = Ota.operator(card, 1);

    /** A script of so many QUERY, each 5 bytes. */
    private static byte[] queries(int count) {
        CommandApdu[] commands = new CommandApdu[count];
        Arrays.fill(commands, QueryCommand.ofActiveSlot().toApdu());
        return CompactScript.of(commands).encode();
    }

    /** A packet that is in {@code segments} full messages. */
    private byte[] packet(int segments) {
        return ota.packet(Ota.REPORT, queries(26 * segments - 8));
    }

    private static void assertKept(ResponseApdu answer) {
        assertThat(answer.status().toString()).isEqualTo("9000");
        assertThat(answer.data()).isEmpty();
    }

    private void assertDone(ResponseApdu answer) {
        OpenedResponse opened = ota.open(answer, Ota.REPORT);
        assertThat(opened.packet().status().code()).isZero();
        assertThat(opened.authenticated()).isTrue();
        CompactResponse response = CompactResponse.decode(opened.packet().data());
        assertThat(response.status().isOk()).isTrue();
        assertThat(response.executed()).isGreaterThan(20);
    }

    /** Sends all but the last, which have to be kept; returns the answer to the last. */
    private ResponseApdu send(List<CommandApdu> envelopes) {
        for (CommandApdu envelope : envelopes.subList(0, envelopes.size() - 1)) {
            assertKept(card.transmit(envelope));
        }
        return card.transmit(envelopes.get(envelopes.size() - 1));
    }

    private static List<List<Integer>> permutations(List<Integer> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Integer>> all = new ArrayList<>();
        for (Integer first : items) {
            List<Integer> rest = new ArrayList<>(items);
            rest.remove(first);
            for (List<Integer> tail : permutations(rest)) {
                List<Integer> one = new ArrayList<>(List.of(first));
                one.addAll(tail);
                all.add(one);
            }
        }
        return all;
    }

    @Test
    void takesTheSegmentsInAnyOrder() {
        for (List<Integer> order : permutations(List.of(1, 2, 3, 4))) {
            Parts parts = Parts.of(packet(4), 7);
            assertThat(parts.total()).isEqualTo(4);
            assertDone(send(order.stream().map(parts::envelope).toList()));
        }
    }

    @ParameterizedTest
    @CsvSource({"2", "3", "5", "8"})
    void takesAsManySegmentsAsItHasCells(int total) {
        Parts parts = Parts.of(packet(total), 0);
        assertThat(parts.total()).isEqualTo(total);
        assertDone(send(parts.envelopes()));
    }

    @Test
    void takesBothKindsOfReferenceMarkedOnceOrInEverySegment() {
        for (boolean every : new boolean[] {false, true}) {
            assertDone(send(Parts.of(packet(2), 0x1234).wide(every).envelopes()));
            assertDone(send(new Parts(packet(2), 0x34, false, every, 132, Ota.SENDER).envelopes()));
        }
    }

    /** Segments of any size, the first too short for the header of a packet. */
    @ParameterizedTest
    @ValueSource(ints = {9, 11, 60, 131})
    void takesSegmentsThatAreNotFull(int size) {
        byte[] packet = ota.packet(Ota.REPORT, size < 20 ? new byte[0] : queries(40));
        Parts parts = Parts.of(packet, 9).sized(size);
        OpenedResponse opened = ota.open(send(parts.envelopes()), Ota.REPORT);
        assertThat(opened.packet().status().code()).isZero();
    }

    @Test
    void keepsTheFirstOfDuplicates() {
        Parts parts = Parts.of(packet(3), 1);
        assertKept(card.transmit(parts.envelope(1)));
        assertKept(card.transmit(parts.envelope(1)));
        assertKept(card.transmit(parts.envelope(1, 3, new byte[132])));
        assertKept(card.transmit(parts.envelope(3)));
        assertKept(card.transmit(parts.envelope(3, 3, new byte[20])));
        assertDone(card.transmit(parts.envelope(2)));
        // the message is through: a late copy begins another one
        assertKept(card.transmit(parts.envelope(2)));
    }

    /** Messages that differ in one part of what they are known by. */
    @Test
    void keepsMessagesApart() {
        byte[] first = packet(2);
        byte[] second = packet(2);
        Parts[] others = {
            Parts.of(second, 8),
            Parts.of(second, 7).from(OTHER),
            new Parts(second, 0x0700, true, false, 131, Ota.SENDER),
            Parts.of(second, 7).sized(100),
        };
        Parts one = Parts.of(first, 7);
        for (Parts other : others) {
            assertKept(card.transmit(one.envelope(1)));
            for (int number = other.total(); number > 1; number--) {
                assertKept(card.transmit(other.envelope(number)));
            }
            OpenedResponse opened = ota.open(card.transmit(other.envelope(1)), Ota.REPORT);
            assertThat(opened.packet().counter()).as("the other one is whole").isEqualTo(new Counter(2));
        }
        OpenedResponse late = ota.open(card.transmit(one.envelope(2)), Ota.REPORT);
        assertThat(late.packet().counter()).isEqualTo(new Counter(1));
        assertThat(late.packet().status().code())
                .as("its counter was overtaken")
                .isEqualTo(0x02);
    }

    @Test
    void interleavesFourMessages() {
        List<Parts> messages = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            messages.add(Parts.of(packet(2), i));
        }
        for (Parts message : messages) {
            assertKept(card.transmit(message.envelope(2)));
        }
        for (Parts message : messages) {
            assertDone(card.transmit(message.envelope(1)));
        }
    }

    @Test
    void makesRoomByForgettingTheOldestMessage() {
        Parts[] messages = {
            Parts.of(packet(3), 1), Parts.of(packet(3), 2), Parts.of(packet(3), 3), Parts.of(packet(3), 4),
        };
        for (Parts message : messages) {
            // the fourth message takes cells seven and eight
            assertKept(card.transmit(message.envelope(1)));
            assertKept(card.transmit(message.envelope(3)));
        }
        // a ninth cell: message 1, the oldest, goes
        assertDone(card.transmit(messages[1].envelope(2)));
        assertKept(card.transmit(messages[0].envelope(2)));
        assertDone(card.transmit(messages[2].envelope(2)));
        assertDone(card.transmit(messages[3].envelope(2)));
    }

    @Test
    void forgetsAMessageAfterSixteenEnvelopesOfOthers() {
        for (int others : new int[] {15, 16}) {
            Parts parts = Parts.of(ota.packet(Ota.REPORT, queries(40)), 5);
            assertKept(card.transmit(parts.envelope(1)));
            Ota other = ota;
            for (int i = 0; i < others; i++) {
                byte[] stale = other.packet(Ota.REPORT, queries(1), 0x12, 0x12);
                other.counter--;
                // refused or not: it is an ENVELOPE (SMS-PP)
                stale[stale.length - 1] ^= 1;
                card.transmit(Ota.envelope(stale));
            }
            ResponseApdu answer = card.transmit(parts.envelope(2));
            if (others == 15) {
                assertDone(answer);
            } else {
                assertKept(answer);
            }
        }
    }

    @Test
    void countsNoEnvelopeOfTheMessageItself() {
        Parts parts = Parts.of(packet(2), 5);
        for (int i = 0; i < 40; i++) {
            assertKept(card.transmit(parts.envelope(1)));
        }
        assertDone(card.transmit(parts.envelope(2)));
    }

    @Test
    void forgetsAMessageAfterThreeStatus() {
        for (int polls : new int[] {2, 3}) {
            Parts parts = Parts.of(packet(2), 5);
            assertKept(card.transmit(parts.envelope(1)));
            for (int i = 0; i < polls; i++) {
                card.transmit(STATUS);
            }
            ResponseApdu answer = card.transmit(parts.envelope(2));
            if (polls == 2) {
                assertDone(answer);
            } else {
                assertKept(answer);
            }
        }
    }

    @Test
    void forgetsEverythingAtAReset() {
        Parts parts = Parts.of(packet(2), 5);
        assertKept(card.transmit(parts.envelope(1)));
        card.reset();
        assertKept(card.transmit(parts.envelope(2)));
        assertDone(card.transmit(parts.envelope(1)));
    }

    @Test
    void leavesNothingOfAPacketBehind() {
        byte[] script = queries(40);
        assertDone(send(Parts.of(ota.packet(Ota.REPORT, script), 5).envelopes()));
        assertThat(CardMemory.of(card.instance()).find(Arrays.copyOf(script, 40)))
                .isNull();
    }

    /** Whose lengths lie has no header to answer to; the cells are free again. */
    @Test
    void refusesAPacketWhoseLengthsLieOnceItIsWhole() {
        for (int i = 0; i < 20; i++) {
            byte[] packet = packet(3);
            packet[1] ^= 1;
            Parts parts = Parts.of(packet, i);
            assertThat(send(parts.envelopes()).status().toString()).isEqualTo("6A80");
        }
        assertDone(send(Parts.of(packet(8), 5).envelopes()));
    }

    // ---------------------------------------------------------------- odd headers

    @ParameterizedTest
    @ValueSource(
            strings = {"0003AA0000 7000", "0003AA0200 7000", "0003AA0203 7000", "0804AABB0005 7000", "0003AA0101 7000"})
    void takesAMessageThatIsNoPartOfOthersForAWholeOne(String elements) {
        byte[] packet = ota.packet(Ota.REPORT, queries(1));
        OpenedResponse opened = ota.open(card.transmit(Parts.envelope(elements, packet, Ota.SENDER)), Ota.REPORT);
        assertThat(opened.packet().status().code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0003AA0201", // the first part says nothing of a command packet
                "0002AA02 7000",
                "0004AA020100 7000",
                "0803AA0201 7000",
                "0805AAAA020100 7000",
                "7000 00",
                "7005",
            })
    void refusesHeadersThatAreNotRight(String elements) {
        byte[] packet = ota.packet(Ota.REPORT, queries(1));
        assertThat(card.transmit(Parts.envelope(elements, packet, Ota.SENDER))
                        .status()
                        .toString())
                .isEqualTo("6A80");
    }

    /** Of several elements the last that can be counts. */
    @Test
    void takesTheLastOfSeveralConcatenationElements() {
        byte[] packet = packet(2);
        byte[] one = Arrays.copyOf(packet, 120);
        byte[] two = Arrays.copyOfRange(packet, 120, packet.length);
        assertKept(card.transmit(Parts.envelope("0003010501 7000 0804AABB0201 0003020003", one, Ota.SENDER)));
        assertDone(card.transmit(Parts.envelope("0804AABB0202", two, Ota.SENDER)));
    }

    // ---------------------------------------------------------------- too long for the card

    private TestCard install(String cells) {
        TestCard fresh = TestCard.install(OtaKeySet.parameters(cells));
        fresh.profile(TestCard.FULL_PROFILE);
        return fresh;
    }

    @ParameterizedTest
    @CsvSource({"810100, 2, 0", "810103, 4, 3", "81010A, 11, 10", "'', 9, 8"})
    void saysWithTheFirstSegmentThatItHasNotTheMemory(String parameter, int total, int cells) {
        TestCard fresh = install(parameter);
        Ota manufacturer = Ota.manufacturer(fresh);
        assertThat(manufacturer.query().concatenationCells()).hasValue(cells);
        assertThat(manufacturer.query().capabilities().concatenation()).isEqualTo(cells != 0);
        byte[] packet = manufacturer.packet(Ota.REPORT, queries(26 * total - 8));
        Parts parts = Parts.of(packet, 3);
        assertThat(parts.total()).isEqualTo(total);
        assertKept(fresh.transmit(parts.envelope(total)));
        ResponseApdu answer = fresh.transmit(parts.envelope(1));
        OpenedResponse opened = manufacturer.open(answer, Ota.REPORT);
        assertThat(opened.packet().status().code()).isEqualTo(0x07);
        assertThat(opened.packet().counter().encode()).isEqualTo(Arrays.copyOfRange(packet, 10, 15));
        for (int number = 2; number <= total; number++) {
            assertKept(fresh.transmit(parts.envelope(number)));
        }
        assertThat(manufacturer.query().counter()).isEqualTo(new Counter(manufacturer.counter));
    }

    @Test
    void saysThatItHasNotTheMemoryAsSpiAsks() {
        TestCard fresh = install("810100");
        Ota manufacturer = Ota.manufacturer(fresh);
        byte[] none = manufacturer.packet(new Spi(0x16, 0x18), queries(40));
        assertKept(fresh.transmit(Parts.of(none, 3).envelope(1)));
        byte[] onError = manufacturer.packet(new Spi(0x16, 0x22), queries(40));
        ProactiveCommand sms =
                fresh.fetch(fresh.transmit(Parts.of(onError, 3).envelope(1)).status());
        byte[] por = SmsSubmit.decode(((ProactiveCommand.SendShortMessage) sms).tpdu())
                .payload();
        assertThat(por[12]).isEqualTo((byte) 0x07);
        fresh.respond(sms, TerminalResponse.OK);
        byte[] always = manufacturer.packet(Ota.REPORT, queries(40));
        assertKept(fresh.transmit(Parts.of(always, 3).sized(15).envelope(1, 9, Arrays.copyOf(always, 15))));
    }

    @Test
    void worksWithTheFewestAndTheMostCells() {
        for (int cells : new int[] {3, 10}) {
            TestCard fresh = install(String.format("8101%02X", cells));
            Ota manufacturer = Ota.manufacturer(fresh);
            Parts parts = Parts.of(manufacturer.packet(Ota.REPORT, queries(26 * cells - 8)), 3);
            assertThat(parts.total()).isEqualTo(cells);
            List<CommandApdu> envelopes = new ArrayList<>(parts.envelopes());
            Collections.reverse(envelopes);
            ResponseApdu answer = null;
            for (CommandApdu envelope : envelopes) {
                answer = fresh.transmit(envelope);
            }
            OpenedResponse opened = manufacturer.open(answer, Ota.REPORT);
            assertThat(opened.packet().status().code()).isZero();
        }
    }

    @Test
    void storesTheLongestKeysThroughAnOrdinaryNetwork() {
        TestCard fresh = install("");
        Ota manufacturer = Ota.manufacturer(fresh);
        byte[] packet = manufacturer.packet(
                Ota.REPORT, CompactScript.of(OtaKeySet.AES_256.store("")).encode());
        Parts parts = Parts.of(packet, 3);
        assertThat(parts.total()).isEqualTo(2);
        fresh.transmit(parts.envelope(2));
        OpenedResponse opened = manufacturer.open(fresh.transmit(parts.envelope(1)), Ota.REPORT);
        assertThat(CompactResponse.decode(opened.packet().data()).status().isOk())
                .isTrue();
        assertThat(manufacturer.query().slot().checkValues().encode()).isEqualTo(OtaKeySet.AES_256.checkValues());
        CardMemory memory = CardMemory.of(fresh.instance());
        assertThat(memory.find(OtaKeySet.AES_256.key(1).reveal())).isNull();
        assertThat(OtaAlgorithm.AES_256.keyLength()).isEqualTo(32);
    }

    @Test
    void refusesMoreCellsThanThereCanBe() {
        assertThatThrownBy(() -> install("81010B")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void isBusyForSegmentsToo() {
        card.profile(TestCard.FULL_PROFILE);
        ProactiveCommand sms = card.fetch(
                card.transmit(Ota.envelope(ota.packet(Ota.SUBMIT, queries(1)))).status());
        Parts parts = Parts.of(packet(2), 5);
        assertThat(card.transmit(parts.envelope(1)).status().toString()).isEqualTo("9300");
        card.respond(sms, TerminalResponse.OK);
        assertKept(card.transmit(parts.envelope(1)));
        assertDone(card.transmit(parts.envelope(2)));
    }

    // ---------------------------------------------------------------- against a model

    /** Random segments of ten senders, whole messages and STATUS: the card puts together what the model does. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void putsTogetherWhatAModelDoes(long seed) {
        TestCard fresh = install("810105");
        Ota manufacturer = Ota.manufacturer(fresh);
        SegmentsModel model = new SegmentsModel(5);
        Random random = new Random(seed);
        List<Parts> messages = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            byte[] packet = manufacturer.packet(Ota.REPORT, queries(20 + random.nextInt(100)));
            messages.add(Parts.of(packet, i % 7).from(i < 7 ? Ota.SENDER : OTHER));
        }
        byte[] alone = manufacturer.packet(Ota.REPORT, new byte[0]);
        int whole = 0;
        for (int step = 0; step < 3000; step++) {
            int what = random.nextInt(40);
            if (what == 0) {
                fresh.transmit(STATUS);
                model.status();
            } else if (what == 1) {
                model.envelope();
                fresh.transmit(Ota.envelope(alone));
            } else {
                Parts parts = messages.get(random.nextInt(random.nextInt(10) + 1));
                int number = 1 + random.nextInt(parts.total());
                byte[] expected = model.segment(parts, number);
                ResponseApdu answer = fresh.transmit(parts.envelope(number));
                String at = "step " + step;
                if (expected == null) {
                    assertThat(answer.data()).as(at).isEmpty();
                } else {
                    whole++;
                    OpenedResponse opened = manufacturer.open(answer, Ota.REPORT);
                    assertThat(opened.authenticated()).as(at).isTrue();
                    assertThat(opened.packet().counter().value()).as(at).isEqualTo(1 + messages.indexOf(parts));
                }
            }
        }
        assertThat(whole).as("messages that became whole").isGreaterThan(100);
    }
}
