package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.packet.Tar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ACTIVATE and DEACTIVATE FILE, INCREASE and cyclic files (TS 102 221 §11.1.8, §11.1.14, §11.1.15). */
class FileStatesTest {
    private static final String ADM1 = PinCards.verify(PinCards.ADM1, PinCards.ADM1_VALUE);
    private static final String ACM_BY_SFI = "80329C0003";

    private final TestCard card = PinCards.issue(false, false);

    @BeforeEach
    void select() {
        card.selectUsim();
    }

    @Test
    void leavesNothingButSelectAndActivateOfADeactivatedFile() {
        assertThat(card.status("0004000002 6F7B")).as("without ADM1").isEqualTo("6982");
        card.data(ADM1);
        assertThat(card.status("0004000002 6F7B")).isEqualTo("9000");
        assertThat(card.status("00B0000000")).as("it is current now").isEqualTo("6984");
        assertThat(card.status("00D6000001 00")).isEqualTo("6984");
        assertThat(card.status("00B08D0000")).as("by SFI").isEqualTo("6984");
        String fcp = card.data("00A4000402 6F7B", "6283");
        assertThat(fcp).contains("8a0104");
        card.reset();
        card.selectUsim();
        assertThat(card.status("00A4080C047FFF6F7B")).isEqualTo("6283");
        assertThat(card.status("00440000")).as("without ADM1").isEqualTo("6982");
        card.data(ADM1);
        assertThat(card.status("00440000")).as("the current file").isEqualTo("9000");
        assertThat(card.data("00B0000000")).hasSize(60);
        assertThat(card.data("00A4000402 6F7B")).contains("8a0105");
    }

    @Test
    void takesRecordFilesAndFilesOfTheMfToo() {
        card.data(ADM1);
        assertThat(card.status("0004080004 7FFF6F40")).isEqualTo("9000");
        assertThat(card.status("00B2010418")).isEqualTo("6984");
        assertThat(card.status("00DC010418" + "00".repeat(24))).isEqualTo("6984");
        assertThat(card.status("00A2010401 FF")).isEqualTo("6984");
        assertThat(card.status("0004080002 2F05")).isEqualTo("9000");
        assertThat(card.status("00B0000000")).isEqualTo("6984");
        assertThat(card.status("0044080002 2F05")).isEqualTo("9000");
        assertThat(card.status("00B0000000")).isEqualTo("9000");
        card.selectUsim();
        assertThat(card.status("0004090002 6F39")).isEqualTo("9000");
        assertThat(card.status(ACM_BY_SFI + "000001")).isEqualTo("6984");
    }

    @ParameterizedTest
    @CsvSource({
        "0004000002 2FE2, 6A82", "0004080002 2FE2, 6982", "0004080002 2F06, 6982", "0004080002 2FEA, 6982",
        "0004080002 7F10, 6982", "0004000002 7FFF, 6982", "0004080002 3F00, 6A82", "0004000002 6F99, 6A82",
        "0004010002 6F07, 6A86", "0004030000, 6A86", "0004040000, 6A86", "0004000102 6F07, 6A86",
        "0004000001 6F, 6700", "0004080000, 6700", "00040000, 6986", "8004000002 6F07, 6E00",
        "0044000002 6F99, 6A82",
    })
    void refusesWhatCannotBeDeactivated(String command, String status) {
        card.data(ADM1);
        card.data("00A4000C027FFF");
        assertThat(card.status(command)).isEqualTo(status);
    }

    /** A switch brings a clean copy: what the old operator has deactivated is the old operator's affair. */
    @Test
    void belongsToTheOperator() {
        TestCard switched = Issuer.issue(2);
        Ota donor = Ota.operator(switched, 1);
        assertThat(donor.answer(Tar.USIM_FILES, "0004000002 6F7B")).isEqualTo("019000");
        switched.selectUsim();
        assertThat(switched.status("00A4000C02 6F7B")).isEqualTo("6283");
        donor.ok(Commands.switchTo(2));
        switched.reset();
        switched.selectUsim();
        assertThat(switched.status("00A4000C02 6F7B")).isEqualTo("9000");
    }

    /** A script sees the state of a file as a terminal does, and goes on. */
    @Test
    void scriptIsToldThatAFileIsDeactivated() {
        TestCard remote = Issuer.issue(1);
        Ota operator = Ota.operator(remote, 1);
        assertThat(operator.answer(Tar.USIM_FILES, "0004000002 6F7B")).isEqualTo("019000");
        assertThat(operator.answer(Tar.USIM_FILES, "00A4000C02 6F7B")).isEqualTo("016283");
        assertThat(operator.answer(Tar.USIM_FILES, "00A4000402 6F7B")).isEqualTo("016283");
        assertThat(operator.answer(Tar.USIM_FILES, "AA09 2207 00A4000C02 6F7B")).endsWith("23026283");
        assertThat(operator.answer(Tar.USIM_FILES, "00A4000C02 6F7B 0044000000"))
                .isEqualTo("029000");
        assertThat(operator.answer(Tar.USIM_FILES, "00A4000C02 6F7B")).isEqualTo("019000");
    }

    @Test
    void counts() {
        assertThat(card.data(ACM_BY_SFI + "000102")).isEqualTo("000102000102");
        assertThat(card.data("8032000003 0000FF")).as("the current file").isEqualTo("0002010000ff");
        assertThat(card.data("00B2010403")).as("record 1 is the newest").isEqualTo("000201");
        assertThat(card.data("00B2020403")).isEqualTo("000102");
        assertThat(card.data("00B2050403")).isEqualTo("000000");
        assertThat(card.status("8032000003 FFFFFF")).isEqualTo("9850");
        assertThat(card.data("00B2010403")).as("nothing has changed").isEqualTo("000201");
        assertThat(card.data("8032000003 FFFDFE")).isEqualTo("fffffffffdfe");
    }

    @Test
    void writesAndReadsACyclicFileInACircle() {
        assertThat(card.data("00A4000402 6F39")).contains("82054621000305").contains("8b036f0608");
        for (int i = 1; i <= 6; i++) {
            assertThat(card.status("00DC000303 00000" + i)).isEqualTo("9000");
        }
        assertThat(card.data("00B2000403")).as("the new record is current").isEqualTo("000006");
        assertThat(card.data("00B2000203")).isEqualTo("000005");
        assertThat(card.data("00B2000303")).isEqualTo("000006");
        assertThat(card.data("00B2000303")).as("before the first: the last").isEqualTo("000002");
        assertThat(card.data("00B2000203")).as("after the last: the first").isEqualTo("000006");
        assertThat(card.status("00B2060403")).isEqualTo("6A83");
        assertThat(card.status("00DC010403 000000")).as("absolute").isEqualTo("6981");
        assertThat(card.status("00DC000203 000000")).as("next").isEqualTo("6981");
        assertThat(card.status("00DC000302 0000")).isEqualTo("6700");
        assertThat(card.data("00A2010401 04")).isEqualTo("03");
        assertThat(card.status("00B0000000")).isEqualTo("6981");
    }

    @ParameterizedTest
    @CsvSource({
        "8032000003 000001, 6986", "8032010003 000001, 6A86", "8032000103 000001, 6A86", "80329C0103 000001, 6A86",
        "8032BC0003 000001, 6A86", "80329C0002 0001, 6700", "80329C0004 00000001, 6700", "80329C0000, 6700",
        "8032870003 000001, 6981", "8032980003 000001, 6981", "80329D0003 000001, 6981", "80329F0003 000001, 6A82",
        "0032000003 000001, 6E00",
    })
    void refusesOtherIncreases(String command, String status) {
        card.data("00A4000C027FFF");
        assertThat(card.status(command)).isEqualTo(status);
    }

    @Test
    void asksForPin1() {
        TestCard asking = PinCards.issue(true, false);
        asking.selectUsim();
        assertThat(asking.status(ACM_BY_SFI + "000001")).isEqualTo("6982");
        asking.data(PinCards.verify(PinCards.PIN1, PinCards.PIN1_VALUE));
        assertThat(asking.status(ACM_BY_SFI + "000001")).isEqualTo("9000");
    }

    @Test
    void givesChallenges() {
        String first = card.data("0084000008");
        assertThat(first).hasSize(16).isNotEqualTo(card.data("0084000008"));
        assertThat(card.data("0084000000")).hasSize(16);
        assertThat(card.data("0084000080")).hasSize(256);
        assertThat(card.status("0084000081")).isEqualTo("6700");
        assertThat(card.status("0084010008")).isEqualTo("6A86");
        assertThat(card.status("8084000008")).isEqualTo("6E00");
    }

    @ParameterizedTest
    @CsvSource({
        "80AA000005 A903810100, 9000", "80AA000002 A900, 9000", "80AA000003 A90000, 6A80", "80AA000002 A800, 6A80",
        "80AA000001 A9, 6A80", "80AA0000, 6A80", "80AA010002 A900, 6A86", "00AA000002 A900, 6E00",
    })
    void takesTerminalCapability(String command, String status) {
        assertThat(card.status(command)).isEqualTo(status);
    }

    /** The layout of a bank is written down twice: as sizes in the table of files, and as offsets in Profile. */
    @ParameterizedTest
    @CsvSource({
        "6F07, " + Profile.IMSI,
        "6F38, " + Profile.UST,
        "6FB7, " + Profile.ECC,
        "6F46, " + Profile.SPN,
        "6F08, " + Profile.KEYS,
        "6FE4, " + Profile.EPSNSC,
        "6F5B, " + Profile.START_HFN,
        "6F39, " + Profile.ACM,
        "6F7E, " + Profile.LOCI,
        "6F62, " + Profile.HPLMNWACT,
        "6FC4, " + Profile.NETPAR,
        "6F3E, " + Profile.GID1,
        "6FC5, " + Profile.PNN,
        "6FC6, " + Profile.OPL,
        "6FCD, " + Profile.SPDI,
        "6F3C, " + FileTable.SMS,
    })
    void hasEachFileWhereTheOffsetsSay(String fid, int offset) {
        byte row = FileTable.child(FileTable.ADF_USIM, (short) Integer.parseInt(fid, 16));
        assertThat(FileTable.offset(row)).isEqualTo((short) offset);
    }

    @Test
    void endsWhereTheOffsetsSay() {
        byte routing = FileTable.child(FileTable.DF_5GS, (short) 0x4F0A);
        assertThat(FileTable.offset(routing)).isEqualTo(Profile.ROUTING_INDICATOR);
        byte report = FileTable.child(FileTable.ADF_USIM, (short) 0x6F10);
        assertThat(FileTable.offset(report)).isEqualTo(Profile.REPORT);
        byte channel = FileTable.child(FileTable.ADF_USIM, (short) 0x6F1A);
        assertThat(FileTable.offset(channel)).isEqualTo(Profile.CHANNEL);
        byte admin = FileTable.child(FileTable.ADF_USIM, (short) 0x6F1B);
        assertThat(FileTable.offset(admin)).isEqualTo(Profile.ADMIN);
        assertThat(FileTable.offset(admin) + FileTable.size(admin)).isEqualTo(Profile.ACTIVATED);
        byte location = FileTable.child(FileTable.DF_5GS, (short) 0x4F01);
        assertThat(FileTable.offset(location)).isEqualTo(Profile.LOCI_5G);
        assertThat(FileTable.offset(FileTable.child(FileTable.MF, (short) 0x2FE2)))
                .isEqualTo(FileTable.ICCID);
        assertThat(FileTable.offset(FileTable.child(FileTable.DF_GSM_ACCESS, (short) 0x4F38)))
                .isEqualTo(FileTable.SST);
        assertThat(FileTable.offset(FileTable.child(FileTable.ADF_USIM, (short) 0x6FF0)))
                .isEqualTo(FileTable.IAL);
        assertThat(FileTable.offset(FileTable.child(FileTable.ADF_USIM, (short) 0x6FF1)))
                .isEqualTo(FileTable.IPS);
        byte devices = FileTable.child(FileTable.ADF_USIM, (short) 0x6FF2);
        assertThat(FileTable.offset(devices)).isEqualTo(FileTable.IPD);
        assertThat(FileTable.offset(devices) + FileTable.size(devices)).isEqualTo(FileTable.ACTIVATED);
    }
}
