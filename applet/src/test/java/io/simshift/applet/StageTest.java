package io.simshift.applet;

import static io.simshift.applet.Commands.NEW_IMSI;
import static io.simshift.applet.Commands.OTHER_TRANSFER;
import static io.simshift.applet.Commands.TRANSFER;
import static io.simshift.applet.Commands.cancel;
import static io.simshift.applet.Commands.file;
import static io.simshift.applet.Commands.raw;
import static io.simshift.applet.Commands.stage;
import static io.simshift.applet.Commands.switchTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.FallbackRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The staged bank: clean copies, file updates and STAGE (docs/applet/commands.md §4.2, §4.3, §4.9). */
class StageTest {
    private final TestCard card = Issuer.issue(4);
    private final Ota ota = Ota.operator(card, 1);

    private void write(String fid, String hex) {
        card.selectUsim();
        card.data("00A4000C02" + fid);
        card.data(String.format("00D60000%02X%s", hex.length() / 2, hex));
    }

    private static String ff(int count) {
        return "ff".repeat(count);
    }

    private String record(String fid) {
        card.selectUsim();
        card.data("00A4000C02" + fid);
        return card.data("00B2010400");
    }

    /** What the phone left behind in the old network must not reach the new one. */
    @Test
    void cleansWhatTheOldNetworkLeftBehind() {
        write("6F08", "00" + "11".repeat(32));
        write("6F09", "01" + "22".repeat(32));
        write("6F7E", "0102030462f2100001ff00");
        write("6F73", "0102030405060762f210000102 00".replace(" ", ""));
        write("6FE3", "0b".repeat(12) + "62f210000100");
        write("6F7B", "130062" + "ff".repeat(9));
        write("6F60", "62f2108000");
        write("6F5B", "000001000002");
        write("6FC4", "a003010203");
        ota.ok(switchTo(2));
        card.reset();
        assertThat(card.readUsim("6F07")).isEqualTo("083901621032547698");
        assertThat(card.readUsim("6F08")).isEqualTo("07" + ff(32));
        assertThat(card.readUsim("6F09")).isEqualTo("07" + ff(32));
        // MCC 310, MNC 26: the MNC length of EF.AD is 2
        assertThat(card.readUsim("6F7E")).isEqualTo("ffffffff" + "13f062" + "0000ff01");
        assertThat(card.readUsim("6F73")).isEqualTo(ff(7) + "13f062" + "0000ff01");
        assertThat(card.readUsim("6FE3")).isEqualTo(ff(12) + "13f062" + "000001");
        assertThat(card.readUsim("6F7B")).isEqualTo(ff(30));
        assertThat(card.readUsim("6F60")).isEqualTo(ff(60));
        assertThat(card.readUsim("6F61")).isEqualTo(ff(60));
        assertThat(card.readUsim("6F5B")).isEqualTo("f00000f00000");
        assertThat(card.readUsim("6FC4")).isEqualTo(ff(46));
        assertThat(card.readUsim("6FD9")).isEqualTo(ff(12));
        assertThat(card.readUsim("6F46")).isEqualTo("00" + ff(16));
        assertThat(card.readUsim("6F62")).isEqualTo("13f062c880" + ff(15));
        assertThat(card.readUsim("6F78")).as("class 9").isEqualTo("0200");
        assertThat(card.readUsim("6FAD")).isEqualTo("00000002");
        assertThat(card.readUsim("6F38")).startsWith("00081c08");
        assertThat(record("6F42")).isEqualTo(ff(28));
        assertThat(record("6FE4")).isEqualTo(ff(54));
        assertThat(record("6F40")).isEqualTo(ff(24));
        assertThat(record("6FB7")).isEqualTo("11f2ff00");
    }

    @Test
    void leavesTheBankInUseAlone() {
        write("6F7E", "0102030462f2100001ff00");
        ota.ok(switchTo(2, file(0x6F46, 0, "00414243")));
        assertThat(card.readUsim("6F7E")).isEqualTo("0102030462f2100001ff00");
        assertThat(card.readUsim("6F46")).isEqualTo("00" + ff(16));
        // what the phone still writes belongs to the old subscription
        write("6F08", "00" + "11".repeat(32));
        card.reset();
        assertThat(card.readUsim("6F08")).isEqualTo("07" + ff(32));
    }

    @Test
    void writesFileUpdatesAndLetsThemWin() {
        ota.ok(switchTo(2, file(0x6FAD, 3, "03"), file(0x6FB7, 4, "19f1ff01"), file(0x6F7E, 10, "02")));
        card.reset();
        // three digits of MNC now: 310 260
        assertThat(card.readUsim("6F7E")).isEqualTo("ffffffff" + "130062" + "0000ff02");
        assertThat(card.readUsim("6F62")).isEqualTo("130062c880" + ff(15));
        card.data("00A4000C026FB7");
        assertThat(card.data("00B2020404")).isEqualTo("19f1ff01");
    }

    @ParameterizedTest
    @CsvSource({
        "00101012345678, 0100",
        "001010123456780, 0001",
        "001010123456781, 0002",
        "00101012345677, 0080",
        "001010123456789, 0200",
        "001014, 0010",
    })
    void derivesTheAccessClassFromTheLastDigit(String imsi, String acc) {
        ota.ok(switchTo(2, new Imsi(imsi), TRANSFER, 1, FallbackRule.NEVER));
        card.reset();
        assertThat(card.readUsim("6F78")).isEqualTo(acc);
    }

    @Test
    void writesUpdatesOfOneFileInTheirOrder() {
        ota.ok(switchTo(2, file(0x6F46, 0, "004142"), file(0x6F46, 2, "43"), file(0x6F78, 0, "0400")));
        card.reset();
        assertThat(card.readUsim("6F46")).isEqualTo("004143" + ff(14));
        assertThat(card.readUsim("6F78")).isEqualTo("0400");
    }

    @Test
    void goesOnFromWhatWasStaged() {
        ota.ok(stage(TRANSFER, file(0x6F46, 0, "00414243")));
        ota.ok(stage(TRANSFER, file(0x6F46, 4, "44"), file(0x6F7B, 0, "32f451")));
        ota.ok(stage(TRANSFER, file(0x6FAD, 3, "03"), file(0x6F62, 0, "32f4510800")));
        assertThat(card.readUsim("6F46")).isEqualTo("00" + ff(16));
        assertThat(ota.query().state()).isEqualTo(CardState.STABLE);
        ota.ok(switchTo(2, file(0x6F46, 1, "61")));
        card.reset();
        assertThat(card.readUsim("6F46")).isEqualTo("0061424344" + ff(12));
        assertThat(card.readUsim("6F7B")).isEqualTo("32f451" + ff(27));
        assertThat(card.readUsim("6F62")).as("as staged").isEqualTo("32f4510800" + ff(15));
        assertThat(card.readUsim("6F7E")).as("derived").isEqualTo("ffffffff" + "130062" + "0000ff01");
        assertThat(card.readUsim("6F78")).isEqualTo("0200");
    }

    @Test
    void beginsAfreshForAnotherTransfer() {
        ota.ok(stage(TRANSFER, file(0x6F46, 0, "00414243")));
        ota.ok(stage(OTHER_TRANSFER, file(0x6F7B, 0, "32f451")));
        ota.ok(switchTo(2));
        card.reset();
        assertThat(card.readUsim("6F46")).isEqualTo("00" + ff(16));
        assertThat(card.readUsim("6F7B")).isEqualTo(ff(30));
    }

    @Test
    void dropsStagedDataOnCancel() {
        ota.ok(stage(TRANSFER, file(0x6F46, 0, "00414243")));
        ota.ok(cancel(OTHER_TRANSFER));
        ota.ok(cancel(TRANSFER));
        ota.ok(switchTo(2));
        card.reset();
        assertThat(card.readUsim("6F46")).isEqualTo("00" + ff(16));
    }

    @Test
    void keepsStagedDataOverAResetAndARefusedSwitch() {
        ota.ok(stage(TRANSFER, file(0x6F46, 0, "00414243")));
        card.reset();
        assertThat(ota.status(switchTo(1))).isEqualTo("6A88");
        ota.ok(switchTo(2));
        card.reset();
        assertThat(card.readUsim("6F46")).isEqualTo("00414243" + ff(13));
    }

    @Test
    void stagesOnlyWhileStable() {
        ota.ok(switchTo(2));
        assertThat(ota.status(stage(TRANSFER, file(0x6F46, 0, "00")))).isEqualTo("6985");
        card.reset();
        assertThat(Ota.operator(card, 2).status(stage(TRANSFER, file(0x6F46, 0, "00"))))
                .isEqualTo("6985");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not operator-dependent | 9602 2FE2 9702 0000 9801 00",
                "shared under the ADF | 9602 6F05 9702 0000 9801 00",
                "access rules | 9602 6F06 9702 0000 9801 00",
                "unknown file | 9602 6F99 9702 0000 9801 00",
                "directory | 9602 7FF0 9702 0000 9801 00",
                "MF | 9602 3F00 9702 0000 9801 00",
                "beyond the end | 9602 6F46 9702 0011 9801 00",
                "over the end | 9602 6F46 9702 0010 9802 0000",
                "negative offset | 9602 6F46 9702 FFFF 9801 00",
                "offset 8000 | 9602 6F46 9702 8000 9801 00",
                "no bytes | 9602 6F46 9702 0000 9800",
                "cut bytes | 9602 6F46 9702 0000 9802 00",
                "no 98 | 9602 6F46 9702 0000",
                "no 97 | 9602 6F46 9801 00",
                "other order | 9702 0000 9602 6F46 9801 00",
                "long FID | 9603 006F46 9702 0000 9801 00",
                "second is bad | 9602 6F46 9702 0000 9801 00 9602 6F46 9702 0000",
            })
    void refusesUpdatesOfAnythingElse(String what, String updates) {
        String triples = updates.replace(" ", "");
        String transfer = "8208 0102030405060708";
        String object = String.format("A5%02X", triples.length() / 2) + triples;
        ota.ok(stage(TRANSFER, file(0x6F46, 0, "00414243")));
        assertThat(ota.status(raw(0x3C, transfer + object))).as(what).isEqualTo("6A80");
        assertThat(ota.status(raw(0x3B, "8009 083901621032547698 810102 830101" + transfer + object)))
                .as(what)
                .isEqualTo("6A80");
        assertThat(ota.query().state()).isEqualTo(CardState.STABLE);
        ota.ok(switchTo(2, NEW_IMSI, TRANSFER, 1, FallbackRule.NEVER));
        card.reset();
        assertThat(card.readUsim("6F46")).as("nothing was changed").isEqualTo("00414243" + ff(13));
    }
}
