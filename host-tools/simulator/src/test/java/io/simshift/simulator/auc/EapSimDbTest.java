package io.simshift.simulator.auc;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.aka.AkaVector;
import io.simshift.protocol.aka.Amf;
import io.simshift.protocol.aka.Auts;
import io.simshift.protocol.aka.GsmTriplet;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.identity.Imsi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EapSimDbTest {
    private static final HexFormat HEX = HexFormat.of();

    private final List<String> said = new ArrayList<>();
    private final EapSimDbListener listener = new EapSimDbListener() {
        @Override
        public void asked(String question, Imsi imsi, String outcome) {
            said.add(question + " " + imsi + ": " + outcome);
        }

        @Override
        public void failed(String question, Imsi imsi, Exception cause) {
            said.add(question + " failed");
        }

        @Override
        public void refused(String why) {
            said.add("refused: " + why);
        }
    };

    @TempDir
    private Path folder;

    private SequenceFile sequence;
    private EapSimDb database;

    @BeforeEach
    void open() throws IOException {
        sequence = SequenceFile.open(folder.resolve("a.sqn"));
        database = new EapSimDb(TestAuc.issuer(sequence, 0), listener);
    }

    @AfterEach
    void close() throws IOException {
        sequence.close();
    }

    private String[] answer(String question) {
        return database.answer(question).orElseThrow().split(" ");
    }

    @Test
    void givesAVectorWithIkBeforeCk() {
        String[] answer = answer("AKA-REQ-AUTH 001010000000001");
        assertThat(answer).hasSize(7).startsWith("AKA-RESP-AUTH", "001010000000001");
        byte[] rand = HEX.parseHex(answer[2]);
        AkaVector expected = AkaVector.generate(TestAuc.ALGORITHM, rand, new SequenceNumber(0x20), Amf.SEPARATED);
        assertThat(answer[3]).isEqualTo(HEX.formatHex(expected.autn().encode()));
        assertThat(answer[4]).isEqualTo(HEX.formatHex(expected.ik().reveal()));
        assertThat(answer[5]).isEqualTo(HEX.formatHex(expected.ck().reveal()));
        assertThat(answer[6]).isEqualTo(HEX.formatHex(expected.xres()));
        assertThat(said).containsExactly("AKA-REQ-AUTH 001010000000001: vector");
    }

    @Test
    void givesTriplets() {
        String[] answer = answer("SIM-REQ-AUTH 001010000000001 3");
        assertThat(answer).hasSize(5).startsWith("SIM-RESP-AUTH", "001010000000001");
        String[] first = answer[2].split(":");
        GsmTriplet expected = GsmTriplet.of(TestAuc.ALGORITHM, HEX.parseHex(first[2]));
        assertThat(first[0]).isEqualTo(HEX.formatHex(expected.kc().reveal()));
        assertThat(first[1]).isEqualTo(HEX.formatHex(expected.sres()));
    }

    @Test
    void answersFailureForAStranger() {
        assertThat(database.answer("AKA-REQ-AUTH 001010000000009")).contains("AKA-RESP-AUTH 001010000000009 FAILURE");
        assertThat(database.answer("SIM-REQ-AUTH 001010000000009 3")).contains("SIM-RESP-AUTH 001010000000009 FAILURE");
        assertThat(said)
                .containsExactly(
                        "AKA-REQ-AUTH 001010000000009: unknown subscriber",
                        "SIM-REQ-AUTH 001010000000009: unknown subscriber");
    }

    @Test
    void answersFailureWhereNumbersCannotBeKept() throws IOException {
        sequence.close();
        assertThat(database.answer("AKA-REQ-AUTH 001010000000001")).contains("AKA-RESP-AUTH 001010000000001 FAILURE");
        assertThat(said).containsExactly("AKA-REQ-AUTH failed");
    }

    @Test
    void answersFailureWhereNumbersAreUsedUp() throws IOException {
        sequence.record(TestAuc.IMSI, new SequenceNumber(0xFFFF_FFFF_FFE0L));
        assertThat(database.answer("AKA-REQ-AUTH 001010000000001")).contains("AKA-RESP-AUTH 001010000000001 FAILURE");
    }

    @Test
    void resynchronisesAndSaysNothingToTheAsker() {
        byte[] rand = HEX.parseHex(answer("AKA-REQ-AUTH 001010000000001")[2]);
        Auts auts = Auts.of(TestAuc.ALGORITHM, rand, new SequenceNumber(0x1000));
        String question = "AKA-AUTS 001010000000001 " + auts + " " + HEX.formatHex(rand);
        assertThat(database.answer(question)).isEmpty();
        assertThat(sequence.last(TestAuc.IMSI)).isEqualTo(new SequenceNumber(0x1000));
        Auts wrong = Auts.of(TestAuc.OTHER, rand, new SequenceNumber(0x2000));
        assertThat(database.answer("AKA-AUTS 001010000000001 " + wrong + " " + HEX.formatHex(rand)))
                .isEmpty();
        assertThat(said.subList(1, 3))
                .containsExactly("AKA-AUTS 001010000000001: resynchronised", "AKA-AUTS 001010000000001: wrong MAC-S");
    }

    @ParameterizedTest
    @CsvSource({
        "'', the question is not known",
        "NONSENSE, the question is not known",
        "AKA-REQ-AUTH, 'the question has 1 fields, not 2'",
        "AKA-REQ-AUTH 001010000000001 x, 'the question has 3 fields, not 2'",
        "AKA-REQ-AUTH a01010000000001, the IMSI is not 6 to 15 digits",
        "SIM-REQ-AUTH 001010000000001 0, the number of triplets is not 1 to 5",
        "SIM-REQ-AUTH 001010000000001 99999999999, the number of triplets is not 1 to 5",
        "AKA-AUTS 001010000000001 zz zz, a value is not hexadecimal",
        "AKA-AUTS 001010000000001 00112233445566778899aabbccdd 0011, RAND has 2 bytes",
    })
    void answersNothingToWhatIsNoQuestion(String question, String why) {
        assertThat(database.answer(question)).isEmpty();
        assertThat(said).containsExactly("refused: " + why);
    }

    @Test
    void takesAnAutsOfAWrongLengthForNoQuestion() {
        assertThat(database.answer("AKA-AUTS 001010000000001 0011 " + "00".repeat(16)))
                .isEmpty();
        assertThat(said).hasSize(1).first().asString().startsWith("refused: ");
    }
}
