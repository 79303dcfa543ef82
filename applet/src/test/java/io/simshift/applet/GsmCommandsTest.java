package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.apdu.ResponseApdu;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The card as a SIM, CLA A0 (TS 51.011 §9.2). */
class GsmCommandsTest {
    private static final String PIN1 = "A020000108" + PinCards.PIN1_VALUE;
    private final TestCard card = PinCards.issue(false, false);

    private String select(String fid) {
        ResponseApdu selected = card.transmit("A0A4000002" + fid);
        assertThat(selected.status().sw1()).isEqualTo(0x9F);
        assertThat(selected.data()).isEmpty();
        return card.data(String.format("A0C00000%02X", selected.status().sw2()));
    }

    @Test
    void describesDirectories() {
        assertThat(select("3F00"))
                .isEqualTo("00000000" + "3f00" + "01" + "0000000000" + "09" + "910000" + "0400" + "838a" + "838a");
        assertThat(select("7F20")).startsWith("00000000" + "7f20" + "02");
        assertThat(select("7F10")).startsWith("00000000" + "7f10" + "02");
        assertThat(card.data("A0F2000016")).startsWith("00000000" + "7f10" + "02");
        assertThat(card.data("A0F2000000")).hasSize(44);
        assertThat(card.status("A0F2000017")).isEqualTo("6716");
    }

    @Test
    void describesFiles() {
        select("7F20");
        assertThat(select("6F07")).isEqualTo("00000009" + "6f07" + "04" + "00" + "14" + "ff" + "44" + "01" + "020000");
        assertThat(card.data("A0B0000009")).isEqualTo(Commands.OLD_EF_IMSI);
        assertThat(select("6F40")).isEqualTo("00000018" + "6f40" + "04" + "00" + "11" + "ff" + "44" + "01" + "020118");
        assertThat(card.data("A0B2010418")).isEqualTo("ff".repeat(24));
        assertThat(select("6F39")).isEqualTo("0000000f" + "6f39" + "04" + "40" + "11" + "1f" + "44" + "01" + "020303");
        select("3F00");
        assertThat(select("2FE2")).isEqualTo("0000000a" + "2fe2" + "04" + "00" + "0f" + "ff" + "ff" + "01" + "020000");
    }

    /** EF.Kc and others stand elsewhere on a USIM; what DF.TELECOM has on a SIM is in ADF.USIM. */
    @ParameterizedTest
    @CsvSource({
        "7F20, 6F20, 0009",
        "7F20, 6F52, 0009",
        "7F20, 6F53, 000e",
        "7F20, 6F46, 0011",
        "7F10, 6F42, 001c",
        "7F10, 6F3C, 0160",
        "7F20, 6FAD, 0004",
        "7F20, 6F7B, 001e"
    })
    void showsTheUsimsFiles(String directory, String file, String size) {
        card.data("A0A4000002 3F00", "9F16");
        select(directory);
        assertThat(select(file)).startsWith("0000" + size + file.toLowerCase(Locale.ROOT));
        assertThat(select("7F20")).as("back again").startsWith("000000007f20");
    }

    @Test
    void readsAndUpdates() {
        select("7F20");
        select("6F7E");
        assertThat(card.status("A0D6000004 01020304")).isEqualTo("9000");
        assertThat(card.data("A0B0000004")).isEqualTo("01020304");
        assertThat(card.status("A0B000000C")).isEqualTo("670B");
        assertThat(card.status("A0B0000C01")).isEqualTo("9402");
        assertThat(card.status("A0B08B0001")).as("no SFI").isEqualTo("9402");
        assertThat(card.status("A0B2010401")).isEqualTo("9408");
        select("6F40");
        assertThat(card.status("A0DC010418" + "5a".repeat(24))).isEqualTo("9000");
        assertThat(card.data("A0B2010418")).isEqualTo("5a".repeat(24));
        assertThat(card.data("A0B2000218")).isEqualTo("5a".repeat(24));
        assertThat(card.status("A0B2000218")).as("behind the last").isEqualTo("9402");
        assertThat(card.status("A0B2010C18")).as("no SFI").isEqualTo("9402");
        assertThat(card.status("A0B2010417")).isEqualTo("6718");
        select("6F39");
        assertThat(card.status("A032000003 000005")).isEqualTo("9F06");
        assertThat(card.data("A0C0000006")).isEqualTo("000005000005");
        assertThat(card.status("A032000003 FFFFFF")).isEqualTo("9850");
    }

    @Test
    void asksForChvs() {
        TestCard asking = PinCards.issue(true, false);
        asking.data("A0A4000002 7F20", "9F16");
        asking.data("A0A4000002 6F07", "9F0F");
        assertThat(asking.status("A0B0000009")).isEqualTo("9804");
        assertThat(asking.status("A020000108" + PinCards.pin("9999"))).isEqualTo("9804");
        assertThat(asking.status(PIN1)).isEqualTo("9000");
        assertThat(asking.data("A0B0000009")).isEqualTo(Commands.OLD_EF_IMSI);
        assertThat(asking.status("A0D6000001 00")).as("ADM").isEqualTo("9804");
        assertThat(asking.status("A0260001 08" + PinCards.PIN1_VALUE))
                .as("DISABLE CHV")
                .isEqualTo("9000");
        assertThat(asking.status(PIN1)).as("disabled").isEqualTo("9808");
        assertThat(asking.status("A0280001 08" + PinCards.PIN1_VALUE)).isEqualTo("9000");
        for (int i = 0; i < 2; i++) {
            assertThat(asking.status("A020000108" + PinCards.pin("9999"))).isEqualTo("9804");
        }
        assertThat(asking.status("A020000108" + PinCards.pin("9999"))).isEqualTo("9840");
        assertThat(asking.status(PIN1)).isEqualTo("9840");
        assertThat(asking.status("A02C000010" + PinCards.PIN1_PUK + PinCards.PIN1_VALUE))
                .isEqualTo("9000");
        assertThat(asking.status("A020000208" + PinCards.PIN2_VALUE)).as("CHV2").isEqualTo("9000");
        assertThat(asking.status("A020000308" + PinCards.PIN2_VALUE)).isEqualTo("6B00");
        assertThat(Issuer.issue(1).status(PIN1)).as("no CHV").isEqualTo("9802");
    }

    /** SRES and Kc by c2 and c3 (TS 33.102 §6.8.1.2), from RES, CK and IK of the host's Milenage. */
    @Test
    void runsTheGsmAlgorithm() {
        byte[] rand = HexFormat.of().parseHex("23553cbe9637a89d218ae64dae47bf35");
        select("7F20");
        assertThat(card.status("A088000010" + HexFormat.of().formatHex(rand))).isEqualTo("9F0C");
        Milenage milenage = Keys.milenage(1);
        byte[] res = milenage.responses(rand).res();
        byte[] ck = milenage.responses(rand).ck().reveal();
        byte[] ik = milenage.responses(rand).ik().reveal();
        byte[] expected = new byte[12];
        for (int i = 0; i < 4; i++) {
            expected[i] = (byte) (res[i] ^ res[i + 4]);
        }
        for (int i = 0; i < 8; i++) {
            expected[i + 4] = (byte) (ck[i] ^ ck[i + 8] ^ ik[i] ^ ik[i + 8]);
        }
        assertThat(card.data("A0C000000C")).isEqualTo(HexFormat.of().formatHex(expected));
        assertThat(card.status("A0C000000C")).as("once").isEqualTo("6700");
        assertThat(card.status("A08800000F" + "00".repeat(15))).isEqualTo("6710");
    }

    @Test
    void keepsAnAnswerForTheVeryNextCommandAlone() {
        assertThat(card.status("A0A4000002 3F00")).isEqualTo("9F16");
        assertThat(card.status("A0B0000001")).isEqualTo("9400");
        assertThat(card.status("A0C0000016")).isEqualTo("6700");
        assertThat(card.status("A0A4000002 3F00")).isEqualTo("9F16");
        assertThat(card.status("A0C0000017")).isEqualTo("6716");
    }

    @ParameterizedTest
    @CsvSource({
        "A0A4000002 6F07, 9404",
        "A0A4000002 6F99, 9404",
        "A0A4000002 5F3A, 9404",
        "A0A4010002 3F00, 6B00",
        "A0A4000003 3F0000, 6702",
        "A0B0000001, 9400",
        "A0F2000100, 6B00",
        "A0A2010401 00, 9402",
        "A0840000, 6D00",
        "A0AA000002 A900, 6D00",
        "A022000100, 6D00",
        "A070000000, 6D00",
        "A0FA0000, 9000",
        "A0C0000001, 6700",
        "A01000000101, 6D00",
        "A0CA000000, 6D00",
    })
    void refusesTheRest(String command, String status) {
        assertThat(card.status(command)).isEqualTo(status);
    }

    @Test
    void invalidatesAndRehabilitates() {
        card.data(PinCards.verify(PinCards.ADM1, PinCards.ADM1_VALUE));
        select("7F20");
        select("6F7B");
        assertThat(card.status("A0040000")).isEqualTo("9000");
        assertThat(card.status("A0B0000001")).isEqualTo("9810");
        assertThat(select("6F7B")).contains("0400" + "11ff44" + "00");
        assertThat(card.status("A0440000")).isEqualTo("9000");
        assertThat(card.status("A0B0000001")).isEqualTo("9000");
    }

    /** TS 51.011 §10.3.7; under the same FID the USIM has EF.UST. */
    @Test
    void hasTheServiceTableOfASim() {
        select("7F20");
        assertThat(select("6F38")).isEqualTo("0000000a" + "6f38" + "04" + "00" + "14" + "ff" + "44" + "01" + "020000");
        assertThat(card.data("A0B000000A")).isEqualTo("c300c30003000000000c");
        card.selectUsim();
        assertThat(card.data("00A4000402 6F38")).contains("83026f38").contains("80020011");
    }

    @Test
    void showsNoFilesOfTheMfInTelecom() {
        select("3F00");
        select("7F10");
        assertThat(card.status("A0A4000002 2FE2")).as("a file of the MF").isEqualTo("9404");
    }

    /** Of four names the second and the fourth begin alike; the pattern stands inside the third. */
    private void fillPhonebook() {
        card.selectUsim();
        card.data("00A40804067F105F3A4F3A");
        String[] names = {"416c696365", "426f62", "41426f", "426f7373"};
        for (int i = 0; i < names.length; i++) {
            String record = names[i] + "ff".repeat(24 - names[i].length() / 2);
            assertThat(card.status(String.format("00DC%02X0418", i + 1) + record))
                    .isEqualTo("9000");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "A0A2001002 426f, 9F01, 02",
        "A0A2001102 426f, 9F01, 04",
        "A0A2001202 426f, 9F01, 02",
        "A0A2001302 426f, 9F01, 04",
        "A0A2001001 41, 9F01, 01",
        "A0A2001101 41, 9F01, 03",
        "A0A2000002 426f, 9000, ''",
    })
    void seeksARecordThatBeginsWithThePattern(String command, String status, String number) {
        fillPhonebook();
        assertThat(card.status(command)).isEqualTo(status);
        if (!number.isEmpty()) {
            assertThat(card.data("A0C0000001")).isEqualTo(number);
        }
        assertThat(card.data("A0B2000418")).as("the record pointer").startsWith(command.substring(11));
    }

    @Test
    void seeksOnFromTheRecordThatWasFound() {
        fillPhonebook();
        assertThat(card.status("A0A2001002 426f")).isEqualTo("9F01");
        assertThat(card.status("A0A2001202 426f")).isEqualTo("9F01");
        assertThat(card.data("A0C0000001")).isEqualTo("04");
        assertThat(card.status("A0A2001202 426f")).as("behind the last").isEqualTo("9404");
        assertThat(card.status("A0A2001302 426f")).isEqualTo("9F01");
        assertThat(card.data("A0C0000001")).isEqualTo("02");
        assertThat(card.status("A0A2001302 426f")).isEqualTo("9404");
    }

    @ParameterizedTest
    @CsvSource({
        "A0A2001002 426e, 9404",
        "A0A2001001 6f, 9404",
        "A0A2011002 426f, 9402",
        "A0A2000402 426f, 9402",
        "A0A2002002 426f, 9402",
        "A0A2001000, 6700",
    })
    void findsNothingWhereNothingIs(String command, String status) {
        fillPhonebook();
        assertThat(card.status(command)).isEqualTo(status);
    }

    @Test
    void seeksInLinearFilesAlone() {
        select("7F20");
        assertThat(card.status("A0A2001001 00")).as("no file").isEqualTo("9400");
        select("6F07");
        assertThat(card.status("A0A2001001 00")).as("transparent").isEqualTo("9408");
    }
}
