package io.simshift.applet;

import static io.simshift.applet.PinCards.ADM1;
import static io.simshift.applet.PinCards.ADM1_VALUE;
import static io.simshift.applet.PinCards.PIN1;
import static io.simshift.applet.PinCards.PIN1_PUK;
import static io.simshift.applet.PinCards.PIN1_VALUE;
import static io.simshift.applet.PinCards.PIN2;
import static io.simshift.applet.PinCards.PIN2_VALUE;
import static io.simshift.applet.PinCards.UNIVERSAL;
import static io.simshift.applet.PinCards.UNIVERSAL_VALUE;
import static io.simshift.applet.PinCards.change;
import static io.simshift.applet.PinCards.disable;
import static io.simshift.applet.PinCards.enable;
import static io.simshift.applet.PinCards.pin;
import static io.simshift.applet.PinCards.unblock;
import static io.simshift.applet.PinCards.verify;
import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.CommandApdu;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The PIN commands of TS 102 221 §11.1.9 to §11.1.13, and what files and AUTHENTICATE make of the PINs. */
class PinTest {
    private static final String WRONG = pin("9999");
    private static final String READ_IMSI = "00B0870000";
    private static final String UPDATE_LOCI = "00D68B0001 5A";
    private static final String READ_LOCI = "00B08B0001";
    private static final String UPDATE_HPPLMN = "00D6920001 0A";
    private static final String UPDATE_EST = "00D6850001 01";

    private final TestCard card = PinCards.issue(true, false);

    @Test
    void readsAndWritesNothingBeforePin1() {
        card.selectUsim();
        assertThat(card.status(READ_IMSI)).isEqualTo("6982");
        assertThat(card.status(UPDATE_LOCI)).isEqualTo("6982");
        assertThat(card.status("00A2010C01 FF")).as("EF.ECC is for all").isEqualTo("9000");
        assertThat(card.status("00A4000C026F40")).isEqualTo("9000");
        assertThat(card.status("00A2010401 FF")).as("SEARCH RECORD").isEqualTo("6982");
        assertThat(new Usim(card).challenge(1, 1).status().toString()).isEqualTo("6982");
        assertThat(card.status(verify(PIN1, PIN1_VALUE))).isEqualTo("9000");
        assertThat(card.data(READ_IMSI)).isEqualTo(Commands.OLD_EF_IMSI);
        assertThat(card.status(UPDATE_LOCI)).isEqualTo("9000");
        assertThat(card.data(READ_LOCI)).isEqualTo("5a");
        assertThat(card.status(UPDATE_HPPLMN)).as("ADM").isEqualTo("6982");
        assertThat(card.status(UPDATE_EST)).as("PIN2").isEqualTo("6982");
        assertThat(new Usim(card).authenticate(1, 2)).isTrue();
    }

    @Test
    void remembersAVerificationUntilTheReset() {
        assertThat(card.status(verify(PIN1, PIN1_VALUE))).isEqualTo("9000");
        card.selectUsim();
        card.data("00A4000C023F00");
        card.selectUsim();
        assertThat(card.status(READ_IMSI)).isEqualTo("9000");
        card.reset();
        card.selectUsim();
        assertThat(card.status(READ_IMSI)).isEqualTo("6982");
    }

    @Test
    void opensWithPin2AndAdm1WhatIsTheirs() {
        card.selectUsim();
        card.data(verify(PIN1, PIN1_VALUE));
        card.data(verify(PIN2, PIN2_VALUE));
        assertThat(card.status(UPDATE_EST)).isEqualTo("9000");
        assertThat(card.status(UPDATE_HPPLMN)).isEqualTo("6982");
        card.data(verify(ADM1, ADM1_VALUE));
        assertThat(card.status(UPDATE_HPPLMN)).isEqualTo("9000");
        assertThat(card.status("00A4080C022FE2")).isEqualTo("9000");
        assertThat(card.status("00D6000001 00")).as("NEVER holds for ADM too").isEqualTo("6982");
        assertThat(card.status("00A4080C022FEA")).isEqualTo("9000");
        assertThat(card.status("00B0000000")).as("EF.PIN").isEqualTo("6982");
        assertThat(card.status("00D6000001 00")).as("EF.PIN").isEqualTo("6982");
    }

    @ParameterizedTest
    @CsvSource({"01, 3", "81, 3", "0A, 5"})
    void countsWrongPresentationsAcrossResetsAndBlocks(String key, int tries) {
        int reference = Integer.parseInt(key, 16);
        assertThat(card.status(verify(reference))).isEqualTo("63C" + tries);
        for (int left = tries - 1; left >= 0; left--) {
            card.reset();
            assertThat(card.status(verify(reference, WRONG))).isEqualTo("63C" + left);
        }
        assertThat(card.status(verify(reference))).isEqualTo("6983");
        assertThat(card.status(verify(reference, PIN1_VALUE))).isEqualTo("6983");
        assertThat(card.status(verify(reference, PIN2_VALUE))).isEqualTo("6983");
        assertThat(card.status(verify(reference, ADM1_VALUE))).isEqualTo("6983");
    }

    @Test
    void givesTheTriesBackForTheRightValue() {
        card.status(verify(PIN1, WRONG));
        card.status(verify(PIN1, WRONG));
        assertThat(card.status(verify(PIN1, PIN1_VALUE))).isEqualTo("9000");
        assertThat(card.status(verify(PIN1))).isEqualTo("63C3");
        card.selectUsim();
        assertThat(card.status(READ_IMSI)).isEqualTo("9000");
        assertThat(card.status(verify(PIN1, WRONG))).isEqualTo("63C2");
        assertThat(card.status(READ_IMSI)).as("after a wrong value").isEqualTo("6982");
    }

    @Test
    void changesAPin() {
        assertThat(card.status(change(PIN1, WRONG, pin("4321")))).isEqualTo("63C2");
        assertThat(card.status(change(PIN1, PIN1_VALUE, pin("4321")))).isEqualTo("9000");
        card.selectUsim();
        assertThat(card.status(READ_IMSI)).as("counts as verified").isEqualTo("9000");
        card.reset();
        assertThat(card.status(verify(PIN1, PIN1_VALUE))).isEqualTo("63C2");
        assertThat(card.status(verify(PIN1, pin("4321")))).isEqualTo("9000");
    }

    @Test
    void unblocksWithThePukAndCountsWrongOnes() {
        for (int i = 0; i < 3; i++) {
            card.status(verify(PIN1, WRONG));
        }
        assertThat(card.status("002C000100")).isEqualTo("63CA");
        assertThat(card.status(unblock(PIN1, WRONG, pin("7777")))).isEqualTo("63C9");
        assertThat(card.status(unblock(PIN1, PIN1_PUK, pin("7777")))).isEqualTo("9000");
        assertThat(card.status("002C000100")).isEqualTo("63CA");
        assertThat(card.status(verify(PIN1))).isEqualTo("63C3");
        card.selectUsim();
        assertThat(card.status(READ_IMSI)).isEqualTo("9000");
        card.reset();
        assertThat(card.status(verify(PIN1, pin("7777")))).isEqualTo("9000");
        for (int left = 9; left >= 0; left--) {
            assertThat(card.status(unblock(PIN1, WRONG, pin("7777")))).isEqualTo("63C" + left);
        }
        assertThat(card.status(unblock(PIN1, PIN1_PUK, pin("7777")))).isEqualTo("6983");
        assertThat(card.status(unblock(ADM1, PIN1_PUK, ADM1_VALUE)))
                .as("ADM1 has no PUK")
                .isEqualTo("6983");
    }

    @Test
    void disablesAndEnables() {
        assertThat(card.status(enable(PIN1, PIN1_VALUE))).as("it is enabled").isEqualTo("6985");
        assertThat(card.status(disable(PIN1, WRONG))).isEqualTo("63C2");
        assertThat(card.status(disable(PIN1, PIN1_VALUE))).isEqualTo("9000");
        card.reset();
        card.selectUsim();
        assertThat(card.status(READ_IMSI)).isEqualTo("9000");
        assertThat(card.data("00A4000402 3F00"))
                .contains("c612" + "900150" + "830101" + "830181" + "950100" + "830111" + "83010a");
        assertThat(card.status(disable(PIN1, PIN1_VALUE))).isEqualTo("6985");
        assertThat(card.status(verify(PIN1, PIN1_VALUE)))
                .as("not while disabled")
                .isEqualTo("6984");
        assertThat(card.status(change(PIN1, PIN1_VALUE, WRONG))).isEqualTo("6984");
        assertThat(card.status(enable(PIN1, WRONG))).isEqualTo("63C2");
        card.selectUsim();
        assertThat(card.status(READ_IMSI)).as("still disabled").isEqualTo("9000");
        assertThat(card.status(enable(PIN1, PIN1_VALUE))).isEqualTo("9000");
        assertThat(card.status(READ_IMSI)).isEqualTo("9000");
        card.reset();
        card.selectUsim();
        assertThat(card.status(READ_IMSI)).isEqualTo("6982");
        assertThat(card.status(disable(PIN2, PIN2_VALUE))).isEqualTo("6985");
        assertThat(card.status(disable(ADM1, ADM1_VALUE))).isEqualTo("6985");
    }

    @Test
    void letsTheUniversalPinTakeThePlaceOfPin1() {
        TestCard both = PinCards.issue(true, true);
        assertThat(both.status(verify(UNIVERSAL, UNIVERSAL_VALUE))).isEqualTo("9000");
        both.selectUsim();
        assertThat(both.status(READ_IMSI)).as("PIN1 is in use").isEqualTo("6982");
        assertThat(both.status("0026920108" + PIN1_VALUE)).isEqualTo("6A86");
        assertThat(both.status("0026911108" + UNIVERSAL_VALUE)).isEqualTo("6A86");
        assertThat(both.status("0026910108" + PIN1_VALUE)).isEqualTo("9000");
        both.reset();
        both.selectUsim();
        assertThat(both.status(READ_IMSI)).isEqualTo("6982");
        assertThat(both.data("00A4000402 3F00")).contains("900170" + "830101" + "830181" + "950108" + "830111");
        both.selectUsim();
        assertThat(both.status(verify(UNIVERSAL, UNIVERSAL_VALUE))).isEqualTo("9000");
        assertThat(both.status(READ_IMSI)).isEqualTo("9000");
        assertThat(both.status(verify(UNIVERSAL, WRONG))).isEqualTo("63C2");
        assertThat(both.status(READ_IMSI)).isEqualTo("6982");
        assertThat(both.status(disable(UNIVERSAL, UNIVERSAL_VALUE))).isEqualTo("9000");
        both.reset();
        both.selectUsim();
        assertThat(both.status(READ_IMSI)).as("neither is asked for").isEqualTo("9000");
        assertThat(both.status(enable(PIN1, PIN1_VALUE))).isEqualTo("9000");
        assertThat(both.data("00A4000402 3F00")).contains("9001d0" + "830101" + "830181" + "950100");
    }

    @ParameterizedTest
    @CsvSource({
        "0020010108 3132333400000000, 6A86",
        "00200002, 6A88",
        "00200000, 6A88",
        "0020008A, 6A88",
        "0020000107 31323334000000, 6700",
        "0020000109 313233340000000000, 6700",
        "0024000108 3132333400000000, 6700",
        "00240001, 6700",
        "00260001, 6700",
        "00280001, 6700",
        "002C000108 3132333400000000, 6700",
        "0026800108 31323334FFFFFFFF, 6A86",
        "0028910108 31323334FFFFFFFF, 6A86",
        "8020000100, 6E00",
        "00220001, 6D00",
        "002A0001, 6D00",
        "0025000108 3132333400000000, 6D00",
    })
    void refusesWhatIsNoPinCommand(String command, String status) {
        assertThat(card.status(command)).isEqualTo(status);
        assertThat(card.status(verify(PIN1))).as("no try is lost").isEqualTo("63C3");
    }

    /** M2M cards: no PIN at all unless the profile has one. */
    @ParameterizedTest
    @ValueSource(ints = {PIN1, UNIVERSAL, PIN2, ADM1})
    void hasNoPinThatNobodyPersonalised(int reference) {
        TestCard plain = Issuer.issue(1);
        assertThat(plain.status(verify(reference))).isEqualTo("6A88");
        assertThat(plain.status(verify(reference, PIN1_VALUE))).isEqualTo("6A88");
        assertThat(plain.status(unblock(reference, PIN1_PUK, PIN1_VALUE))).isEqualTo("6A88");
        assertThat(plain.data("00A4000402 3F00")).contains("c606" + "900100" + "830101");
    }

    /** ADM1 is the last of the PINs that an FCP lists, and the bit behind those of the others says that it is enabled. */
    @ParameterizedTest
    @CsvSource({
        "000000, c609 900140 830101 83010a",
        "010000, c609 9001c0 830101 83010a",
        "000001, c60c 900160 830101 830181 83010a",
        "010001, c60c 9001e0 830101 830181 83010a",
        "010101, c612 9001f0 830101 830181 950100 830111 83010a",
    })
    void listsAdm1BehindTheOthers(String which, String template) {
        String none = "00".repeat(20);
        String pin1 = which.startsWith("01") ? "01A3030A" + PIN1_VALUE + PIN1_PUK : none;
        String universal = which.startsWith("01", 2) ? "01A3030A" + PIN1_VALUE + PIN1_PUK : none;
        String pin2 = which.endsWith("01") ? "01A3030A" + PinCards.PIN2_VALUE + PinCards.PIN2_PUK : none;
        TestCard fresh = TestCard.install(Keys.installParameters(1));
        Issuer.personalise(fresh, Keys.slot(1))
                .ok(
                        Issuer.selectMf("2FEA"),
                        Issuer.update(pin1 + universal + pin2 + "01050500" + ADM1_VALUE + "ff".repeat(8)));
        assertThat(fresh.data("00A4000402 3F00")).endsWith(template.replace(" ", ""));
    }

    /** What the manufacturer wrote into EF.PIN can be read by nobody, and not be written after FINALISE. */
    @Test
    void keepsTheValuesToItself() {
        TestCard fresh = TestCard.install(Keys.installParameters(1));
        Ota ota = Issuer.personalise(fresh, Keys.slot(1));
        byte[] content = HexFormat.of().parseHex(PinCards.content(true, true));
        ota.ok(Issuer.selectMf("2FEA"), CommandApdu.of(0x00, 0xD6, 0, 0, content));
        assertThat(ota.run(Issuer.selectMf("2FEA"), CommandApdu.reading(0x00, 0xB0, 0, 0, 1))
                        .status())
                .hasToString("6982");
        Ota owner = Ota.operator(card, 1);
        assertThat(owner.run(Commands.stage(Commands.TRANSFER), Issuer.selectMf("2FEA"), Issuer.update("00"))
                        .status())
                .hasToString("6982");
    }

    /** EF.ARR says for each file what the card does (TS 102 221 §9.2.4). */
    @Test
    void tellsTheTruthInEfArr() {
        card.selectUsim();
        card.data("00A4000C026F06");
        String adm = "a40683010a950108";
        String pin1 = "a406830101950108";
        String[] records = {
            "8001019000" + "80011a" + adm,
            "8001019000" + "80011a9700",
            "8001019000" + "800102" + pin1 + "800118" + adm,
            "800101" + pin1 + "80011a" + adm,
            "800103" + pin1 + "800118" + adm,
            "80011b9700",
            "800101" + pin1 + "800102" + "a406830181950108" + "800118" + adm,
            "800103" + pin1 + "800118" + adm + "840132" + pin1,
        };
        for (int i = 0; i < records.length; i++) {
            String record = card.data(String.format("00B2%02X0400", i + 1));
            assertThat(record).startsWith(records[i]);
            assertThat(record.substring(records[i].length())).matches("(ff)*");
        }
    }
}
