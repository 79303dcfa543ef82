package io.simshift.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.apdu.StatusWord;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileTreeTest {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** Answers what it was told to, 6A82 to all else. */
    private static final class ScriptedCard implements CardLink {
        final Map<String, String> answers = new HashMap<>();

        @Override
        public byte[] reset() {
            return new byte[] {0x3B, 0x00};
        }

        @Override
        public byte[] transmit(byte[] commandApdu) {
            return HEX.parseHex(answers.getOrDefault(HEX.formatHex(commandApdu), "6A82"));
        }
    }

    private final ScriptedCard card = new ScriptedCard();

    FileTreeTest() {
        card.answers.put("00A40004023F0000", "6204820278219000");
    }

    private void transparent(String select, int size) {
        card.answers.put(select, String.format("6208820241218002%04X9000", size));
    }

    @Test
    void readsALongFileInPieces() {
        transparent("00A40804022FE200", 600);
        String piece = "AB".repeat(255);
        card.answers.put("00B00000FF", piece + "9000");
        card.answers.put("00B000FFFF", piece + "9000");
        card.answers.put("00B001FE5A", "CD".repeat(90) + "9000");
        List<CardFile> files = FileTree.read(card, FileRange.ALL);
        assertThat(files).extracting(CardFile::pathText).containsExactly("3F00", "3F00/2FE2");
        assertThat(files.get(1).content().get(0)).hasSize(600);
        assertThat(files.get(1).content().get(0)[599]).isEqualTo((byte) 0xCD);
    }

    @Test
    void tellsTheStatusOfAFileThatIsNotToBeRead() {
        transparent("00A40804022F0500", 4);
        card.answers.put("00B0000004", "6982");
        CardFile file = FileTree.read(card, FileRange.NAMED).get(1);
        assertThat(file.status()).isEqualTo(StatusWord.SECURITY_STATUS_NOT_SATISFIED);
        assertThat(file.content()).isEmpty();
    }

    @Test
    void findsFilesOfTheApplicationsThatTheCardLists() {
        card.answers.put("00A40804022F0000", "6207820542210008019000");
        card.answers.put("00B2010408", "61064F04A00000019000");
        card.answers.put("00A4040404A000000100", "6204820278219000");
        transparent("00A40804047FFF6F0700", 1);
        card.answers.put("00B0000001", "5A9000");
        // a directory with an AID is the application once more, under its file identifier
        card.answers.put("00A40804027FF000", "620A820278218404A00000019000");
        List<CardFile> files = FileTree.read(card, FileRange.ALL);
        assertThat(files).extracting(CardFile::pathText).containsExactly("3F00", "3F00/2F00", "7FFF", "7FFF/6F07");
        assertThat(files.get(3).application())
                .hasValueSatisfying(aid -> assertThat(aid).containsExactly(0xA0, 0, 0, 1));
    }

    @Test
    void neverReadsSessionKeys() {
        card.answers.put("00A40804022F0000", "6207820542210008019000");
        card.answers.put("00B2010408", "61064F04A00000019000");
        card.answers.put("00A4040404A000000100", "6204820278219000");
        transparent("00A40804047FFF6F0800", 1);
        card.answers.put("00B0000001", "5A9000");
        CardFile keys = FileTree.read(card, FileRange.NAMED).get(3);
        assertThat(keys.holdsKeys()).isTrue();
        assertThat(keys.content()).isEmpty();
    }

    @Test
    void saysWhereThereIsNoUicc() {
        card.answers.clear();
        assertThatThrownBy(() -> FileTree.read(card, FileRange.NAMED))
                .isInstanceOf(CardLinkException.class)
                .hasMessage("it is no UICC: SELECT of the MF was answered 6A82, file not found");
    }

    @Test
    void saysWhereAFileCanNotBeUnderstood() {
        card.answers.put("00A40804022FE200", "FFFF9000");
        assertThatThrownBy(() -> FileTree.read(card, FileRange.NAMED))
                .isInstanceOf(CardLinkException.class)
                .hasMessageStartingWith("the file control parameters of 2fe2 can't be read");
    }
}
