package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.ExpandedResponse;
import io.simshift.protocol.script.ExpandedScript;
import io.simshift.protocol.script.LengthForm;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Scripts in expanded format (TS 102 226 §5.2, docs/applet/commands.md §4.11). */
class ExpandedScriptTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final CommandApdu SELECT_IMSI = CommandApdu.of(0, 0xA4, 0, 0x0C, HEX.parseHex("6F07"));
    private static final CommandApdu READ_ALL = CommandApdu.reading(0, 0xB0, 0, 0, CommandApdu.MAX_LE);

    private final TestCard card = Issuer.issue(3);
    private final Ota ota = Ota.operator(card, 1);

    private String usim(String script) {
        return ota.answer(Tar.USIM_FILES, script);
    }

    private ExpandedResponse run(Tar tar, LengthForm form, CommandApdu... commands) {
        byte[] script = ExpandedScript.of(form, commands).encode();
        ExpandedResponse response = ExpandedResponse.decode(HEX.parseHex(ota.answer(tar, script)));
        assertThat(response.form()).as("the form of the command").isEqualTo(form);
        return response;
    }

    @ParameterizedTest
    @EnumSource(LengthForm.class)
    void answersEachCommand(LengthForm form) {
        ExpandedResponse response = run(Tar.USIM_FILES, form, SELECT_IMSI, READ_ALL, SELECT_IMSI, READ_ALL);
        assertThat(response.executed()).hasValue(4);
        assertThat(response.badFormat()).isEmpty();
        assertThat(response.answers())
                .extracting(answer -> HEX.formatHex(answer.data()))
                .containsExactly("", Commands.OLD_EF_IMSI, "", Commands.OLD_EF_IMSI);
        assertThat(response.answers()).allMatch(answer -> answer.status().isOk());
    }

    /** The published answer of a real card to SELECT without Le is AB07800101 23026132; our FCP has 22 bytes. */
    @Test
    void answersSelectWithoutLeAsPublished() {
        assertThat(usim("AA092207 00A40004023F00")).isEqualTo("ab0780010123" + "026122");
        assertThat(usim("AE80 2207 00A40004023F00 0000")).isEqualTo("af80" + "80010123" + "026122" + "0000");
        // the published script GET DATA FF21, which asks for what this card does not have
        assertThat(usim("AE80220580CAFF21000000")).isEqualTo("af80" + "800101" + "23026d00" + "0000");
    }

    @ParameterizedTest
    @CsvSource({
        "22 08 00A40004023F00 00, FCP9000",
        "22 08 00A40004023F00 22, FCP9000",
        "22 08 00A40004023F00 FF, FCP9000",
        "22 08 00A40004023F00 02, 230462206120",
        "22 07 00A4000C023F00, 23029000",
        "22 04 00A4030C, 23029000",
        "22 05 00A4030C00, 23029000",
        "22 05 00A4030430, FCP9000",
        "22 04 00A40304, 23026122",
        "22 04 80F2000C, 23029000",
        "22 05 80F2000001, 2303629000",
        "22 05 00B0870000, 230b0829261011608457409000",
        "22 05 00B0870008, 230a08292610116084579000",
        "22 05 00B087000A, 23026c09",
        "22 04 00B08700, 23026700",
        "22 06 00B0870001 FF, 23026700",
        "22 06 00A4000C023F, 23026700",
        "22 09 00A4000C023F000000, 23026700",
        "22 06 00A4000C0000, 23026700",
        "22 03 00A400, 23026700",
        "22 00, 23026700",
        "22 81 07 00A4000C023F00, 23029000",
        "22 82 0007 00A4000C023F00, 23029000",
        "22 07 00A2010C01F200, 2303019000",
        "22 06 00A2010C01F2, 23026101",
        "22 06 00A2010C0133, 23026282",
        "22 05 00C0000000, 23026d00",
        "22 05 A0B0000000, 23026e00",
        "22 05 803F000000, 23026d00",
    })
    void answersEachCaseOfCommand(String object, String answer) {
        String objectHex = object.replace(" ", "");
        String script = String.format("AA%02X%s", objectHex.length() / 2, objectHex);
        String fcp =
                "6220" + "82027821" + "83023f00" + "a506800171870101" + "8a0105" + "8b032f0606" + "c606900100830101";
        String expected = "800101" + answer.replace("FCP", "2324" + fcp);
        assertThat(usim(script)).isEqualTo(String.format("ab%02x%s", expected.length() / 2, expected));
    }

    @Test
    void stopsAtTheFirstErrorAndCountsIt() {
        CommandApdu wrong = CommandApdu.of(0, 0xD6, 0, 0, new byte[20]);
        ExpandedResponse response = run(Tar.USIM_FILES, LengthForm.DEFINITE, SELECT_IMSI, wrong, SELECT_IMSI);
        assertThat(response.executed()).hasValue(2);
        assertThat(response.answers())
                .extracting(answer -> answer.status().toString())
                .containsExactly("9000", "6982");
    }

    @Test
    void goesOnAfterAWarning() {
        CommandApdu search = CommandApdu.of(0, 0xA2, 1, 0x0C, new byte[] {0x33});
        ExpandedResponse response = run(Tar.USIM_FILES, LengthForm.DEFINITE, search, SELECT_IMSI);
        assertThat(response.answers())
                .extracting(answer -> answer.status().toString())
                .containsExactly("6282", "9000");
    }

    // ---------------------------------------------------------------- bad format

    @ParameterizedTest
    @CsvSource({
        "AA00, 00, ",
        "AA 03 840100, 00, 900101",
        "AA 01 84, 00, 900101",
        "AA 01 22, 00, 900103",
        "AA 02 2281, 00, 900103",
        "AA 03 228200, 00, 900103",
        "AA 02 2280, 00, 900102",
        "AA 04 22830000, 00, 900102",
        "AA 03 220800, 00, 900102",
        "AA 06 22 82 8000 00A4, 00, 900102",
        "AA, 00, 900103",
        "AA 80, 00, 900102",
        "AA 81, 00, 900102",
        "AA 08 2207 00A4000C023F00, 00, 900102",
        "AA 0A 2207 00A4000C023F00, 00, 900102",
        "AA 82 0009 2207 00A4000C023F00, 01, 23029000",
        "AA 81 09 2207 00A4000C023F00, 01, 23029000",
        "AA 0B 2207 00A4000C023F00 2201, 01, 23029000 900102",
        "AA 0A 2207 00A4000C023F00 22, 01, 23029000 900103",
        "AA 0C 2207 00A4000C023F00 840100, 01, 23029000 900101",
        "AA 0C 2207 00A4000C02FFFF 840100, 01, 23026a82",
        // immediate action: it would have to interrupt the script
        "AA 03 810181, 00, 810101",
        "AA 03 810182, 00, 810101",
        "AA 0C 2207 00A4000C023F00 810101, 01, 23029000 810101",
        // error action: none, and one that this card does not have
        "AA 0B 8200 2207 00A4000C023F00, 02, 23029000",
        "AA 0C 820101 2207 00A4000C023F00, 00, 900101",
        // script chaining
        "AA 0C 830101 2207 00A4000C023F00, 00, 830102",
        "AA 03 830111, 00, 830102",
    })
    void saysWhyItCanNotGoOn(String script, String executed, String objects) {
        String expected = "8001" + executed + (objects == null ? "" : objects.replace(" ", ""));
        assertThat(usim(script)).isEqualTo(String.format("ab%02x%s", expected.length() / 2, expected));
    }

    @ParameterizedTest
    @CsvSource({
        "AE, 00, 900103",
        "AE80, 00, 900102",
        "AE8000, 00, 900102",
        "AE800000, 00, ",
        "AE040000, 00, 900102",
        "AE80 2207 00A4000C023F00, 00, 900102",
        "AE80 2207 00A4000C023F00 00, 00, 900102",
        "AE80 2208 00A4000C023F00 0000, 00, 900102",
        "AE80 2209 00A4000C023F00 0000, 00, 900102",
        "AE80 2207 00A4000C023F00 0000 0000, 01, 23029000 900101",
        "AE80 2207 00A4000C023F00 22 0000, 01, 23029000 900103",
    })
    void saysSoWithIndefiniteLengthToo(String script, String executed, String objects) {
        String expected = "8001" + executed + (objects == null ? "" : objects.replace(" ", ""));
        assertThat(usim(script)).isEqualTo("af80" + expected + "0000");
    }

    // ---------------------------------------------------------------- what fits

    @Test
    void cutsDataThatDoNotFitAndStops() {
        CommandApdu selectPlmns = CommandApdu.of(0, 0xA4, 0, 0x0C, HEX.parseHex("6F60"));
        for (LengthForm form : LengthForm.values()) {
            ExpandedResponse response =
                    run(Tar.USIM_FILES, form, selectPlmns, READ_ALL, selectPlmns, READ_ALL, SELECT_IMSI);
            assertThat(response.executed()).hasValue(4);
            ResponseApdu last = response.answers().get(3);
            assertThat(last.status().toString()).isEqualTo("62F1");
            assertThat(last.data()).isNotEmpty().containsOnly(0xFF).hasSizeLessThan(60);
        }
    }

    /** Where not even a status word fits any more the script ends, and the number of executed commands tells. */
    @Test
    void stopsWhereNoAnswerFits() {
        CommandApdu statusOnly = CommandApdu.of(0x80, 0xF2, 0, 0x0C);
        CommandApdu[] commands = new CommandApdu[15];
        Arrays.fill(commands, statusOnly);
        CommandApdu write = CommandApdu.of(0, 0xD6, 0x80 | 0x0B, 0, new byte[] {0x55});
        commands[0] = CommandApdu.reading(0, 0xB0, 0x80 | 0x0A, 0, 60);
        commands[14] = write;
        ExpandedResponse response = run(Tar.USIM_FILES, LengthForm.DEFINITE, commands);
        int executed = response.executed().orElseThrow();
        assertThat(executed).isBetween(5, 13);
        assertThat(response.answers())
                .hasSize(executed)
                .allMatch(answer -> answer.status().isOk());
        assertThat(card.readUsim("6F7E"))
                .as("the last command was not executed")
                .doesNotStartWith("55");
    }

    // ---------------------------------------------------------------- subscription management

    @Test
    void runsSubscriptionCommandsInExpandedFormat() {
        CommandApdu query = QueryCommand.ofActiveSlot().toApdu();
        ExpandedResponse before = run(Tar.SUBSCRIPTION_MANAGEMENT, LengthForm.INDEFINITE, query);
        assertThat(QueryAnswer.decode(before.answers().get(0).data()).state()).isEqualTo(CardState.STABLE);
        ExpandedResponse response = run(Tar.SUBSCRIPTION_MANAGEMENT, LengthForm.DEFINITE, Commands.switchTo(2));
        assertThat(response.answers()).hasSize(1);
        assertThat(HEX.formatHex(response.answers().get(0).data()))
                .isEqualTo("870102" + "810102" + "8208" + "0102030405060708");
        card.reset();
        assertThat(card.readUsim("6F07")).isEqualTo(Commands.NEW_EF_IMSI);
        assertThat(new Usim(card).authenticate(2, 1)).isTrue();
    }

    /** Authentic random scripts: each gets its PoR, and none says 6F00. */
    @Test
    void survivesRandomScripts() {
        Random random = new Random(4);
        for (int i = 0; i < 1000; i++) {
            byte[] script = new byte[2 + random.nextInt(90)];
            random.nextBytes(script);
            boolean definite = random.nextBoolean();
            int at = 2;
            while (at + 7 < script.length && random.nextInt(10) != 0) {
                int[] instructions = {0xA4, 0xA2, 0xB0, 0xB2, 0xD6, 0xF2};
                int length = 4 + random.nextInt(4);
                script[at] = 0x22;
                script[at + 1] = (byte) length;
                script[at + 3] = (byte) instructions[random.nextInt(instructions.length)];
                script[at + 2] = (byte) (script[at + 3] == (byte) 0xF2 ? 0x80 : 0x00);
                script[at + 6] = (byte) random.nextInt(4);
                at += 2 + length;
            }
            script[0] = (byte) (definite ? 0xAA : 0xAE);
            script[1] = (byte) (definite ? script.length - 2 : 0x80);
            String answer = usim(HEX.formatHex(script));
            ExpandedResponse response = ExpandedResponse.decode(HEX.parseHex(answer));
            assertThat(response.answers())
                    .as(HEX.formatHex(script))
                    .allMatch(one -> one.status().sw1() != 0x6F);
        }
        assertThat(card.readUsim("6F07")).isEqualTo(Commands.OLD_EF_IMSI);
    }
}
