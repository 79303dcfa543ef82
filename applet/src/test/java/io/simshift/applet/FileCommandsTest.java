package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.files.Fcp;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SELECT, STATUS, READ and UPDATE as a terminal sends them (TS 102 221 §11.1). */
class FileCommandsTest {
    private static final String AID = "a0000000871002ffffffff8907090000";
    private static final String MF_FCP =
            "6220" + "82027821" + "83023f00" + "a506800171870101" + "8a0105" + "8b032f0606" + "c606900100830101";
    private static final String ADF_FCP =
            "622a" + "82027821" + "83027ff0" + "8410" + AID + "8a0105" + "8b036f0606" + "c606900100830101";
    private static final String IMSI_FCP =
            "6217" + "82024121" + "83026f07" + "8a0105" + "8b036f0604" + "80020009" + "880138";

    private final TestCard card = Issuer.issue(1);

    private String select(String parameters) {
        return card.data("00A4" + parameters);
    }

    /** FID of the current directory, by the FCP that STATUS gives. */
    private String current() {
        return card.data("80F2000000").replaceFirst(".*?8302(....).*", "$1");
    }

    @Test
    void beginsAtTheMfAfterAReset() {
        card.selectUsim();
        card.reset();
        assertThat(card.data("80F2000000")).isEqualTo(MF_FCP);
    }

    @Test
    void describesDirectoriesAndFiles() {
        assertThat(select("0004023F00")).isEqualTo(MF_FCP);
        assertThat(select("040410" + AID)).isEqualTo(ADF_FCP);
        assertThat(select("0004026F07")).isEqualTo(IMSI_FCP);
        assertThat(select("0004026FB7"))
                .isEqualTo("621a" + "82054221000405" + "83026fb7" + "8a0105" + "8b036f0601" + "80020014" + "880108");
        assertThat(select("0004026F46")).as("a file without SFI").endsWith("8800");
    }

    /** Every file of docs/applet/files.md can be selected, described, read whole, and has the size that its FCP says. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2F00",
                "2FE2",
                "2F05",
                "2F06",
                "7FF06F05",
                "7FFF6F06",
                "7FFF6F07",
                "7FFF6F08",
                "7FFF6F09",
                "7FFF6F31",
                "7FFF6F38",
                "7FFF6F40",
                "7FFF6F42",
                "7FFF6F46",
                "7FFF6F56",
                "7FFF6F5B",
                "7FFF6F5C",
                "7FFF6F60",
                "7FFF6F61",
                "7FFF6F62",
                "7FFF6F73",
                "7FFF6F78",
                "7FFF6F7B",
                "7FFF6F7E",
                "7FFF6FAD",
                "7FFF6FB7",
                "7FFF6FC4",
                "7FFF6FD9",
                "7FFF6FE3",
                "7FFF6FE4",
                "7FFF6FF1",
                "7FFF6F10",
                "2F08",
                "7F105F3A4F30",
                "7F105F3A4F3A",
                "7FFF6F39",
                "7FFF6F3C",
                "7FFF6F3E",
                "7FFF6F3F",
                "7FFF6F43",
                "7FFF6FC5",
                "7FFF6FC6",
                "7FFF6FCD",
                "7FFF5F3B4F20",
                "7FFF5F3B4F52",
                "7FFF5F3B4F38",
                "7FFF5FC04F01",
                "7FFF5FC04F03",
                "7FFF5FC04F05",
                "7FFF5FC04F07",
                "7FFF5FC04F0A",
            })
    void readsEveryFile(String path) {
        card.selectUsim();
        Fcp fcp = Fcp.decode(HexFormat.of().parseHex(select("08040" + path.length() / 2 + path)));
        int size = fcp.fileSize().orElseThrow();
        if (fcp.recordLength().isPresent()) {
            int length = fcp.recordLength().getAsInt();
            int records = fcp.recordCount().orElseThrow();
            assertThat(length * records).isEqualTo(size);
            for (int record = 1; record <= records; record++) {
                assertThat(card.data(String.format("00B2%02X04%02X", record, length)))
                        .hasSize(2 * length);
            }
            assertThat(card.status(String.format("00B2%02X0400", records + 1))).isEqualTo("6A83");
            assertThat(card.status("00B0000000")).isEqualTo("6981");
        } else {
            assertThat(card.data("00B0000000")).hasSize(2 * size);
            assertThat(card.status("00B2010400")).isEqualTo("6981");
        }
        card.data("00A4000C023F00");
        for (int i = 0; i + 4 < path.length(); i += 4) {
            card.data("00A4000C02" + path.substring(i, i + 4));
        }
        assertThat(card.status("00A4000C02" + path.substring(path.length() - 4)))
                .isEqualTo("9000");
    }

    @Test
    void showsTheApplicationInEfDir() {
        select("000C022F00");
        assertThat(card.data("00B2010428")).startsWith("611a4f10" + AID + "50065553494d2031ffff");
    }

    @ParameterizedTest
    @CsvSource({
        "a000000087, 9000",
        "a0000000871002, 9000",
        "a0000000871002ffffffff890709, 9000",
        "a0000000871002ffffffff8907090000, 9000",
        "a0000000871004, 6A82",
        "a000000088, 6A82",
        "a00000008710020000000000000000, 6A82",
        "a0000000871002ffffffff890709000000, 6700",
    })
    void findsTheUsimByItsAidOrTheBeginningOfIt(String aid, String status) {
        card.data("00A4000C023F00");
        assertThat(card.status(String.format("00A4040C%02X%s", aid.length() / 2, aid)))
                .isEqualTo(status);
        assertThat(current()).isEqualTo(status.equals("9000") ? "7ff0" : "3f00");
    }

    @Test
    void searchesAsTs102221Says() {
        card.selectUsim();
        assertThat(select("0004023F00")).contains("83023f00");
        assertThat(card.status("00A4000C026F07")).as("no child of the MF").isEqualTo("6A82");
        select("000C027FFF");
        assertThat(current()).isEqualTo("7ff0");
        select("000C026F07");
        assertThat(current()).as("an EF leaves its parent current").isEqualTo("7ff0");
        select("000C027FF0");
        assertThat(current()).as("the directory itself").isEqualTo("7ff0");
        select("000C027F10");
        assertThat(current()).as("a directory of the parent").isEqualTo("7f10");
        assertThat(card.status("00A4000C022F00")).as("an EF of the parent").isEqualTo("6A82");
        select("030C");
        assertThat(current()).as("the parent").isEqualTo("3f00");
        assertThat(card.status("00A4030C")).as("the MF has none").isEqualTo("6A82");
        select("010C027F10");
        assertThat(current()).isEqualTo("7f10");
        assertThat(card.status("00A4010C022F00")).as("no directory").isEqualTo("6A82");
    }

    @Test
    void followsPaths() {
        card.selectUsim();
        select("080C022FE2");
        assertThat(card.data("00B000000A")).hasSize(20);
        select("080C047FFF6F07");
        assertThat(card.data("00B0000009")).isEqualTo(Commands.OLD_EF_IMSI);
        select("080C047FF06FAD");
        select("090C026F07");
        assertThat(card.data("00B0000009")).isEqualTo(Commands.OLD_EF_IMSI);
        assertThat(card.status("00A4080C047FFF6F99")).isEqualTo("6A82");
        assertThat(card.status("00A4080C062FE26F076F07")).isEqualTo("6A82");
        assertThat(card.data("00B0000009"))
                .as("a failed SELECT changes nothing")
                .isEqualTo(Commands.OLD_EF_IMSI);
        assertThat(card.status("00A4080C037FFF6F")).isEqualTo("6700");
        assertThat(card.status("00A4080C")).isEqualTo("6700");
    }

    @Test
    void knowsNoActiveApplicationBeforeItIsSelected() {
        assertThat(card.status("00A4000C027FFF")).isEqualTo("6A82");
        assertThat(card.status("00A4080C047FFF6F07")).isEqualTo("6A82");
        assertThat(card.status("80F2000100")).isEqualTo("6A88");
        card.selectUsim();
        card.data("00A4000C023F00");
        assertThat(card.data("80F2000100")).isEqualTo("8410" + AID);
        assertThat(card.status("00A4044C 10" + AID)).as("end of the session").isEqualTo("9000");
        assertThat(card.status("00A4000C027FFF")).isEqualTo("6A82");
    }

    @ParameterizedTest
    @CsvSource({
        "00A4020C023F00, 6A86", "00A4050C023F00, 6A86", "00A4000D023F00, 6A86", "00A4000802 3F00, 6A86",
        "00A4008C023F00, 6A86", "00A4000C013F, 6700", "00A4000C033F0000, 6700", "00A4010C, 6700",
    })
    void refusesOddSelects(String command, String status) {
        assertThat(card.status(command)).isEqualTo(status);
    }

    @Test
    void takesAnyLengthInStatus() {
        card.selectUsim();
        assertThat(card.data("80F2000000")).hasSize(2 * 44);
        assertThat(card.data("80F2000001")).isEqualTo("62");
        assertThat(card.data("80F20000FF")).hasSize(2 * 44);
        assertThat(card.status("80F2000C")).isEqualTo("9000");
        assertThat(card.status("80F2010C00")).isEqualTo("9000");
        assertThat(card.status("80F2030C00")).isEqualTo("6A86");
        assertThat(card.status("80F2000200")).isEqualTo("6A86");
    }

    @Test
    void readsAndUpdatesByOffsetAndBySfi() {
        card.selectUsim();
        assertThat(card.data("00B0870009")).isEqualTo(Commands.OLD_EF_IMSI);
        assertThat(card.data("00B0000102")).as("EF.IMSI is current now").isEqualTo("2926");
        assertThat(card.data("00D68B0004 01020304")).isEmpty();
        assertThat(card.data("00D6000A01 03")).isEmpty();
        assertThat(card.data("00B0000000")).startsWith("01020304").endsWith("03");
        assertThat(card.data("00B0000B00")).as("the very end").isEmpty();
        assertThat(card.status("00B0000C00")).isEqualTo("6B00");
        assertThat(card.status("00B0000A02")).isEqualTo("6C01");
        assertThat(card.status("00B07FFF01")).isEqualTo("6B00");
        assertThat(card.status("00D6000C01 00")).isEqualTo("6B00");
        assertThat(card.status("00D6000B01 00")).isEqualTo("6700");
        assertThat(card.status("00D6000A02 0000")).isEqualTo("6700");
        assertThat(card.status("00B09F0001")).as("no such SFI").isEqualTo("6A82");
        assertThat(card.status("00B0800001")).as("SFI 0").isEqualTo("6A82");
        assertThat(card.status("00B0A70001")).isEqualTo("6A86");
    }

    @Test
    void readsAndUpdatesRecords() {
        card.selectUsim();
        select("000C026F06");
        assertThat(card.data("00B2000200")).as("next: the first").startsWith("8001019000");
        assertThat(card.data("00B2000221")).startsWith("800101900080011a9700");
        assertThat(card.data("00B2000421")).as("the current one").startsWith("800101900080011a9700");
        assertThat(card.data("00B2060421")).startsWith("80011b9700");
        assertThat(card.data("00B2000421")).as("not moved by absolute mode").startsWith("800101900080011a9700");
        assertThat(card.data("00B2000321")).startsWith("800101900080011aa4");
        assertThat(card.status("00B2000321")).as("before the first").isEqualTo("6A83");
        select("000C026F06");
        assertThat(card.data("00B2000321")).as("previous: the last").startsWith("80011ba4");
        assertThat(card.status("00B2000221")).isEqualTo("6A83");
        assertThat(card.status("00B2010422")).isEqualTo("6C21");
        assertThat(card.status("00B20A0421")).isEqualTo("6A83");
        assertThat(card.status("00B2010121")).isEqualTo("6A86");
        select("000C026F06");
        assertThat(card.status("00B2000421")).as("no current record").isEqualTo("6A83");
        assertThat(card.data("00B2010C04")).as("EF.ECC by SFI 01").isEqualTo("11f2ff00");
        select("000C026F42");
        String record = "fd" + "ff".repeat(27);
        assertThat(card.data("00DC01041C" + record)).isEmpty();
        assertThat(card.data("00B201041C")).isEqualTo(record);
        assertThat(card.status("00DC01041B" + record.substring(2))).isEqualTo("6700");
        assertThat(card.status("00DC02041C" + record)).isEqualTo("6A83");
    }

    @Test
    void wantsAFileToBeSelected() {
        assertThat(card.status("00B0000001")).isEqualTo("6986");
        assertThat(card.status("00D6000001 00")).isEqualTo("6986");
        assertThat(card.status("00B2010401")).isEqualTo("6986");
        assertThat(card.status("00DC010401 00")).isEqualTo("6986");
    }

    /** ADM and NEVER hold for no terminal, whatever it says. */
    @ParameterizedTest
    @CsvSource({
        "2F00,6982",
        "2FE2,6982",
        "2F05,9000",
        "2F06,6982",
        "7FFF6F05,9000",
        "7FFF6F06,6982",
        "7FFF6F07,6982",
        "7FFF6F08,9000",
        "7FFF6F31,6982",
        "7FFF6F38,6982",
        "7FFF6F40,9000",
        "7FFF6F42,9000",
        "7FFF6F46,6982",
        "7FFF6F56,6982",
        "7FFF6F5C,6982",
        "7FFF6F60,9000",
        "7FFF6F61,6982",
        "7FFF6F62,6982",
        "7FFF6F78,6982",
        "7FFF6F7B,9000",
        "7FFF6F7E,9000",
        "7FFF6FAD,6982",
        "7FFF6FB7,6982",
        "7FFF6FD9,6982",
        "7FFF6FE3,9000",
        "7FFF6FE4,9000",
    })
    void enforcesTheAccessRules(String path, String status) {
        card.selectUsim();
        String select = "08040" + path.length() / 2 + path;
        Fcp fcp = Fcp.decode(HexFormat.of().parseHex(select(select)));
        boolean record = fcp.recordLength().isPresent();
        int length = record ? fcp.recordLength().getAsInt() : 1;
        String read = record ? "00B20104" : "00B00000";
        String write = record ? "00DC0104" : "00D60000";
        String before = card.data(read + String.format("%02X", length));
        assertThat(card.status(write + String.format("%02X", length) + "5a".repeat(length)))
                .isEqualTo(status);
        String after = card.data(read + String.format("%02X", length));
        assertThat(after).isEqualTo(status.equals("9000") ? "5a".repeat(length) : before);
    }

    @ParameterizedTest
    @CsvSource({
        "01A4000C023F00, 6881",
        "81F2000C00, 6881",
        "04A4000C023F00, 6882",
        "40A4000C023F00, 6881",
        "C0F2000C00, 6881",
        "A0A40000023F00, 9F16",
        "10A4000C023F00, 6E00",
        "80A4000C023F00, 6E00",
        "00F2000C00, 6E00",
        "0010000000, 6E00",
        "0070000001, 6881",
        "803B000000, 6D00",
        "8040000000, 6D00",
        "00CA000000, 6D00",
        "8010010000, 6A86",
        "80C2000100, 6A86",
        "8012000100, 6A86",
        "8014010000, 6A86",
        "00C0000000, 6D00",
    })
    void refusesWhatItDoesNotKnow(String command, String status) {
        assertThat(card.status(command)).isEqualTo(status);
    }
}
