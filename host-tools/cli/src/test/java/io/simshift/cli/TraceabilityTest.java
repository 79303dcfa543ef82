package io.simshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/traceability.md has every id of TR 33.812; {@link DocumentedTestsTest} looks for the tests that it names. */
class TraceabilityTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z0-9]*Test)\\.([a-z][A-Za-z0-9]*)`");

    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/traceability.md"))) {
            if (line.startsWith("| TR-")) {
                String id = line.substring(2, line.indexOf(' ', 2));
                assertThat(rows.put(id, line)).as("a second row " + id).isNull();
            }
        }
        return rows;
    }

    private static Stream<String> ids(String letter, int last) {
        return IntStream.rangeClosed(1, last).mapToObj(number -> "TR-" + letter + number);
    }

    @Test
    void answersEveryIdOnce() throws IOException {
        List<String> ids = new ArrayList<>(List.of("TR-1a", "TR-1b", "TR-2", "TR-3a", "TR-3b"));
        Stream.of(ids("P", 9), ids("S", 8), ids("O", 4), ids("W", 11))
                .flatMap(stream -> stream)
                .forEach(ids::add);
        assertThat(rows().keySet()).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void namesATestForWhateverIsBuilt() throws IOException {
        rows().forEach((id, row) ->
                assertThat(NAMED.matcher(row).find()).as(row).isNotEqualTo(row.contains("| not built")));
    }
}
