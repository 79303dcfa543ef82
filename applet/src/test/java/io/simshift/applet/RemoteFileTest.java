package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.subscription.AccessDomain;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.RemoteManagement;
import io.simshift.protocol.subscription.TarAccess;
import io.simshift.vectors.VectorFile;
import io.simshift.vectors.VectorSets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Remote file management in compact format (docs/applet/commands.md §4.10). */
class RemoteFileTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String OLD_EF_IMSI = Commands.OLD_EF_IMSI;
    private static final String ICCID = HEX.formatHex(Issuer.ICCID.encode());
    private static final String SELECT_USIM = "00A4040C10" + "A0000000871002FFFFFFFF8907090000";

    private final TestCard card = Issuer.issue(2);
    private final Ota ota = Ota.operator(card, 1);

    private String uicc(String script) {
        return ota.answer(Tar.UICC_FILES, script);
    }

    private String usim(String script) {
        return ota.answer(Tar.USIM_FILES, script);
    }

    private static VectorFile.Row published(String file, String id) {
        return VectorSets.shipped().file(file).rows().stream()
                .filter(row -> row.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    // ---------------------------------------------------------------- published scripts

    /** A real card answered 016132: one command, 32 hex bytes ready. Our FCP of the MF has 22. */
    @ParameterizedTest
    @CsvSource({"pysim-aes128-ciph-cc,016122", "pysim-3des2-por-ciphered-cc,016122"})
    void answersSelectAsPublished(String id, String answer) {
        byte[] script = published("ota/command_packets.csv", id).hex("secured_data");
        assertThat(ota.answer(Tar.USIM_FILES, script)).isEqualTo(answer);
        assertThat(ota.answer(Tar.UICC_FILES, script)).isEqualTo(answer);
    }

    @Test
    void readsEfIccidByThePublishedScript() {
        byte[] script =
                published("ota/command_packets.csv", "onomondo-env-aes128").hex("secured_data");
        assertThat(ota.answer(Tar.USIM_FILES, script)).isEqualTo("039000" + ICCID);
    }

    /** Its GET RESPONSE asks for 1D bytes, the length of the other card's FCP: ours has 19. */
    @Test
    void fetchesTheFcpByThePublishedScript() {
        String script = published("ota/end_to_end_expectations.csv", "pysim-smpp2sim-aes128")
                .get("secured_data");
        assertThat(uicc(script)).isEqualTo("026c19");
        String ours = script.substring(0, script.length() - 2) + "19";
        assertThat(uicc(ours))
                .isEqualTo(
                        "029000" + "6217" + "82024121" + "83022fe2" + "8a0105" + "8b032f0602" + "8002000a" + "880110");
    }

    /** Scripts for a SIM, of CLA A0: the published answer of a card that is none. */
    @Test
    void hasNoSimApplication() {
        byte[] script = published("ota/command_packets.csv", "gsm0348-req001").hex("secured_data");
        String answer = published("ota/response_packets.csv", "gsm0348-rsp001").get("data");
        assertThat(answer).isEqualTo("016e00");
        assertThat(ota.answer(Tar.USIM_FILES, script)).isEqualTo(answer);
        assertThat(ota.answer(Tar.UICC_FILES, script)).isEqualTo(answer);
    }

    // ---------------------------------------------------------------- context

    @Test
    void beginsAtTheDirectoryOfTheTar() {
        assertThat(uicc("80F2000000")).startsWith("01900062208202782183023f00");
        assertThat(usim("80F2000000")).startsWith("019000622a8202782183027ff0");
        assertThat(usim("80F2000100")).isEqualTo("0190008410a0000000871002ffffffff8907090000");
        assertThat(uicc("80F2000100")).isEqualTo("016a88");
        assertThat(uicc("00B0820000")).as("EF.ICCID by SFI").isEqualTo("019000" + ICCID);
        assertThat(usim("00B0870000")).as("EF.IMSI by SFI").isEqualTo("019000" + OLD_EF_IMSI);
        assertThat(usim("00A4000C027FFF 00A4000C026F07 00B0000009")).isEqualTo("039000" + OLD_EF_IMSI);
    }

    @Test
    void beginsEachScriptAfresh() {
        assertThat(usim("00A4000C026F07")).isEqualTo("019000");
        assertThat(usim("00B0000009")).isEqualTo("016986");
        card.selectUsim();
        card.data("00A4000C026FAD");
        assertThat(usim("00B0000009")).isEqualTo("016986");
        assertThat(usim("00A4000C026F07 00B0000009")).isEqualTo("029000" + OLD_EF_IMSI);
        assertThat(card.data("00B0000000"))
                .as("the terminal's file is still EF.AD")
                .isEqualTo(Issuer.AD);
        assertThat(card.status("00D6000001 00"))
                .as("no right of the script is left")
                .isEqualTo("6982");
    }

    @ParameterizedTest
    @CsvSource({
        SELECT_USIM + ",016a82",
        "00A4040C05A000000087,016a82",
        "00A4000C027FFF,016a82",
        "00A4000C027FF0,016a82",
        "00A4010C027FF0,016a82",
        "00A4080C047FF06F07,016a82",
        "00A4080C027FF0,016a82",
        "00A4000C026F07,016a82",
        "00B0870009,016a82",
        "00A4000C027F10 00A4000C027FF0,026a82",
    })
    void keepsTheSharedFilesTarAwayFromAdfUsim(String script, String answer) {
        assertThat(uicc(script)).isEqualTo(answer);
    }

    @Test
    void letsTheUsimTarReachTheSharedFiles() {
        assertThat(usim("00A4080C022FE2 00B0000000")).isEqualTo("029000" + ICCID);
        assertThat(usim("00A4030C00 00A4000C022F00 00B2010404")).isEqualTo("036c28");
        assertThat(usim("00A4030C00 00A4000C022F00 00B2010428")).startsWith("039000611a4f10");
        assertThat(usim(SELECT_USIM + "00B0870000")).isEqualTo("029000" + OLD_EF_IMSI);
    }

    // ---------------------------------------------------------------- access

    @Test
    void updatesTheFilesInUse() {
        assertThat(usim("00A4000C026FAD 00D600000400000003")).isEqualTo("029000");
        assertThat(usim("00A4000C026F46 00D6000004 00414243")).isEqualTo("029000");
        assertThat(usim("00A4000C026FB7 00DC020404 19F1FF01")).isEqualTo("029000");
        assertThat(card.readUsim("6FAD")).isEqualTo("00000003");
        assertThat(card.readUsim("6F46")).startsWith("00414243ff");
        card.data("00A4000C026FB7");
        assertThat(card.data("00B2020404")).isEqualTo("19f1ff01");
        card.reset();
        assertThat(card.readUsim("6FAD")).isEqualTo("00000003");
        assertThat(uicc("00A4000C022F05 00D6000002656E")).isEqualTo("029000");
        assertThat(card.data("00A4080C022F05")).isEmpty();
        assertThat(card.data("00B0000000")).isEqualTo("656effff");
    }

    /** Every file but those whose rule says NEV, the identity, and session keys. */
    @ParameterizedTest
    @CsvSource({
        "2F00,9000",
        "2FE2,6982",
        "2F05,9000",
        "2F06,6982",
        "7FFF6F05,9000",
        "7FFF6F06,6982",
        "7FFF6F07,6982",
        "7FFF6F08,6982",
        "7FFF6F09,6982",
        "7FFF6F31,9000",
        "7FFF6F38,9000",
        "7FFF6F40,9000",
        "7FFF6F42,9000",
        "7FFF6F46,9000",
        "7FFF6F56,9000",
        "7FFF6F5B,9000",
        "7FFF6F5C,9000",
        "7FFF6F60,9000",
        "7FFF6F61,9000",
        "7FFF6F62,9000",
        "7FFF6F73,9000",
        "7FFF6F78,9000",
        "7FFF6F7B,9000",
        "7FFF6F7E,9000",
        "7FFF6FAD,9000",
        "7FFF6FB7,9000",
        "7FFF6FC4,9000",
        "7FFF6FD9,9000",
        "7FFF6FE3,9000",
        "7FFF6FE4,6982",
    })
    void writesWhatTheRulesLetAnOperatorWrite(String path, String status) {
        String select = String.format("00A4080C%02X", path.length() / 2) + path;
        card.selectUsim();
        String fcp = card.data(select.replace("080C", "0804"));
        boolean record = fcp.startsWith("820542", 4);
        String length = record ? fcp.substring(14, 16) : "01";
        String update = (record ? "00DC0104" : "00D60000") + length + "5A".repeat(Integer.parseInt(length, 16));
        String read = (record ? "00B20104" : "00B00000") + length;
        String before = card.data(read);
        assertThat(usim(select + update)).isEqualTo("02" + status);
        String after = card.data(read);
        assertThat(after).isEqualTo(status.equals("9000") ? "5a".repeat(after.length() / 2) : before);
    }

    /** What each access domain opens (TS 102 226 §8.2.1.3.2.4): read and update of a file of each rule. */
    @ParameterizedTest
    @CsvSource({
        // ALW/ADM EF.AD, ALW/NEV EF.ICCID, ALW/PIN EF.LI, PIN/ADM EF.HPPLMN, PIN/PIN EF.FPLMN
        "00, RU R- RU RU RU",
        "FF, -- -- -- -- --",
        "0207, RU R- RU RU RU",
        "0200, -- -- -- -- --",
        "0201, R- R- R- -- --",
        "0202, -- -- -U R- RU",
        "0203, R- R- RU R- RU",
        "0204, -U -- -- -U --",
        "0205, RU R- R- -U --",
        "0206, -U -- -U RU RU",
    })
    void opensWhatTheAccessDomainSays(String domain, String expected) {
        TarAccess access =
                new TarAccess(Tar.USIM_FILES, Optional.empty(), Optional.of(AccessDomain.decode(HEX.parseHex(domain))));
        RemoteManagement remote =
                new RemoteManagement(List.of(access), OptionalInt.empty(), false, false, OptionalInt.empty());
        TestCard limited = Issuer.issue(Keys.installParameters(1).with(remote), OtaAlgorithm.AES_128);
        Ota sender = Ota.operator(limited, 1);
        String[] files = {"7FFF6FAD", "2FE2", "7FFF6F05", "7FFF6F31", "7FFF6F7B"};
        StringBuilder found = new StringBuilder();
        for (String file : files) {
            String select = String.format("00A4080C%02X", file.length() / 2) + file;
            String read = sender.answer(Tar.USIM_FILES, select + "00B0000001").substring(2, 6);
            String update =
                    sender.answer(Tar.USIM_FILES, select + "00D600000155").substring(2, 6);
            assertThat(List.of(read, update)).isSubsetOf("9000", "6982");
            found.append(read.equals("9000") ? 'R' : '-').append(update.equals("9000") ? 'U' : '-');
            found.append(' ');
        }
        assertThat(found.toString().trim()).isEqualTo(expected);
        boolean none = expected.equals("-- -- -- -- --");
        assertThat(sender.answer(Tar.USIM_FILES, "80F2000C00")).isEqualTo(none ? "016982" : "019000");
        assertThat(sender.answer(Tar.UICC_FILES, "00B0820001"))
                .as("the other TAR has its own")
                .isEqualTo("01900098");
        limited.selectUsim();
        assertThat(limited.data("00B0870001"))
                .as("the terminal's rights are its own")
                .isEqualTo("08");
    }

    @Test
    void readsNoSessionKey() {
        card.selectUsim();
        card.data("00D6880021 00" + "c0".repeat(16) + "1c".repeat(16));
        for (String file : new String[] {"6F08", "6F09"}) {
            assertThat(usim("00A4000C02" + file + "00B0000000")).isEqualTo("026982");
            assertThat(usim("00A4000C02" + file + "00B0000101")).isEqualTo("026982");
        }
        assertThat(usim("00A4000C026FE4 00B2010400")).isEqualTo("026982");
        assertThat(usim("00A4000C026FE4 00A2010401FF"))
                .as("nor does a search tell of one")
                .isEqualTo("026982");
        assertThat(usim("00B0880021")).isEqualTo("016982");
    }

    @Test
    void hasNoOtherCommands() {
        for (String command : new String[] {
            "803F000000",
            "803D00000A82080102030405060708",
            "0020000100",
            "00E0000000",
            "80D4000000",
            "0088008100",
            "80100000 01FF",
            "80C2000000",
            "0070000000",
            "0084000008"
        }) {
            assertThat(uicc(command)).as(command).isEqualTo("016d00");
            assertThat(usim(command)).as(command).isEqualTo("016d00");
        }
        for (String command : new String[] {"01A4000C023F00", "04B0000000", "A0B0000000", "84F2000000", "C0F2000000"}) {
            assertThat(usim(command)).as(command).isEqualTo("016e00");
        }
        assertThat(usim("80A4000C023F00")).isEqualTo("016d00");
        assertThat(usim("00F2000000")).isEqualTo("016d00");
    }

    // ---------------------------------------------------------------- answers

    @ParameterizedTest
    @CsvSource({
        "00A40004023F00 00C0000000, 029000MF",
        "00A40004023F00 00C0000022, 029000MF",
        "00A40000023F00 00C0000022, 029000MF",
        "00A40004023F00 00C0000021, 026c22",
        "00A40004023F00 00C0000023, 026c22",
        "00A40004023F00 00C0010000, 026a86",
        "00A4000C023F00 00C0000000, 026985",
        "00C0000000, 016985",
        "00A40004023F00 00B0820001 00C0000000, 036985",
        "00A40004023F00 00C0000000 00C0000000, 036985",
        "00A40004023F00 00B0820001, 02900098",
        "00A40004023F00 00C0000000 00B0820001, 03900098",
        "00A4000402FFFF 00C0000000, 016a82",
        "00B0820011, 016c0a",
        "00B0820B01, 016b00",
        "00B08200, 016700",
        "00A40004023F, 016700",
    })
    void answersAsCompactFormatSays(String script, String answer) {
        String fcp =
                "6220" + "82027821" + "83023f00" + "a506800171870101" + "8a0105" + "8b032f0606" + "c606900100830101";
        assertThat(uicc(script)).isEqualTo(answer.replace("MF", fcp));
    }

    @ParameterizedTest
    @CsvSource({
        "00A2010401F2, 01, 6101",
        "00A20104 0111 00C0000000, 02, 9000 01",
        "00A20104 01FF 00C0000000, 02, 9000 0102030405",
        "00A20304 01FF 00C0000000, 02, 9000 030405",
        "00A20305 01FF 00C0000003, 02, 9000 030201",
        "00A20104 02FF00 00C0000000, 02, 9000 01",
        "00A20104 02F200, 01, 6282",
        "00A20204 0111, 01, 6282",
        "00A20104 0511F2FF0000, 01, 6282",
        "00A20106 030401F2 00C0000000, 02, 9000 01",
        "00A20106 030402F2, 01, 6282",
        "00A20106 030C11F2 00C0000000, 02, 9000 01",
        "00A20106 030CF2F2, 01, 6282",
        "00A20106 030C77FF, 01, 6282",
        "00A20506 030DFFFF 00C0000000, 02, 9000 05040302",
        "00A20006 030600FF 00C0000000, 02, 9000 0102030405",
        "00A20006 030700FF 00C0000000, 02, 9000 0504030201",
        "00B2000200 00A20006 030600FF 00C0000000, 03, 9000 02030405",
        "00A20106 030600FF, 01, 6A86",
        "00A20106 02 0400, 01, 6700",
        "00A20106 03 0000FF, 01, 6A80",
        "00A20106 03 1400FF, 01, 6A80",
        "00A20107 01FF, 01, 6A86",
        "00A20104 00, 01, 6700",
        "00A20004 01FF, 01, 6A83",
        "00A20604 01FF, 01, 6A83",
        "00A20104 02F2FF 00B2000400, 02, 9000 11F2FF00",
    })
    void searchesRecords(String commands, int executed, String answer) {
        String expected =
                String.format("%02x", executed + 1) + answer.replace(" ", "").toLowerCase();
        // EF.ECC: 11F2FF00, and four records of FF
        assertThat(usim("00A4000C026FB7" + commands)).isEqualTo(expected);
    }

    @Test
    void searchesForTheTerminalToo() {
        card.selectUsim();
        assertThat(card.data("00A2010C 02F2FF")).as("EF.ECC by SFI 01").isEqualTo("01");
        assertThat(card.data("00B2000404"))
                .as("the pointer stands at what was found")
                .isEqualTo("11f2ff00");
        assertThat(card.status("00A20104 0133")).isEqualTo("6282");
        assertThat(card.status("80A20104 0133")).isEqualTo("6E00");
        card.data("00A4000C026F07");
        assertThat(card.status("00A20104 0133")).isEqualTo("6981");
    }

    @Test
    void goesOnAfterAWarning() {
        assertThat(usim("00A4000C026FB7 00A201040133 00B2010400")).isEqualTo("03900011f2ff00");
    }

    @Test
    void stopsAtTheFirstErrorAndKeepsWhatWasDone() {
        assertThat(usim("00A4000C026F46 00D600000101 00D600200100 00D600000102"))
                .isEqualTo("036b00");
        assertThat(card.readUsim("6F46")).startsWith("01");
    }

    /** Authentic scripts of random commands: each gets its PoR, none says 6F00, and the card is what it was. */
    @Test
    void survivesRandomScripts() {
        int[] instructions = {0xA4, 0xA2, 0xB0, 0xB2, 0xD6, 0xDC, 0xF2, 0xC0, 0x3F};
        Random random = new Random(3);
        for (int i = 0; i < 1000; i++) {
            StringBuilder script = new StringBuilder();
            int commands = random.nextInt(5);
            for (int c = 0; c < commands; c++) {
                int ins = instructions[random.nextInt(instructions.length)];
                int length = random.nextInt(9);
                byte[] data = new byte[length];
                random.nextBytes(data);
                if (length == 2 && random.nextBoolean()) {
                    data = HEX.parseHex(random.nextBoolean() ? "6FB7" : "7FFF");
                }
                int p1 = random.nextBoolean() ? 0x80 | random.nextInt(32) : random.nextInt(10);
                script.append(String.format(
                        "%02X%02X%02X%02X%02X", ins == 0xF2 ? 0x80 : 0, ins, p1, random.nextInt(16), length));
                boolean outgoing = ins == 0xB0 || ins == 0xB2 || ins == 0xF2 || ins == 0xC0;
                script.append(outgoing ? "" : HEX.formatHex(data));
            }
            String answer = ota.answer(random.nextBoolean() ? Tar.UICC_FILES : Tar.USIM_FILES, script.toString());
            assertThat(answer.substring(2, 4))
                    .as("%s answered %s", script, answer)
                    .isNotEqualTo("6f");
        }
        assertThat(card.readUsim("6F07")).isEqualTo(OLD_EF_IMSI);
        assertThat(ota.query().state().toString()).isEqualTo("STABLE");
    }
}
