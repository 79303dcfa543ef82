package io.simshift.applet;

import static io.simshift.applet.Commands.switchTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.ExpandedResponse;
import io.simshift.protocol.script.ExpandedScript;
import io.simshift.protocol.script.LengthForm;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.subscription.QueryCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A PoR that is longer than one short message (docs/applet/commands.md §3.6). */
class LongPorTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String STATUS = "80F2000C00";
    private static final CommandApdu QUERY = QueryCommand.ofActiveSlot().toApdu();

    private final TestCard card = Issuer.issue(3);
    private final Ota ota = Ota.operator(card, 1);

    @BeforeEach
    void tellProfile() {
        card.profile(TestCard.FULL_PROFILE);
    }

    /** A script whose answer is a little more than 85 bytes for each QUERY. */
    private static byte[] queries(int count) {
        CommandApdu[] commands = new CommandApdu[count];
        Arrays.fill(commands, QUERY);
        return ExpandedScript.of(LengthForm.DEFINITE, commands).encode();
    }

    private OpenedResponse open(byte[] packet, Spi spi, int count) {
        OpenedResponse opened = SecuredPackets.openResponse(packet, spi, ota.keys);
        assertThat(opened.authenticated()).isTrue();
        assertThat(opened.packet().status().isOk()).isTrue();
        ExpandedResponse response = ExpandedResponse.decode(opened.packet().data());
        assertThat(response.executed()).hasValue(count);
        assertThat(response.answers()).hasSize(count);
        assertThat(response.answers()).allMatch(one -> one.status().isOk());
        return opened;
    }

    /** Fetches and acknowledges messages as long as they are announced; returns their user data. */
    private List<byte[]> messages(StatusWord announced) {
        List<byte[]> messages = new ArrayList<>();
        StatusWord next = announced;
        while (next.hasProactiveCommand()) {
            ProactiveCommand command = card.fetch(next);
            if (!(command instanceof ProactiveCommand.SendShortMessage sms)) {
                break;
            }
            messages.add(SmsSubmit.decode(sms.tpdu()).userData().bytes());
            next = card.respond(command, TerminalResponse.OK);
        }
        return messages;
    }

    private static byte[] joined(List<byte[]> messages) {
        return PacketSegments.join(messages.stream().map(UserData::of).toList());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "4, 3", "7, 5"})
    void sendsAsManyMessagesAsItNeeds(int count, int messages) {
        StatusWord announced =
                ota.deliver(ota.packet(Ota.SUBMIT, queries(count))).status();
        List<byte[]> sent = messages(announced);
        assertThat(sent).hasSize(messages);
        if (messages > 1) {
            assertThat(HEX.formatHex(sent.get(0)))
                    .startsWith(String.format("07000301%02X017100", messages).toLowerCase());
            assertThat(sent.get(0)).hasSize(140);
            for (int i = 1; i < messages; i++) {
                assertThat(HEX.formatHex(sent.get(i)))
                        .startsWith(String.format("05000301%02X%02X", messages, i + 1)
                                .toLowerCase());
            }
        }
        open(joined(sent), Ota.SUBMIT, count);
        assertThat(card.status(STATUS)).isEqualTo("9000");
    }

    @Test
    void countsTheReferenceUpAndReachesTheLongestAddress() {
        SmsAddress longest = SmsAddress.of(SmsAddress.INTERNATIONAL, "12345678901234567890");
        for (int reference = 1; reference < 4; reference++) {
            StatusWord next = card.transmit(Ota.envelope(ota.packet(Ota.SUBMIT, queries(3)), longest))
                    .status();
            while (next.hasProactiveCommand()) {
                ProactiveCommand sms = card.fetch(next);
                SmsSubmit submit = SmsSubmit.decode(((ProactiveCommand.SendShortMessage) sms).tpdu());
                assertThat(submit.destination()).isEqualTo(longest);
                assertThat(submit.userData().bytes()[3]).isEqualTo((byte) reference);
                next = card.respond(sms, TerminalResponse.OK);
            }
        }
    }

    @Test
    void refreshesAfterTheLastMessage() {
        byte[] script = ExpandedScript.of(LengthForm.DEFINITE, switchTo(2), QUERY, QUERY)
                .encode();
        StatusWord next = ota.deliver(ota.packet(Ota.SUBMIT, script)).status();
        for (int i = 0; i < 2; i++) {
            ProactiveCommand sms = card.fetch(next);
            assertThat(sms).isInstanceOf(ProactiveCommand.SendShortMessage.class);
            next = card.respond(sms, TerminalResponse.OK);
        }
        assertThat(card.fetch(next)).isInstanceOf(ProactiveCommand.Refresh.class);
    }

    /** General result 2X: the message itself is tried again, not the whole PoR. */
    @ParameterizedTest
    @ValueSource(ints = {0x20, 0x21, 0x26})
    void triesEachMessageAgain(int later) {
        StatusWord next = ota.deliver(ota.packet(Ota.SUBMIT, queries(4))).status();
        List<byte[]> sent = new ArrayList<>();
        while (next.hasProactiveCommand()) {
            ProactiveCommand first = card.fetch(next);
            assertThat(card.respond(first, later).toString()).isEqualTo("9000");
            ProactiveCommand again = card.fetch(card.transmit(STATUS).status());
            byte[] tpdu = ((ProactiveCommand.SendShortMessage) again).tpdu();
            assertThat(tpdu).isEqualTo(((ProactiveCommand.SendShortMessage) first).tpdu());
            sent.add(SmsSubmit.decode(tpdu).userData().bytes());
            next = card.respond(again, TerminalResponse.OK);
        }
        open(joined(sent), Ota.SUBMIT, 4);
    }

    @Test
    void sendsNoMoreOnceAMessageCannotBeSent() {
        byte[] script = ExpandedScript.of(LengthForm.DEFINITE, switchTo(2), QUERY, QUERY, QUERY)
                .encode();
        ProactiveCommand sms =
                card.fetch(ota.deliver(ota.packet(Ota.SUBMIT, script)).status());
        StatusWord next = card.respond(sms, TerminalResponse.TERMINAL_UNABLE);
        for (int i = 0; i < 3; i++) {
            next = card.transmit(STATUS).status();
            next = card.respond(card.fetch(next), TerminalResponse.TERMINAL_UNABLE);
        }
        assertThat(card.fetch(next))
                .as("what follows is not the second message")
                .isInstanceOf(ProactiveCommand.Refresh.class);
    }

    @Test
    void isBusyUntilTheLastMessageIsSent() {
        StatusWord next = ota.deliver(ota.packet(Ota.SUBMIT, queries(4))).status();
        byte[] second = ota.packet(Ota.REPORT, queries(1));
        for (int i = 0; i < 3; i++) {
            assertThat(ota.deliver(second).status().toString()).isEqualTo("9300");
            next = card.respond(card.fetch(next), TerminalResponse.OK);
        }
        assertThat(next.toString()).isEqualTo("9000");
        assertThat(ota.open(ota.deliver(second), Ota.REPORT).packet().status().isOk())
                .isTrue();
    }

    /** Segments of other messages keep their cells; the PoR has those that are free. */
    @Test
    void leavesMessagesThatAreNotWholeAlone() {
        byte[] longPacket = ota.packet(Ota.SUBMIT, queries(80));
        ota.counter++;
        Parts waiting = Parts.of(longPacket, 5);
        assertThat(waiting.total()).isEqualTo(4);
        card.transmit(waiting.envelope(2));
        card.transmit(waiting.envelope(4));
        // a packet of two segments, between them and behind them
        Parts parts = Parts.of(ota.packet(Ota.SUBMIT, queries(30), Tar.SUBSCRIPTION_MANAGEMENT, 1), 6);
        assertThat(parts.total()).isEqualTo(2);
        card.transmit(parts.envelope(1));
        StatusWord next = card.transmit(parts.envelope(2)).status();
        List<byte[]> sent = messages(next);
        OpenedResponse opened = SecuredPackets.openResponse(joined(sent), Ota.SUBMIT, ota.keys);
        assertThat(opened.packet().status().isOk() || opened.packet().status().code() == 0x02)
                .isTrue();
        card.transmit(waiting.envelope(1));
        next = card.transmit(waiting.envelope(3)).status();
        assertThat(next.hasProactiveCommand())
                .as("the waiting message is whole")
                .isTrue();
    }

    // ---------------------------------------------------------------- as a report

    @Test
    void saysInTheReportThatThePorFollows() {
        ResponseApdu answer = ota.deliver(ota.packet(Ota.REPORT, queries(3)));
        OpenedResponse report = ota.open(answer, Ota.REPORT);
        assertThat(report.packet().status().code()).isEqualTo(0x0B);
        assertThat(report.authenticated()).isTrue();
        assertThat(report.packet().counter().value()).isEqualTo(ota.counter);
        assertThat(answer.status().toString()).isEqualTo("9000");
        List<byte[]> sent = messages(card.transmit(STATUS).status());
        assertThat(sent).hasSize(3);
        open(joined(sent), Ota.REPORT, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x09, 0x11, 0x19})
    void saysSoInTheFormThatSpiAsksFor(int spi2) {
        Spi spi = new Spi(0x16, spi2);
        OpenedResponse report = ota.open(ota.deliver(ota.packet(spi, queries(3))), spi);
        assertThat(report.packet().status().code()).isEqualTo(0x0B);
        assertThat(report.packet().counter().value()).isEqualTo(ota.counter);
        assertThat(messages(card.transmit(STATUS).status())).hasSize(3);
    }

    /** A terminal that sends no messages gets what fits into the report. */
    @Test
    void cutsTheAnswerWhereNoMessageCanBeSent() {
        card.reset();
        card.profile(TerminalProfile.of(TerminalProfile.Feature.REFRESH));
        for (Spi spi : List.of(Ota.REPORT, Ota.SUBMIT)) {
            ResponseApdu answer = ota.deliver(ota.packet(spi, queries(3)));
            assertThat(answer.data()).hasSizeLessThanOrEqualTo(128);
            assertThat(ota.open(answer, spi).packet().status().isOk()).isTrue();
            assertThat(card.status(STATUS)).isEqualTo("9000");
        }
    }

    @Test
    void forgetsTheRestAtAReset() {
        StatusWord next = ota.deliver(ota.packet(Ota.SUBMIT, queries(4))).status();
        card.respond(card.fetch(next), TerminalResponse.OK);
        card.reset();
        card.profile(TestCard.FULL_PROFILE);
        assertThat(card.status(STATUS)).isEqualTo("9000");
        assertThat(ota.query().freeSlots()).isEqualTo(2);
    }
}
