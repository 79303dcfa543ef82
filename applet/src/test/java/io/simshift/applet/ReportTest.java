package io.simshift.applet;

import static io.simshift.applet.Commands.file;
import static io.simshift.applet.Commands.switchTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.cat.TerminalProfile.Feature;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.identity.Imei;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.sms.UserDataHeader;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.UnaskedReport;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the card tells its operator unasked (docs/applet/commands.md 5.2). */
class ReportTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final SmsAddress SERVER = SmsAddress.of(SmsAddress.INTERNATIONAL, "491710000042");
    private static final String ADDRESS = HEX.formatHex(SERVER.encode());
    private static final TerminalProfile PROFILE =
            TerminalProfile.of(Feature.REFRESH, Feature.SEND_SHORT_MESSAGE, Feature.PROVIDE_LOCAL_INFORMATION);
    private static final String STATUS = "80F2000C00";
    /** STATUS before the first try, and from one that failed to the next. */
    private static final int FIRST = 4;

    private static final int AGAIN = 32;

    private final TestCard card = Issuer.issue(3);
    private final Ota operator = Ota.operator(card, 1);

    private void write(String file, String hex) {
        String script = "00A4000C02" + file + "00D60000" + String.format("%02X", hex.length() / 2) + hex;
        assertThat(operator.answer(Tar.USIM_FILES, script)).endsWith("9000");
    }

    private void start() {
        card.reset();
        card.profile(PROFILE);
    }

    private void comeHome() {
        operator.ok(switchTo(2, FallbackRule.afterResets(1)));
        card.reset();
        start();
    }

    /** So many STATUS, of which only the last one announces something. */
    private StatusWord poll(int times) {
        for (int i = 1; i < times; i++) {
            assertThat(card.status(STATUS)).as("STATUS %d", i).isEqualTo("9000");
        }
        return card.transmit(STATUS).status();
    }

    private void assertSilent(int polls) {
        assertThat(poll(polls)).isEqualTo(StatusWord.OK);
    }

    private ProactiveCommand fetchReport(StatusWord announced, boolean fellBack, boolean foreign) {
        ProactiveCommand command = card.fetch(announced);
        SmsSubmit submit = SmsSubmit.decode(((ProactiveCommand.SendShortMessage) command).tpdu());
        assertThat(submit.destination()).isEqualTo(SERVER);
        assertThat(submit.protocolId()).isEqualTo(0x7F);
        assertThat(submit.dataCoding()).isEqualTo(0xF6);
        assertThat(submit.header()).contains(UserDataHeader.RESPONSE_PACKET);
        assertThat(UnaskedReport.read(submit.payload())).contains(new UnaskedReport(fellBack, foreign));
        return command;
    }

    @Test
    void tellsOnceThatItCameHome() {
        write("6F10", ADDRESS);
        comeHome();
        ProactiveCommand report = fetchReport(poll(FIRST), true, false);
        assertThat(card.respond(report, TerminalResponse.OK)).isEqualTo(StatusWord.OK);
        assertSilent(3 * AGAIN);
        start();
        assertSilent(3 * AGAIN);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x20, 0x21, 0x35, 0x32})
    void triesAgainUntilTheTerminalHasSentIt(int result) {
        write("6F10", ADDRESS);
        comeHome();
        ProactiveCommand report = fetchReport(poll(FIRST), true, false);
        assertThat(card.respond(report, result)).isEqualTo(StatusWord.OK);
        report = fetchReport(poll(AGAIN), true, false);
        assertThat(card.respond(report, result)).isEqualTo(StatusWord.OK);
        start();
        report = fetchReport(poll(FIRST), true, false);
        card.reset();
        card.profile(PROFILE);
        report = fetchReport(poll(FIRST), true, false);
        assertThat(card.respond(report, TerminalResponse.OK)).isEqualTo(StatusWord.OK);
        assertSilent(3 * AGAIN);
    }

    @Test
    void keepsNoPacketFromTheCardWhileItWaitsToTryAgain() {
        write("6F10", ADDRESS);
        comeHome();
        ProactiveCommand report = fetchReport(poll(FIRST), true, false);
        byte[] packet = operator.packet(
                Ota.REPORT,
                CompactScript.of(QueryCommand.ofActiveSlot().toApdu()).encode());
        assertThat(operator.deliver(packet).status().toString())
                .as("while the terminal sends")
                .isEqualTo("9300");
        card.respond(report, TerminalResponse.TERMINAL_UNABLE);
        assertThat(operator.open(operator.deliver(packet), Ota.REPORT)
                        .packet()
                        .status()
                        .isOk())
                .isTrue();
    }

    @Test
    void waitsBehindAPor() {
        write("6F10", ADDRESS);
        comeHome();
        assertSilent(FIRST - 1);
        byte[] query = CompactScript.of(QueryCommand.ofActiveSlot().toApdu()).encode();
        ProactiveCommand por =
                card.fetch(operator.deliver(operator.packet(Ota.SUBMIT, query)).status());
        assertSilent(10);
        assertThat(card.respond(por, TerminalResponse.OK)).isEqualTo(StatusWord.OK);
        fetchReport(poll(1), true, false);
    }

    @Test
    void tellsThatItIsInAForeignDevice() {
        write("6F10", ADDRESS);
        write("6F38", "00".repeat(12) + "20");
        into("35209900176148");
        assertSilent(3 * AGAIN);
        into("35209900176149");
        for (int i = 0; i < FIRST; i++) {
            StatusWord announced = card.transmit(STATUS).status();
            if (i == FIRST - 1) {
                ProactiveCommand report = fetchReport(announced, false, true);
                tell(card.respond(report, TerminalResponse.OK), "35209900176149");
            } else {
                tell(announced, "35209900176149");
            }
        }
        into("35209900176149");
        into("35209900176148");
        assertSilent(3 * AGAIN);
    }

    /** Nobody may be attached in the foreign device: the card tells when it is back. */
    @Test
    void tellsThatItWasInAForeignDevice() {
        write("6F10", ADDRESS);
        write("6F38", "00".repeat(12) + "20");
        into("35209900176148");
        into("35209900176149");
        into("35209900176148");
        fetchReport(poll(FIRST), false, true);
    }

    private void into(String imei) {
        card.reset();
        tell(card.profile(PROFILE), imei);
    }

    private void tell(StatusWord announced, String imei) {
        ProactiveCommand asked = card.fetch(announced);
        assertThat(asked.details().type()).isEqualTo(0x26);
        List<ComprehensionTlv> objects =
                List.of(ComprehensionTlv.required(0x14, Imei.of(imei).encode()));
        StatusWord next = card.transmit(
                        new TerminalResponse(asked.details(), TerminalResponse.OK, new byte[0], objects).toApdu())
                .status();
        assertThat(next).isEqualTo(StatusWord.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "15 91 9471", "FF", "0CD0947100000024"})
    void tellsNobodyWithoutAnAddress(String address) {
        if (!address.isEmpty()) {
            write("6F10", address.replace(" ", ""));
        }
        comeHome();
        assertSilent(3 * AGAIN);
        write("6F10", ADDRESS);
        fetchReport(poll(FIRST), true, false);
    }

    @Test
    void tellsNobodyThroughATerminalThatSendsNoMessages() {
        write("6F10", ADDRESS);
        operator.ok(switchTo(2, FallbackRule.afterResets(1)));
        card.reset();
        card.reset();
        card.profile(TerminalProfile.of(Feature.REFRESH));
        assertSilent(3 * AGAIN);
    }

    /** It is the new operator whose subscription is in use then. */
    @Test
    void tellsTheNewOperatorWhatHappenedBeforeItWasConfirmed() {
        write("6F38", "00".repeat(12) + "20");
        into("35209900176148");
        operator.ok(switchTo(2, file(0x6F10, 0, ADDRESS), file(0x6F38, 12, "20")));
        into("35209900176149");
        into("35209900176148");
        assertThat(new Usim(card).authenticate(2, 1)).isTrue();
        fetchReport(poll(FIRST), false, true);
    }

    /** The address is the operator's: the next one has its own, and hears nothing of what was before. */
    @Test
    void forgetsWithTheNextOperatorWhatTheLastOneWasToHear() {
        comeHome();
        operator.ok(switchTo(2, file(0x6F10, 0, ADDRESS)));
        start();
        assertThat(new Usim(card).authenticate(2, 1)).isTrue();
        assertSilent(3 * AGAIN);
    }
}
