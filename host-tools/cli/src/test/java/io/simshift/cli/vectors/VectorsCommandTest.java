package io.simshift.cli.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandRun;
import io.simshift.vectors.VectorFile;
import io.simshift.vectors.VectorSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VectorsCommandTest {
    private static final String CRC_HEADER = "id,algorithm,source,message,value,recomputed\n";
    private static final String CRC_ROW = "check,CRC-32,catalogue,313233343536373839,cbf43926,yes\n";

    @TempDir
    private Path dir;

    @Test
    void allShippedVectorsPassOnTheHost() {
        CommandRun run = CommandRun.of("vectors");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.lastLine()).matches("[0-9]+ passed, 0 failed, [0-9]+ skipped");
        assertThat(passed(run)).isGreaterThan(200);
    }

    @Test
    void vectorsThatACardCanAnswerPassOnPersonalisedCards() {
        CommandRun run = CommandRun.of("vectors", "--target", "card");
        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.lastLine()).matches("[0-9]+ passed, 0 failed, [0-9]+ skipped");
        assertThat(passed(run)).isGreaterThan(75);
        assertThat(run.out()).contains("the card has no application with TAR");
        assertThat(run.out()).contains("mac/aes_cmac.csv (16 rows): a card does not answer such questions");
    }

    @ParameterizedTest
    @CsvSource({
        "f2_RES, f2_RES in the answer",
        "f3_CK, f3_CK in the answer",
        "f4_IK, f4_IK in the answer",
        "calc_AUTN, answer to AUTN",
        "calc_AUTS_SQNMS_eq_SQN_AMF0000, calc_AUTS_SQNMS_eq_SQN_AMF0000 in the answer",
        "calc_SRES_c2, calc_SRES_c2 in the answer",
        "calc_Kc_c3, calc_Kc_c3 in the answer"
    })
    void aCardThatAnswersOtherThanTheVectorFails(String column, String what) throws IOException {
        String file = "milenage/milenage_ts35207_ts35208.csv";
        VectorFile shipped = VectorSets.shipped().file(file);
        VectorFile.Row row = shipped.rows().get(0);
        String values = shipped.columns().stream()
                .map(name -> name.equals(column) ? "00" + row.get(name).substring(2) : row.get(name))
                .collect(Collectors.joining(","));
        write(file, String.join(",", shipped.columns()) + "\n" + values + "\n");
        CommandRun run = CommandRun.of("vectors", "--target", "card", "--dir", dir.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("FAILED " + file + ":2 35.208-01, " + what);
        assertThat(run.lastLine()).isEqualTo("0 passed, 1 failed, 0 skipped");
    }

    /** A packet whose keys are not those of the card: it must not pass for a right answer. */
    @ParameterizedTest
    @CsvSource({"gsm0348-req029, kic_key", "gsm0348-req029, kid_key", "gsm0348-req029, cntr", "gsm0348-req007, kic_key"
    })
    void aCardThatAnswersAPacketOtherwiseFails(String id, String column) throws IOException {
        String file = "ota/command_packets.csv";
        VectorFile shipped = VectorSets.shipped().file(file);
        VectorFile.Row row = shipped.rows().stream()
                .filter(candidate -> candidate.get("id").equals(id))
                .findFirst()
                .orElseThrow();
        List<String> columns = List.of(
                "id",
                "spi",
                "kic",
                "kid",
                "tar",
                "cntr",
                "pcntr",
                "cipher",
                "kic_key",
                "integrity",
                "kid_key",
                "secured_data",
                "command_packet");
        String values = columns.stream()
                .map(name -> name.equals(column) ? row.get(name).substring(2) + "a5" : row.get(name))
                .collect(Collectors.joining(","));
        write(file, String.join(",", columns) + "\n" + values + "\n");
        CommandRun run = CommandRun.of("vectors", "--target", "card", "--dir", dir.toString());
        assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
        assertThat(run.out()).contains("FAILED " + file + ":2 " + id);
    }

    @Test
    void everyShippedFileIsInTheTableOrNamedAsSkipped() {
        String out = CommandRun.of("vectors").out();
        assertThat(VectorSets.shipped().names())
                .allSatisfy(name -> assertThat(out).contains(name));
        assertThat(out).contains("XOR checks are proprietary");
        assertThat(out)
                .doesNotContain("xor3g.csv (1 row):", "tuak_ts35233.csv (6 rows):", "keccak_f1600.csv (6 rows):");
    }

    @Test
    void aWrongValueIsShownWithFileLineExpectedAndGot() throws IOException {
        write("mac/crc_xor.csv", CRC_HEADER + CRC_ROW + CRC_ROW.replace("cbf43926", "cbf43927"));
        CommandRun run = CommandRun.of("vectors", "--dir", dir.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("FAILED mac/crc_xor.csv:3 check, value")
                .contains("expected cbf43927")
                .contains("got      cbf43926");
        assertThat(run.lastLine()).isEqualTo("1 passed, 1 failed, 0 skipped");
    }

    @Test
    void aMissingColumnIsAFailureThatNamesIt() throws IOException {
        write("mac/crc_xor.csv", (CRC_HEADER + CRC_ROW).replace("value", "valeu"));
        CommandRun run = CommandRun.of("vectors", "--dir", dir.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("no column value");
        assertThat(run.lastLine()).isEqualTo("0 passed, 1 failed, 0 skipped");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CRC_HEADER + "check,CRC-32\n", // too few fields
                CRC_HEADER + "check,\"CRC-32,catalogue,3132,cbf43926,yes\n", // a quote without end
                CRC_HEADER, // no row
                "", // nothing
                CRC_HEADER + "check,CRC-32,catalogue,31323z,cbf43926,yes\n", // not hexadecimal
                CRC_HEADER + "check,CRC-32,catalogue,31323,cbf43926,yes\n" // half a byte
            })
    void aFileThatCannotBeReadIsAFailure(String text) throws IOException {
        write("mac/crc_xor.csv", text);
        CommandRun run = CommandRun.of("vectors", "--dir", dir.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("FAILED mac/crc_xor.csv");
        assertThat(run.lastLine()).isEqualTo("0 passed, 1 failed, 0 skipped");
    }

    @Test
    void aFileOfAnUnknownKindIsSkippedByName() throws IOException {
        write("mac/crc_xor.csv", CRC_HEADER + CRC_ROW);
        write("weather/rain.csv", "day,mm\n1,2\n2,3\n");
        CommandRun run = CommandRun.of("vectors", "--dir", dir.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("weather/rain.csv (2 rows): neither its name nor its columns");
        assertThat(run.lastLine()).isEqualTo("1 passed, 0 failed, 2 skipped");
    }

    @Test
    void aFileWithAnotherNameIsRunByItsColumns() throws IOException {
        write("mine/sums.csv", CRC_HEADER + CRC_ROW);
        assertThat(CommandRun.of("vectors", "--dir", dir.toString()).lastLine())
                .isEqualTo("1 passed, 0 failed, 0 skipped");
    }

    @Test
    void theFolderOfOneSubjectCanBeGivenItself() throws IOException {
        write("cat/mine.csv", "set_id,K\ncat-1,00\n");
        CommandRun run = CommandRun.of("vectors", "--dir", dir.resolve("cat").toString());
        assertThat(run.out()).contains("mine.csv (1 row): CAT vectors are not run by this command");
    }

    @Test
    void upperCaseHexadecimalPasses() throws IOException {
        String row = CRC_ROW.replace("cbf43926", "cbf43926".toUpperCase(Locale.ROOT));
        write("mac/crc_xor.csv", CRC_HEADER + row);
        assertThat(CommandRun.of("vectors", "--dir", dir.toString()).exitCode()).isZero();
    }

    @Test
    void aTuakRowAmongMilenageRowsIsSkipped() throws IOException {
        String file = "milenage/milenage_ts35207_ts35208.csv";
        String header = String.join(",", VectorSets.shipped().file(file).columns());
        int columns = header.split(",").length;
        write(file, header + "\ntuak-1,TS 35.233 6.3" + ",".repeat(columns - 2) + "\n");
        CommandRun run = CommandRun.of("vectors", "--dir", dir.toString());
        assertThat(run.out()).contains("tuak-1: a row of TUAK among those of Milenage");
        assertThat(run.lastLine()).isEqualTo("0 passed, 0 failed, 1 skipped");
    }

    @Test
    void jsonHoldsTheSameCountsAndEveryRow() throws IOException {
        write("mac/crc_xor.csv", CRC_HEADER + CRC_ROW + CRC_ROW.replace("cbf43926", "cbf43927"));
        CommandRun run = CommandRun.of("vectors", "--json", "--dir", dir.toString());
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(json.get("target").asText()).isEqualTo("host");
        assertThat(json.get("passed").asInt()).isEqualTo(1);
        assertThat(json.get("failed").asInt()).isEqualTo(1);
        JsonNode row = json.at("/files/0/rows/1");
        assertThat(row.get("line").asInt()).isEqualTo(3);
        assertThat(row.at("/mismatches/0/got").asText()).isEqualTo("cbf43926");
        assertThat(run.err().strip()).isEqualTo("1 passed, 1 failed, 0 skipped");
    }

    @Test
    void aMissingOrEmptyFolderIsWrongUsage() throws IOException {
        CommandRun missing =
                CommandRun.of("vectors", "--dir", dir.resolve("none").toString());
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err().lines()).containsExactly("simshift: No such folder: " + dir.resolve("none"));

        CommandRun empty = CommandRun.of("vectors", "--dir", dir.toString());
        assertThat(empty.exitCode()).isEqualTo(2);
        assertThat(empty.err()).contains("there is no vector file (*.csv)").hasLineCount(1);

        Path file = Files.writeString(dir.resolve("notes.txt"), "no folder");
        CommandRun noFolder = CommandRun.of("vectors", "--dir", file.toString());
        assertThat(noFolder.err().lines()).containsExactly("simshift: Not a folder: " + file);
    }

    private void write(String name, String text) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static int passed(CommandRun run) {
        return Integer.parseInt(run.lastLine().split(" ")[0]);
    }
}
