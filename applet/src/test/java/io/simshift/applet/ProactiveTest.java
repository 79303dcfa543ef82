package io.simshift.applet;

import static io.simshift.applet.Commands.NEW_EF_IMSI;
import static io.simshift.applet.Commands.OLD_EF_IMSI;
import static io.simshift.applet.Commands.TRANSFER;
import static io.simshift.applet.Commands.cancel;
import static io.simshift.applet.Commands.raw;
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
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.sms.UserDataHeader;
import io.simshift.protocol.subscription.QueryCommand;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the PoR goes out, and the REFRESH after it (docs/applet/commands.md §5, step 1). */
class ProactiveTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] QUERY =
            CompactScript.of(QueryCommand.ofActiveSlot().toApdu()).encode();
    private static final byte[] SWITCH = CompactScript.of(switchTo(2)).encode();
    private static final String STATUS = "80F2000C00";

    private final TestCard card = Issuer.issue(3);
    private final Ota ota = Ota.operator(card, 1);

    @BeforeEach
    void tellProfile() {
        card.profile(TestCard.FULL_PROFILE);
    }

    private OpenedResponse por(ProactiveCommand command) {
        assertThat(command).isInstanceOf(ProactiveCommand.SendShortMessage.class);
        SmsSubmit submit = SmsSubmit.decode(((ProactiveCommand.SendShortMessage) command).tpdu());
        assertThat(submit.destination()).isEqualTo(Ota.SENDER);
        assertThat(submit.protocolId()).isEqualTo(0x7F);
        assertThat(submit.dataCoding()).isEqualTo(0xF6);
        assertThat(submit.header()).contains(UserDataHeader.RESPONSE_PACKET);
        return SecuredPackets.openResponse(submit.payload(), Ota.SUBMIT, ota.keys);
    }

    @Test
    void sendsThePorByAShortMessageOfItsOwnAndThenRefreshes() {
        ResponseApdu answer = ota.deliver(ota.packet(Ota.SUBMIT, SWITCH));
        assertThat(answer.data()).isEmpty();
        ProactiveCommand sms = card.fetch(answer.status());
        OpenedResponse por = por(sms);
        assertThat(por.authenticated()).isTrue();
        assertThat(CompactResponse.decode(por.packet().data()).status().isOk()).isTrue();
        assertThat(card.status(STATUS)).as("while the terminal sends").isEqualTo("9000");
        assertThat(card.readUsim("6F07")).isEqualTo(OLD_EF_IMSI);

        StatusWord next = card.respond(sms, TerminalResponse.OK);
        assertThat(next.toString()).isEqualTo("910B");
        assertThat(card.data("801200000B")).isEqualTo("d009810301010482028182");
        card.reset();
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
        assertThat(card.status(STATUS)).isEqualTo("9000");
    }

    @Test
    void answersTheEnvelopeItselfAndRefreshesWithTheNextCommand() {
        ResponseApdu answer = ota.deliver(ota.packet(Ota.REPORT, SWITCH));
        assertThat(answer.status().toString())
                .as("nothing before the PoR is out")
                .isEqualTo("9000");
        assertThat(ota.open(answer, Ota.REPORT).packet().status().isOk()).isTrue();
        StatusWord next = card.transmit(STATUS).status();
        assertThat(card.fetch(next)).isInstanceOf(ProactiveCommand.Refresh.class);
    }

    @Test
    void refreshesAtOnceIfNoPorIsAskedFor() {
        ResponseApdu answer = ota.deliver(ota.packet(new Spi(0x16, 0x00), SWITCH));
        assertThat(answer.status().toString()).isEqualTo("910B");
    }

    @Test
    void waitsForAResetIfToldSo() {
        ota.ok(raw(0x3B, "8009 083901621032547698 810102 8208 0102030405060708 830101 860100"));
        assertThat(card.status(STATUS)).isEqualTo("9000");
        card.reset();
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
    }

    @Test
    void announcesAgainUntilItIsFetched() {
        StatusWord announced = ota.deliver(ota.packet(Ota.SUBMIT, QUERY)).status();
        for (String command : new String[] {STATUS, "00A4000C023F00", "00A4000C022FE2", "00B000000A"}) {
            assertThat(card.status(command)).isEqualTo(announced.toString());
        }
        assertThat(card.data("00B000000A")).hasSize(20);
        por(card.fetch(announced));
    }

    /** General results 20 to 26: later. Four tries in all, each after a STATUS; then the REFRESH goes out. */
    @ParameterizedTest
    @ValueSource(ints = {0x20, 0x21, 0x26})
    void triesAgainAtTheNextStatusThreeTimes(int result) {
        StatusWord announced = ota.deliver(ota.packet(Ota.SUBMIT, SWITCH)).status();
        for (int i = 0; i < 3; i++) {
            ProactiveCommand sms = card.fetch(announced);
            assertThat(por(sms).packet().status().isOk()).isTrue();
            assertThat(card.respond(sms, result).toString()).isEqualTo("9000");
            assertThat(card.status("00A4000C023F00")).as("not before a STATUS").isEqualTo("9000");
            announced = card.transmit(STATUS).status();
        }
        ProactiveCommand last = card.fetch(announced);
        assertThat(card.respond(last, result).toString()).isEqualTo("910B");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x30, 0x32, 0x35, 0x10})
    void refreshesEvenIfThePorCannotBeSent(int result) {
        ProactiveCommand sms =
                card.fetch(ota.deliver(ota.packet(Ota.SUBMIT, SWITCH)).status());
        assertThat(card.respond(sms, result).toString()).isEqualTo("910B");
    }

    @Test
    void triesARefusedRefreshAgain() {
        ota.deliver(ota.packet(Ota.REPORT, SWITCH));
        ProactiveCommand refresh = card.fetch(card.transmit(STATUS).status());
        assertThat(card.respond(refresh, TerminalResponse.TERMINAL_UNABLE).toString())
                .isEqualTo("9000");
        assertThat(card.status(STATUS)).isEqualTo("910B");
        card.fetch(new StatusWord(0x910B));
        assertThat(card.respond(refresh, TerminalResponse.BEYOND_CAPABILITIES).toString())
                .isEqualTo("9000");
        assertThat(card.status(STATUS)).isEqualTo("9000");
    }

    @Test
    void isBusyWhileAPorWaits() {
        StatusWord announced = ota.deliver(ota.packet(Ota.SUBMIT, QUERY)).status();
        byte[] second = ota.packet(Ota.REPORT, SWITCH);
        assertThat(ota.deliver(second).status().toString()).isEqualTo("9300");
        ProactiveCommand sms = card.fetch(announced);
        assertThat(ota.deliver(second).status().toString()).isEqualTo("9300");
        card.respond(sms, TerminalResponse.OK);
        assertThat(ota.open(ota.deliver(second), Ota.REPORT).packet().status().isOk())
                .as("the packet that had to wait is still good")
                .isTrue();
    }

    @Test
    void dropsARefreshThatWaitsWhenTheSwitchIsCancelled() {
        ota.deliver(ota.packet(Ota.REPORT, SWITCH));
        ota.deliver(ota.packet(Ota.REPORT, CompactScript.of(cancel(TRANSFER)).encode()));
        assertThat(card.status(STATUS)).isEqualTo("9000");
    }

    @Test
    void usesOnlyWhatTheTerminalOffers() {
        card.reset();
        assertThat(ota.open(ota.deliver(ota.packet(Ota.SUBMIT, QUERY)), Ota.SUBMIT)
                        .authenticated())
                .as("no profile: the PoR is the answer")
                .isTrue();
        card.profile(TerminalProfile.of(TerminalProfile.Feature.REFRESH));
        assertThat(ota.open(ota.deliver(ota.packet(Ota.SUBMIT, QUERY)), Ota.SUBMIT)
                        .authenticated())
                .isTrue();
        card.profile(TerminalProfile.of(TerminalProfile.Feature.SEND_SHORT_MESSAGE));
        ProactiveCommand sms =
                card.fetch(ota.deliver(ota.packet(Ota.SUBMIT, SWITCH)).status());
        assertThat(card.respond(sms, TerminalResponse.OK).toString())
                .as("no REFRESH")
                .isEqualTo("9000");
        card.reset();
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
    }

    @Test
    void answersAnAlphanumericSenderInTheEnvelope() {
        SmsAddress name = new SmsAddress(0xD0, 7, HEX.parseHex("D3E61404"));
        ResponseApdu answer = card.transmit(Ota.envelope(ota.packet(Ota.SUBMIT, QUERY), name));
        assertThat(ota.open(answer, Ota.SUBMIT).authenticated()).isTrue();
    }

    @Test
    void sendsErrorsByShortMessageToo() {
        ota.query();
        byte[] replayed = ota.packet(Ota.SUBMIT, QUERY, Tar.SUBSCRIPTION_MANAGEMENT, ota.counter);
        ProactiveCommand sms = card.fetch(ota.deliver(replayed).status());
        assertThat(por(sms).packet().status().code()).isEqualTo(0x02);
    }

    @Test
    void forgetsWhatWaitedAtAReset() {
        ota.deliver(ota.packet(Ota.SUBMIT, QUERY));
        card.reset();
        card.profile(TestCard.FULL_PROFILE);
        assertThat(card.status(STATUS)).isEqualTo("9000");
        assertThat(card.status("8012000040")).isEqualTo("6985");
    }

    @Test
    void refusesFetchAndTerminalResponseOutOfTurn() {
        assertThat(card.status("8012000010")).isEqualTo("6985");
        assertThat(card.status("801400000C 810301130082028281830100")).isEqualTo("6985");
        StatusWord announced = ota.deliver(ota.packet(Ota.SUBMIT, QUERY)).status();
        assertThat(card.status("8012000010"))
                .isEqualTo("6C" + announced.toString().substring(2));
        assertThat(card.status("801400000C 810301130082028281830100")).isEqualTo("6985");
        card.fetch(announced);
        assertThat(card.status("8012000010")).isEqualTo("6985");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8014000009 810301130082028281",
                "8014000003 830100",
                "801400000C 810301010482028281830100",
                "801400000B 8103011300820282818300",
                "801400000C 810301130082028281830200",
                "8014000002 8103",
                "8014000000",
            })
    void refusesTerminalResponsesToSomethingElse(String response) {
        ProactiveCommand sms =
                card.fetch(ota.deliver(ota.packet(Ota.SUBMIT, QUERY)).status());
        assertThat(card.status(response)).isEqualTo("6A80");
        assertThat(card.respond(sms, TerminalResponse.OK).toString()).isEqualTo("9000");
    }

    /** The longest PoR: 140 bytes of user data, to the longest address. */
    @Test
    void fitsTheLongestPorIntoOneMessage() {
        TestCard fresh = TestCard.install(Keys.installParameters(1));
        fresh.profile(TestCard.FULL_PROFILE);
        Ota manufacturer = Ota.manufacturer(fresh);
        byte[] script = CompactScript.of(Issuer.selectMf("7FFF6F60"), CommandApdu.reading(0, 0xB0, 0, 0, 60))
                .encode();
        SmsAddress longest = SmsAddress.of(SmsAddress.INTERNATIONAL, "12345678901234567890");
        StatusWord announced = fresh.transmit(Ota.envelope(manufacturer.packet(Ota.SUBMIT, script), longest))
                .status();
        ProactiveCommand sms = fresh.fetch(announced);
        SmsSubmit submit = SmsSubmit.decode(((ProactiveCommand.SendShortMessage) sms).tpdu());
        assertThat(submit.destination()).isEqualTo(longest);
        OpenedResponse opened = SecuredPackets.openResponse(submit.payload(), Ota.SUBMIT, Keys.MANUFACTURER);
        assertThat(CompactResponse.decode(opened.packet().data()).data()).hasSize(60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80C2000000",
                "80C2000001 D1",
                "80C2000002 D100",
                "80C2000003 D10100",
                "80C2000005 D303820183",
                "80C2000008 D106820283818B00",
                "80C2000009 D107820283818B0140",
                "80C2000006 D1048B0240FF",
                "80C200001A D118820283818B1240048121 437FF6227052000000001902700000",
            })
    void refusesMalformedEnvelopes(String envelope) {
        assertThat(card.status(envelope)).isIn("6A80", "6700");
    }

    @Test
    void ignoresEventsItDidNotAskFor() {
        assertThat(card.status("80C200000C D60A990103820282819B0100")).isEqualTo("9000");
    }
}
