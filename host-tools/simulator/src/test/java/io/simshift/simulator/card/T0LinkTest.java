package io.simshift.simulator.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class T0LinkTest {
    private final List<String> reached = new ArrayList<>();
    private String answer = "9000";
    private final CardLink link = new T0Link(new CardLink() {
        @Override
        public byte[] reset() {
            return new byte[] {0x3B, 0};
        }

        @Override
        public byte[] transmit(byte[] commandApdu) {
            reached.add(hex(commandApdu));
            return HexFormat.of().parseHex(answer);
        }
    });

    private static String hex(byte[] bytes) {
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }

    private String transmit(String command) {
        return hex(link.transmit(HexFormat.of().parseHex(command)));
    }

    private String transmit(String command, String cardAnswer) {
        answer = cardAnswer;
        return transmit(command);
    }

    @Test
    void keepsTheAnswerToACommandWithDataForGetResponse() {
        assertThat(transmit("00A40004023F00", "0102039000")).isEqualTo("6103");
        assertThat(transmit("00C0000003")).isEqualTo("0102039000");
        assertThat(transmit("00C0000003")).isEqualTo("6985");
        assertThat(reached).containsExactly("00A40004023F00");
    }

    @Test
    void announcesAProactiveCommandBehindTheData() {
        assertThat(transmit("80C2000002D100", "AABB910C")).isEqualTo("6102");
        assertThat(transmit("00C0000002")).isEqualTo("AABB910C");
    }

    @Test
    void namesTheLengthToGetResponseThatAsksForMoreOrForAll() {
        transmit("00A40004023F00", "0102039000");
        assertThat(transmit("00C0000000")).isEqualTo("6C03");
        assertThat(transmit("00C0000004")).isEqualTo("6C03");
        assertThat(transmit("00C0000003")).isEqualTo("0102039000");
    }

    @Test
    void givesAnAnswerInPieces() {
        transmit("00A40004023F00", "0102039000");
        assertThat(transmit("00C0000001")).isEqualTo("016102");
        assertThat(transmit("00C0000001")).isEqualTo("026101");
        assertThat(transmit("00C0000001")).isEqualTo("039000");
        assertThat(transmit("00C0000001")).isEqualTo("6985");
    }

    @Test
    void speaksOfGsmAnswersAsAGsmSimDoes() {
        assertThat(transmit("A0A40000023F00", "0102039000")).isEqualTo("9F03");
        assertThat(transmit("A0C0000001")).isEqualTo("019F02");
        assertThat(transmit("A0C0000002")).isEqualTo("02039000");
    }

    @ParameterizedTest
    @CsvSource({
        "00A40004023F00, 00C0000003",
        "03A40004023F00, 03C0000003",
        "83F2000002AABB, 03C0000003",
        "41A40004023F00, 41C0000003"
    })
    void keepsTheAnswerForTheChannelOfTheCommand(String command, String getResponse) {
        transmit(command, "0102039000");
        assertThat(transmit(getResponse)).isEqualTo("0102039000");
    }

    @Test
    void givesNoAnswerOnAnotherChannel() {
        transmit("01A40004023F00", "0102039000");
        assertThat(transmit("00C0000003")).isEqualTo("6985");
        assertThat(transmit("01C0000003")).isEqualTo("6985");
    }

    @Test
    void forgetsTheAnswerWithTheNextCommandAndWithAReset() {
        transmit("00A40004023F00", "0102039000");
        transmit("00B0000003", "6986");
        assertThat(transmit("00C0000003")).isEqualTo("6985");

        transmit("00A40004023F00", "0102039000");
        link.reset();
        assertThat(transmit("00C0000003")).isEqualTo("6985");
    }

    @Test
    void namesTheRightLengthToAReadAndDoesNotReadAgain() {
        assertThat(transmit("00B2000200", "AABB9000")).isEqualTo("6C02");
        assertThat(transmit("00B2000203")).isEqualTo("6C02");
        assertThat(transmit("00B2000202")).isEqualTo("AABB9000");
        assertThat(reached).containsExactly("00B2000200");
        assertThat(transmit("00B2000202", "CCDD9000")).isEqualTo("CCDD9000");
        assertThat(reached).containsExactly("00B2000200", "00B2000202");
    }

    @Test
    void passesWhatNeedsNoHelp() {
        assertThat(transmit("00B0000003", "0102039000")).isEqualTo("0102039000");
        assertThat(transmit("00B00000FF", "6C03")).isEqualTo("6C03");
        assertThat(transmit("80F2000C00", "9000")).isEqualTo("9000");
        assertThat(transmit("00D6000001AA", "910C")).isEqualTo("910C");
        assertThat(transmit("008800810101", "9862")).isEqualTo("9862");
    }

    @Test
    void tellsOfAWarningAtOnceAndKeepsItsData() {
        assertThat(transmit("00A40004026F07", "AABB6283")).isEqualTo("6283");
        assertThat(transmit("00C0000000")).isEqualTo("6C02");
        assertThat(transmit("00C0000002")).isEqualTo("AABB6283");
    }

    @Test
    void knowsSelectWithoutDataFromSelectThatNamesALength() {
        assertThat(transmit("00A4000400", "AABB9000")).isEqualTo("6102");
        assertThat(transmit("00A4030400", "AABB9000")).isEqualTo("6C02");
        assertThat(transmit("00A4030402")).isEqualTo("AABB9000");
    }

    @Test
    void givesTheCardTheFormOfT0() {
        transmit("00880081021234FF", "9000");
        transmit("00200001", "63C3");
        assertThat(reached).containsExactly("00880081021234", "0020000100");
        assertThat(transmit("00B000")).isEqualTo("6700");
    }

    /** Between a card and a terminal it changes nothing that the terminal sees of APDUs. */
    @Test
    void isUndoneByATerminalThatFollows() {
        CardLink terminal = new FollowingLink(link);
        answer = "AABB910C";
        for (String command : List.of("00A40004023F00", "00B0000002", "00B2010400", "80C2000002D100", "00A4030400")) {
            assertThat(hex(terminal.transmit(HexFormat.of().parseHex(command))))
                    .as(command)
                    .isEqualTo("AABB910C");
        }
    }
}
