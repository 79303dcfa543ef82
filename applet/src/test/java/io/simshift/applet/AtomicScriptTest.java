package io.simshift.applet;

import static io.simshift.applet.Commands.NEW_EF_IMSI;
import static io.simshift.applet.Commands.NEW_IMSI;
import static io.simshift.applet.Commands.OTHER_TRANSFER;
import static io.simshift.applet.Commands.TRANSFER;
import static io.simshift.applet.Commands.cancel;
import static io.simshift.applet.Commands.confirm;
import static io.simshift.applet.Commands.file;
import static io.simshift.applet.Commands.stage;
import static io.simshift.applet.Commands.switchTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.ExpandedResponse;
import io.simshift.protocol.script.ExpandedScript;
import io.simshift.protocol.script.LengthForm;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.tlv.BerTlv;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts of 3B0001 are all or nothing (docs/applet/commands.md §4.13). */
class AtomicScriptTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final CommandApdu WRONG = CommandApdu.of(0x80, 0x43, 0, 0);
    private static final CommandApdu QUERY = QueryCommand.ofActiveSlot().toApdu();

    private final TestCard card = Issuer.issue(4);
    private final Ota ota = Ota.operator(card, 1);

    private static CommandApdu select(String fid) {
        return Issuer.selectMf("7FFF" + fid);
    }

    private static CommandApdu update(String hex) {
        return Issuer.update(hex);
    }

    private static CommandApdu open() {
        return stage(TRANSFER);
    }

    private static CommandApdu read() {
        return CommandApdu.reading(0, 0xB0, 0, 0, CommandApdu.MAX_LE);
    }

    /** All that QUERY says but the counter. */
    private String state() {
        StringBuilder state = new StringBuilder();
        for (BerTlv object : BerTlv.decodeAll(ota.ok(QUERY).data())) {
            if (object.tag() != 0x8C) {
                state.append(HEX.formatHex(object.encode()));
            }
        }
        return state.toString();
    }

    /** What the staged bank has in a file, or the status word. */
    private String staged(String fid) {
        CompactResponse response = ota.run(select(fid), read());
        return response.status().isOk()
                ? HEX.formatHex(response.data())
                : response.status().toString();
    }

    private static String ff(int count) {
        return "ff".repeat(count);
    }

    // ---------------------------------------------------------------- all

    @Test
    void takesUpdatesAlongWithTheSwitch() {
        CompactResponse response = ota.ok(
                open(),
                select("6F46"),
                update("00414243"),
                select("6FB7"),
                CommandApdu.of(0, 0xDC, 2, 4, HEX.parseHex("19F1FF01")),
                switchTo(2));
        assertThat(HEX.formatHex(response.data())).startsWith("870102" + "810102");
        assertThat(card.readUsim("6F46")).as("the bank in use").isEqualTo("00" + ff(16));
        card.reset();
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
        assertThat(card.readUsim("6F46")).isEqualTo("00414243" + ff(13));
        card.data("00A4000C026FB7");
        assertThat(card.data("00B2020404")).isEqualTo("19f1ff01");
        assertThat(new Usim(card).authenticate(2, 1)).isTrue();
    }

    @Test
    void stagesOverSeveralScripts() {
        ota.ok(open(), select("6F46"), update("00414243"));
        ota.ok(select("6F46"), update("0061"), select("6F7B"), update("32F451"));
        assertThat(ota.query().state()).isEqualTo(CardState.STABLE);
        assertThat(staged("6F46")).isEqualTo("00614243" + ff(13));
        card.reset();
        ota.ok(select("6F46"), CommandApdu.of(0, 0xD6, 0, 4, new byte[] {0x44}), switchTo(2));
        card.reset();
        assertThat(card.readUsim("6F46")).isEqualTo("0061424344" + ff(12));
        assertThat(card.readUsim("6F7B")).isEqualTo("32f451" + ff(27));
    }

    /** EF.AD gives the MNC length; the files that follow from the IMSI stay as they were written. */
    @Test
    void letsUpdatesWinOverWhatFollowsFromTheImsi() {
        ota.ok(
                open(),
                select("6FAD"),
                update("00000003"),
                select("6F78"),
                update("0400"),
                select("6F62"),
                update("32F4510800"),
                switchTo(2));
        card.reset();
        assertThat(card.readUsim("6F78")).isEqualTo("0400");
        assertThat(card.readUsim("6F62")).isEqualTo("32f4510800" + ff(15));
        assertThat(card.readUsim("6F7E")).isEqualTo("ffffffff" + "130062" + "0000ff01");
    }

    @Test
    void readsAndSearchesTheStagedBank() {
        card.selectUsim();
        card.data("00D68B0004 01020304");
        ota.ok(open());
        assertThat(staged("6F7E")).as("a clean copy").startsWith("ffffffff");
        assertThat(ota.ok(
                                select("6FB7"),
                                CommandApdu.of(0, 0xA2, 1, 4, new byte[] {0x11}),
                                CommandApdu.reading(0, 0xC0, 0, 0, 256))
                        .data())
                .containsExactly(1);
        assertThat(ota.answer(Tar.USIM_FILES, "00B08B0004"))
                .as("B00010 reads the bank in use")
                .isEqualTo("01900001020304");
        assertThat(ota.answer(Tar.USIM_FILES, "00A4000C026F46 00D60000020041")).isEqualTo("029000");
        assertThat(staged("6F46")).isEqualTo("00" + ff(16));
        assertThat(card.readUsim("6F46")).startsWith("0041");
    }

    // ---------------------------------------------------------------- nothing

    @Test
    void undoesEverythingIfACommandFails() {
        String before = state();
        card.profile(TestCard.FULL_PROFILE);
        CompactResponse response = ota.run(open(), select("6F46"), update("00414243"), switchTo(2), WRONG, QUERY);
        assertThat(response.executed()).isEqualTo(5);
        assertThat(response.status().toString()).isEqualTo("6D00");
        assertThat(card.status("80F2000C00")).as("no REFRESH waits").isEqualTo("9000");
        assertThat(state()).isEqualTo(before);
        assertThat(staged("6F46")).as("nothing is staged").isEqualTo("6985");
        card.reset();
        assertThat(state()).isEqualTo(before);
        assertThat(card.readUsim("6F07")).isEqualTo(Commands.OLD_EF_IMSI);
        assertThat(card.readUsim("6F46")).isEqualTo("00" + ff(16));
        assertThat(new Usim(card).authenticate(1, 1)).isTrue();
        ota.ok(switchTo(2));
        card.reset();
        assertThat(card.readUsim("6F46")).as("nor did anything stay behind").isEqualTo("00" + ff(16));
    }

    @Test
    void forgetsTheKeysOfASwitchThatWasUndone() {
        ota.run(switchTo(2), WRONG);
        CardMemory memory = CardMemory.of(card.instance());
        for (var key : List.of(
                Keys.slot(2).k(),
                Keys.slot(2).opc(),
                Keys.slot(2).kic(),
                Keys.slot(2).kid(),
                Keys.slot(2).kik())) {
            assertThat(memory.find(key.reveal())).isNull();
        }
    }

    @Test
    void asksForTheRefreshOfASwitchThatCounts() {
        card.profile(TestCard.FULL_PROFILE);
        ota.ok(switchTo(2), QUERY);
        assertThat(card.status("80F2000C00")).isEqualTo("910B");
    }

    /** What earlier scripts staged is not the failing script's to lose: not the data, and not whose they are. */
    @ParameterizedTest
    @ValueSource(longs = {0x0102030405060708L, 0x1112131415161718L})
    void keepsWhatEarlierScriptsStaged(long transfer) {
        TransferId other = new TransferId(transfer);
        ota.ok(stage(TRANSFER, file(0x6F46, 0, "00414243"), file(0x6F78, 0, "0400")));
        String before = state();
        ota.run(stage(other, file(0x6F46, 1, "61")), WRONG);
        ota.run(stage(other), select("6F46"), update("0062"), WRONG);
        ota.run(switchTo(2, NEW_IMSI, other, 1, FallbackRule.NEVER, file(0x6F7B, 0, "32F451")), WRONG);
        ota.run(stage(other), switchTo(2, NEW_IMSI, other, 1, FallbackRule.NEVER), cancel(other), WRONG);
        ota.run(switchTo(2, NEW_IMSI, other, 1, FallbackRule.NEVER), cancel(other), stage(other), WRONG);
        assertThat(state()).isEqualTo(before);
        assertThat(staged("6F46")).isEqualTo("00414243" + ff(13));
        assertThat(staged("6F7B")).isEqualTo(ff(30));
        ota.ok(switchTo(2));
        card.reset();
        assertThat(card.readUsim("6F46")).isEqualTo("00414243" + ff(13));
        assertThat(card.readUsim("6F78")).as("still taken as staged").isEqualTo("0400");
        assertThat(card.readUsim("6F7B")).isEqualTo(ff(30));
    }

    /** What QUERY and CONFIRM know of the last transfer is not the failing script's to change. */
    @Test
    void keepsTheEndOfTheLastTransfer() {
        ota.ok(switchTo(2));
        card.reset();
        Ota second = Ota.operator(card, 2);
        second.ok(confirm(TRANSFER));
        CommandApdu next = switchTo(3, NEW_IMSI, OTHER_TRANSFER, 2, FallbackRule.NEVER);
        second.run(next, WRONG);
        second.ok(confirm(TRANSFER));
        assertThat(second.query().transferId()).contains(TRANSFER);
        assertThat(second.status(cancel(TRANSFER))).isEqualTo("6985");
        second.ok(next);
        assertThat(second.status(confirm(TRANSFER))).isEqualTo("6985");
    }

    /** A fallback wants its REFRESH, whatever becomes of a switch after it. */
    @Test
    void keepsTheRefreshOfAFallback() {
        card.profile(TestCard.FULL_PROFILE);
        ota.ok(switchTo(2, FallbackRule.after(200, 1)));
        card.reset();
        card.profile(TestCard.FULL_PROFILE);
        card.selectUsim();
        card.transmit("0088008122" + "10" + "11".repeat(16) + "10" + "00".repeat(16));
        ota.run(switchTo(3), WRONG);
        assertThat(card.status("80F2000C00")).isEqualTo("910B");
    }

    // ---------------------------------------------------------------- what is refused

    @ParameterizedTest
    @CsvSource({"6F46,00B0000000", "6F46,00D600000141", "6FB7,00A2010401FF", "6FB7,00B2010400"})
    void wantsATransferFirst(String fid, String command) {
        byte[] script = HEX.parseHex("00A4080C047FFF" + fid + command);
        assertThat(ota.answer(Tar.SUBSCRIPTION_MANAGEMENT, script)).isEqualTo("016985");
        assertThat(ota.answer(Tar.SUBSCRIPTION_MANAGEMENT, "80F2000C00")).isEqualTo("016985");
        ota.ok(open());
        assertThat(ota.answer(Tar.SUBSCRIPTION_MANAGEMENT, script)).matches("02(9000|6105).*");
        ota.ok(cancel(TRANSFER));
        assertThat(ota.answer(Tar.SUBSCRIPTION_MANAGEMENT, script)).isEqualTo("016985");
    }

    @Test
    void takesNoFileCommandBehindTheSwitch() {
        String before = state();
        CompactResponse response = ota.run(open(), switchTo(2), select("6F46"), update("0041"));
        assertThat(response.executed()).isEqualTo(3);
        assertThat(response.status().toString()).isEqualTo("6985");
        assertThat(state()).isEqualTo(before);
        assertThat(ota.run(open(), switchTo(2), stage(TRANSFER)).status().toString())
                .isEqualTo("6985");
        assertThat(state()).isEqualTo(before);
        ota.ok(switchTo(2));
        assertThat(ota.status(select("6F46"))).as("PENDING").isEqualTo("6985");
        card.reset();
        assertThat(Ota.operator(card, 2).status(select("6F46")))
                .as("PROVISIONAL")
                .isEqualTo("6985");
    }

    @ParameterizedTest
    @CsvSource({
        "2FE2,6982,6982",
        "2F05,6982,6982",
        "7FFF6F05,6982,6982",
        "7FFF6F06,6981,6981",
        "7FFF6F07,9000,6982",
        "7FFF6F08,6982,6982",
        "7FFF6F09,6982,6982",
        "7FFF6F46,9000,9000",
        "7FFF6FAD,9000,9000",
        "7FFF6F7B,9000,9000",
    })
    void writesOperatorDependentFilesOnly(String path, String readStatus, String updateStatus) {
        CommandApdu select = Issuer.selectMf(path);
        assertThat(ota.run(open(), select, CommandApdu.reading(0, 0xB0, 0, 0, 1))
                        .status()
                        .toString())
                .isEqualTo(readStatus);
        assertThat(ota.run(open(), select, update("55")).status().toString()).isEqualTo(updateStatus);
    }

    // ---------------------------------------------------------------- expanded format

    private ExpandedResponse expanded(LengthForm form, CommandApdu... commands) {
        byte[] script = ExpandedScript.of(form, commands).encode();
        return ExpandedResponse.decode(HEX.parseHex(ota.answer(Tar.SUBSCRIPTION_MANAGEMENT, script)));
    }

    @Test
    void isAllOrNothingInExpandedFormatToo() {
        String before = state();
        ExpandedResponse failed =
                expanded(LengthForm.DEFINITE, open(), select("6F46"), update("00414243"), switchTo(2), WRONG);
        assertThat(failed.answers()).hasSize(5);
        assertThat(failed.answers().get(4).status().toString()).isEqualTo("6D00");
        assertThat(state()).isEqualTo(before);
        // an object that the card does not know comes behind the SWITCH
        byte[] known =
                ExpandedScript.of(LengthForm.DEFINITE, open(), switchTo(2)).encode();
        byte[] unknown = HEX.parseHex(HEX.formatHex(known) + "840100");
        unknown[1] += 3;
        assertThat(ota.answer(Tar.SUBSCRIPTION_MANAGEMENT, unknown)).endsWith("900101");
        assertThat(state()).isEqualTo(before);
        expanded(LengthForm.INDEFINITE, open(), select("6F46"), update("00414243"), switchTo(2));
        card.reset();
        assertThat(card.readUsim("6F46")).isEqualTo("00414243" + ff(13));
    }

    /** A script that ends because its answer is full is not complete, unless the last command's data were cut. */
    @Test
    void countsACutAnswerAsAFailureUnlessItIsTheLast() {
        CommandApdu plmns = CommandApdu.of(0, 0xA4, 8, 0x0C, HEX.parseHex("7FFF6F60"));
        ota.ok(stage(TRANSFER, file(0x6F46, 0, "00414243")));
        CommandApdu write = update("55");
        ExpandedResponse cut = expanded(LengthForm.DEFINITE, plmns, write, read(), read(), write);
        assertThat(cut.executed()).hasValue(4);
        assertThat(cut.answers().get(3).status().toString()).isEqualTo("62F1");
        assertThat(staged("6F60")).isEqualTo(ff(60));
        ExpandedResponse last = expanded(LengthForm.DEFINITE, plmns, write, read(), read());
        assertThat(last.answers().get(3).status().toString()).isEqualTo("62F1");
        assertThat(staged("6F60")).startsWith("55ff");
    }

    @Test
    void showsThePlannedSwitchInsideTheScript() {
        QueryAnswer inside = QueryAnswer.decode(ota.ok(switchTo(2), QUERY).data());
        assertThat(inside.state()).isEqualTo(CardState.PENDING);
        assertThat(inside.transferId()).contains(TRANSFER);
        ota.ok(cancel(TRANSFER));
    }

    /** CONFIRM and CANCEL of what was there before the script are no staging: they stay done. */
    @Test
    void doesNotTakeBackConfirmAndCancel() {
        ota.ok(switchTo(2));
        ota.run(cancel(TRANSFER), WRONG);
        assertThat(ota.query().state()).isEqualTo(CardState.STABLE);
        ota.ok(switchTo(2));
        card.reset();
        Ota second = Ota.operator(card, 2);
        second.run(confirm(TRANSFER), WRONG);
        assertThat(second.query().state()).isEqualTo(CardState.STABLE);
    }
}
