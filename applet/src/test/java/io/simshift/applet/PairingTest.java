package io.simshift.applet;

import static io.simshift.applet.Commands.file;
import static io.simshift.applet.Commands.switchTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.cat.TerminalProfile.Feature;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.identity.Imei;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.subscription.FinaliseCommand;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.PairingState;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The card and its device (docs/applet/commands.md 5.1). */
class PairingTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final Imei OWN = Imei.of("35209900176148");
    private static final Imei OTHER = Imei.of("35209900176149");
    private static final TerminalProfile TELLS_IMEI = TerminalProfile.of(Feature.PROVIDE_LOCAL_INFORMATION);
    private static final TerminalProfile TELLS_BOTH =
            TerminalProfile.of(Feature.PROVIDE_LOCAL_INFORMATION, Feature.PROVIDE_IMEISV);
    private static final String STATUS = "80F2000C00";
    private static final int IMEI = 0x14;
    private static final int IMEISV = 0x62;

    private final TestCard card = Issuer.issue(3);
    private final Ota operator = Ota.operator(card, 1);
    private final Usim usim = new Usim(card);
    private int seq;

    // ---------------------------------------------------------------- the operator

    private void manage(String... scripts) {
        for (String script : scripts) {
            assertThat(operator.answer(Tar.USIM_FILES, script)).as(script).endsWith("9000");
        }
    }

    private void switchOn() {
        manage("00A4000C026F38 00D6000C0120");
    }

    private static String update(String file, int record, String hex, int length) {
        String content = hex + "FF".repeat(length - hex.length() / 2);
        return "00A4000C02" + file + String.format("00DC%02X04%02X", record, length) + content;
    }

    private void list(int record, String hex) {
        manage(update("6FF0", record, hex, 20));
    }

    private void list(int record, Imei first, Imei last) {
        list(record, "8010" + HEX.formatHex(first.encode()) + HEX.formatHex(last.encode()));
    }

    private String read(String file, int record, int length) {
        String answer =
                operator.answer(Tar.USIM_FILES, "00A4000C02" + file + String.format("00B2%02X04%02X", record, length));
        return answer.substring(answer.length() - 2 * length);
    }

    // ---------------------------------------------------------------- the device

    private StatusWord answer(StatusWord announced, int tag, byte[] identity) {
        ProactiveCommand asked = card.fetch(announced);
        assertThat(asked.details().type()).isEqualTo(0x26);
        assertThat(asked.details().qualifier()).isEqualTo(tag == IMEI ? 0x01 : 0x08);
        List<ComprehensionTlv> objects = List.of(ComprehensionTlv.required(tag, identity));
        return card.transmit(new TerminalResponse(asked.details(), TerminalResponse.OK, new byte[0], objects).toApdu())
                .status();
    }

    /** The card is put into a device, which tells its IMEI. */
    private void into(Imei device) {
        card.reset();
        assertThat(answer(card.profile(TELLS_IMEI), IMEI, device.encode())).isEqualTo(StatusWord.OK);
    }

    private void intoTellingVersion(Imei device, int version) {
        card.reset();
        assertThat(answer(card.profile(TELLS_BOTH), IMEISV, device.encodeWithVersion(version)))
                .isEqualTo(StatusWord.OK);
    }

    private void assertServes() {
        assertThat(usim.authenticate(1, ++seq)).isTrue();
    }

    private void assertRefuses() {
        assertThat(usim.challenge(1, ++seq).status().toString()).isEqualTo("6985");
    }

    // ---------------------------------------------------------------- tests

    @Test
    void asksNobodyAndServesEverybodyAsLongAsItIsOff() {
        assertThat(card.profile(TELLS_BOTH)).isEqualTo(StatusWord.OK);
        assertThat(card.status(STATUS)).isEqualTo("9000");
        assertServes();
        QueryAnswer answer = operator.query();
        assertThat(answer.pairing()).contains(PairingState.OFF);
        assertThat(answer.device()).isEmpty();
    }

    @Test
    void belongsToTheFirstDeviceWhereNoneIsListed() {
        switchOn();
        into(OWN);
        assertServes();
        assertThat(operator.query().pairing()).contains(PairingState.OWN);
        into(OTHER);
        assertRefuses();
        QueryAnswer answer = operator.query();
        assertThat(answer.pairing()).contains(PairingState.FOREIGN);
        assertThat(answer.device()).contains(OTHER);
        into(OWN);
        assertServes();
        assertThat(operator.query().device()).contains(OWN);
    }

    @Test
    void worksOnInAForeignDeviceButAuthenticatesNobody() {
        switchOn();
        into(OWN);
        into(OTHER);
        assertRefuses();
        assertThat(card.status("A088000010" + "00".repeat(16))).isEqualTo("9808");
        assertThat(card.readUsim("6F07")).isEqualTo(Commands.OLD_EF_IMSI);
        assertThat(card.data("00A4000C026FF1")).isEmpty();
        assertThat(card.data("00B2010404")).isEqualTo("4b4f02ff");
        operator.ok(switchTo(2));
    }

    @Test
    void writesWhatItHasSeenOnceForEachChange() {
        switchOn();
        into(OWN);
        into(OWN);
        into(OTHER);
        into(OTHER);
        into(OWN);
        assertThat(read("6FF1", 1, 4)).isEqualTo("4f4b01ff");
        assertThat(read("6FF1", 2, 4)).isEqualTo("4b4f02ff");
        assertThat(read("6FF1", 3, 4)).isEqualTo("4f4b01ff");
        assertThat(read("6FF1", 4, 4)).isEqualTo("ffffffff");
        assertThat(read("6FF2", 1, 11)).isEqualTo("8008" + HEX.formatHex(OWN.encode()) + "ff");
        assertThat(read("6FF2", 2, 11)).isEqualTo("8008" + HEX.formatHex(OTHER.encode()) + "ff");
    }

    @Test
    void isFreedByItsOperator() {
        switchOn();
        into(OWN);
        into(OTHER);
        manage(update("6FF2", 1, "", 11));
        StatusWord polled = card.transmit(STATUS).status();
        answer(polled, IMEI, OTHER.encode());
        assertServes();
        into(OWN);
        assertRefuses();
    }

    @Test
    void isGivenToADeviceByItsOperatorBeforeItWasInOne() {
        switchOn();
        manage(update("6FF2", 1, "8008" + HEX.formatHex(OWN.encode()), 11));
        into(OTHER);
        assertRefuses();
        into(OWN);
        assertServes();
    }

    @Test
    void isSwitchedOffByItsOperator() {
        switchOn();
        into(OWN);
        into(OTHER);
        manage("00A4000C026F38 00D6000C0100");
        assertServes();
        assertThat(operator.query().pairing()).contains(PairingState.OFF);
    }

    @ParameterizedTest
    @CsvSource({
        "35209900176148, true",
        "35209900176149, false",
        "35209900176147, false",
        "49015420323700, true",
        "49015420323751, true",
        "49015420323799, true",
        "49015420323800, false",
        "49015420323699, false",
        "59015420323751, false",
        "01015420323751, false",
    })
    void servesTheDevicesOfTheList(String device, boolean served) {
        list(1, OWN, OWN);
        list(3, Imei.of("49015420323700"), Imei.of("49015420323799"));
        switchOn();
        into(Imei.of(device));
        if (served) {
            assertServes();
        } else {
            assertRefuses();
        }
        into(OWN);
        assertServes();
    }

    @ParameterizedTest
    @CsvSource({"3, false", "4, true", "7, true", "8, false"})
    void looksAtTheSoftwareVersionWhereTheListDoes(int version, boolean served) {
        list(1, "8112" + HEX.formatHex(OWN.encodeWithVersion(4)) + HEX.formatHex(OWN.encodeWithVersion(7)));
        switchOn();
        intoTellingVersion(OWN, version);
        if (served) {
            assertServes();
        } else {
            assertRefuses();
        }
        intoTellingVersion(OTHER, version);
        assertRefuses();
        into(OWN);
        assertServes();
    }

    @Test
    void staysWithItsDeviceWhateverTheSoftwareVersion() {
        switchOn();
        intoTellingVersion(OWN, 1);
        assertThat(read("6FF2", 1, 11)).isEqualTo("8109" + HEX.formatHex(OWN.encodeWithVersion(1)));
        intoTellingVersion(OWN, 2);
        assertServes();
        into(OWN);
        assertServes();
        assertThat(operator.query().device()).contains(OWN);
    }

    @Test
    void servesNobodyBeforeTheDeviceHasTold() {
        switchOn();
        card.reset();
        assertRefuses();
        StatusWord announced = card.profile(TELLS_IMEI);
        assertRefuses();
        assertThat(operator.query().pairing()).contains(PairingState.UNKNOWN);
        answer(announced, IMEI, OWN.encode());
        assertServes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8000", "8100"})
    void servesDevicesThatDoNotTellIfTheListSaysSo(String entry) {
        list(4, entry);
        switchOn();
        card.reset();
        card.profile(TestCard.FULL_PROFILE);
        assertServes();
        into(OWN);
        assertServes();
        into(OTHER);
        assertRefuses();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x20, 0x21})
    void asksAgainAfterAStatus(int result) {
        switchOn();
        card.reset();
        ProactiveCommand asked = card.fetch(card.profile(TELLS_IMEI));
        assertThat(card.respond(asked, result)).isEqualTo(StatusWord.OK);
        assertRefuses();
        answer(card.transmit(STATUS).status(), IMEI, OWN.encode());
        assertServes();
    }

    @Test
    void asksForTheImeiWhereTheVersionIsRefused() {
        switchOn();
        card.reset();
        ProactiveCommand asked = card.fetch(card.profile(TELLS_BOTH));
        StatusWord next = card.respond(asked, TerminalResponse.BEYOND_CAPABILITIES);
        answer(next, IMEI, OWN.encode());
        assertServes();
        card.reset();
        asked = card.fetch(card.profile(TELLS_IMEI));
        assertThat(card.respond(asked, TerminalResponse.BEYOND_CAPABILITIES)).isEqualTo(StatusWord.OK);
        assertThat(card.status(STATUS)).as("not asked again before a reset").isEqualTo("9000");
        assertRefuses();
    }

    @Test
    void asksAgainHoweverOftenTheDeviceIsBusy() {
        switchOn();
        card.reset();
        StatusWord announced = card.profile(TELLS_IMEI);
        for (int i = 0; i < 9; i++) {
            assertThat(card.respond(card.fetch(announced), 0x20)).isEqualTo(StatusWord.OK);
            announced = card.transmit(STATUS).status();
        }
        answer(announced, IMEI, OWN.encode());
        assertServes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "E208" + "3352990071618400"})
    void asksForTheImeiWhereTheVersionIsNone(String object) {
        switchOn();
        card.reset();
        card.fetch(card.profile(TELLS_BOTH));
        byte[] data = HEX.parseHex("810301260882028281830100" + object);
        StatusWord next = card.transmit(CommandApdu.of(0x80, 0x14, 0, 0, data)).status();
        answer(next, IMEI, OWN.encode());
        assertServes();
    }

    /** A module in a workshop does not get the card. */
    @Test
    void asksNoDeviceBeforeItIsIssued() {
        TestCard blank = TestCard.install(Keys.installParameters(1));
        Ota manufacturer = Issuer.personalise(blank, Keys.slot(1, OtaAlgorithm.AES_128));
        manufacturer.ok(Issuer.selectMf("7FFF6F38"), Issuer.update("FF".repeat(17)));
        blank.reset();
        assertThat(blank.profile(TELLS_IMEI)).isEqualTo(StatusWord.OK);
        manufacturer.ok(new FinaliseCommand().toApdu());
        blank.reset();
        assertThat(blank.fetch(blank.profile(TELLS_IMEI)).details().type()).isEqualTo(0x26);
    }

    /** Nothing, too little, too much, another type, no digits, zeros alone: the device has told nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "9400",
                "9407" + "3A529900716184",
                "9409" + "3A52990071618400FF",
                "E208" + "3A52990071618400",
                "9408" + "3352990071618400",
                "9408" + "FFFFFFFFFFFFFFFF",
                "9408" + "0A00000000000000",
                "9408" + "0000000000000000",
                "9408" + "3A5299007161A400"
            })
    void takesAnAnswerWithoutAnImeiForNone(String object) {
        switchOn();
        card.reset();
        card.fetch(card.profile(TELLS_IMEI));
        byte[] data = HEX.parseHex("810301260182028281830100" + object);
        assertThat(card.transmit(CommandApdu.of(0x80, 0x14, 0, 0, data)).status())
                .isEqualTo(StatusWord.OK);
        assertRefuses();
        assertThat(operator.query().device()).isEmpty();
    }

    @Test
    void staysWithItsDeviceThroughAChangeOfOperator() {
        switchOn();
        into(OWN);
        operator.ok(switchTo(2));
        into(OTHER);
        assertThat(usim.challenge(2, 1).status().toString()).isEqualTo("6985");
        into(OWN);
        assertThat(usim.authenticate(2, 1)).isTrue();
    }

    @Test
    void isSetFreeByAChangeOfOperatorThatSaysSo() {
        switchOn();
        into(OWN);
        operator.ok(switchTo(2, file(0x6F38, 12, "00")));
        card.reset();
        card.profile(TELLS_IMEI);
        assertThat(usim.authenticate(2, 1)).isTrue();
    }

    @Test
    void showsItsListsToNoTerminal() {
        for (String file : List.of("6FF0", "6FF2")) {
            card.selectUsim();
            card.data("00A4000C02" + file);
            assertThat(card.status("00B2010400")).isEqualTo("6982");
            assertThat(card.status("00DC01040B" + "00".repeat(11))).isEqualTo("6982");
        }
    }
}
