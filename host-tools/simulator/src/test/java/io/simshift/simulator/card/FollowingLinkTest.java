package io.simshift.simulator.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class FollowingLinkTest {
    private final Deque<String> answers = new ArrayDeque<>();
    private final List<String> sent = new ArrayList<>();
    private final CardLink link = new FollowingLink(new CardLink() {
        @Override
        public byte[] reset() {
            return new byte[] {0x3B, 0};
        }

        @Override
        public byte[] transmit(byte[] commandApdu) {
            sent.add(hex(commandApdu));
            return HexFormat.of().parseHex(answers.size() > 1 ? answers.removeFirst() : answers.getFirst());
        }
    });

    private static String hex(byte[] bytes) {
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }

    private String transmit(String command, String... cardAnswers) {
        answers.addAll(List.of(cardAnswers));
        return hex(link.transmit(HexFormat.of().parseHex(command)));
    }

    @Test
    void passesAnswersThrough() {
        assertThat(transmit("00A40004026F07", "6A82")).isEqualTo("6A82");
        assertThat(sent).containsExactly("00A40004026F07");
    }

    @Test
    void fetchesAnnouncedDataOnTheSameChannel() {
        assertThat(transmit("02A40004026F07", "6104", "010203049000")).isEqualTo("010203049000");
        assertThat(sent).containsExactly("02A40004026F07", "02C0000004");
    }

    @Test
    void fetchesDataThatComeInPieces() {
        assertThat(transmit("00A40004026F07", "6102", "01026101", "039000")).isEqualTo("0102039000");
        assertThat(sent).containsExactly("00A40004026F07", "00C0000002", "00C0000001");
    }

    @Test
    void repeatsCommandWithTheLengthThatTheCardNames() {
        assertThat(transmit("00B2010400", "6C02", "AABB9000")).isEqualTo("AABB9000");
        assertThat(sent).containsExactly("00B2010400", "00B2010402");
    }

    @Test
    void repeatsCommandWithDataAndKeepsThem() {
        assertThat(transmit("00880081021234FF", "6C02", "AABB9000")).isEqualTo("AABB9000");
        assertThat(sent).containsExactly("00880081021234FF", "0088008102123402");
    }

    @Test
    void givesUpOnCardThatNeverEnds() {
        assertThatThrownBy(() -> transmit("00B0000000", "6C00"))
                .isInstanceOf(CardLinkException.class)
                .hasMessage("the card announces more data without end");
    }

    @Test
    void refusesAnswerWithoutStatusWord() {
        assertThatThrownBy(() -> transmit("00B0000000", "90"))
                .isInstanceOf(CardLinkException.class)
                .hasMessage("the card's answer has no status word");
    }
}
