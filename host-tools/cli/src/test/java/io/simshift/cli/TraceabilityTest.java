package io.simshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/traceability.md has every id of TR 33.812, and the tests that it names exist. */
class TraceabilityTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z0-9]*Test)\\.([a-z][A-Za-z0-9]*)`");
    private static final List<String> MODULES = List.of(
            "applet", "test-vectors", "ota-server", "host-tools/protocol", "host-tools/simulator", "host-tools/cli");

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

    @Test
    void namesOnlyTestsThatExist() throws IOException {
        Map<String, String> sources = sources();
        List<String> missing = new ArrayList<>();
        for (String row : rows().values()) {
            Matcher named = NAMED.matcher(row);
            while (named.find()) {
                Pattern test = Pattern.compile(
                        "@(?:Parameterized)?Test\\b(?:(?!\\bvoid ).)*\\bvoid " + named.group(2) + "\\(",
                        Pattern.DOTALL);
                String source = sources.getOrDefault(named.group(1), "");
                if (!test.matcher(source).find()) {
                    missing.add(named.group());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (String module : MODULES) {
            Path tests = ROOT.resolve(module).resolve("src/test/java");
            if (Files.isDirectory(tests)) {
                try (Stream<Path> files = Files.walk(tests)) {
                    files.filter(file -> file.toString().endsWith("Test.java"))
                            .forEach(file ->
                                    sources.put(file.getFileName().toString().replace(".java", ""), read(file)));
                }
            }
        }
        return sources;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
