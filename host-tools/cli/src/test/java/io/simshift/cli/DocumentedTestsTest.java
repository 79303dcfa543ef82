package io.simshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where docs/applet/security.md and docs/traceability.md name a test for a claim, there is such a test. */
class DocumentedTestsTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
    private static final List<String> MODULES =
            List.of("applet", "ota-server", "host-tools/protocol", "host-tools/simulator", "host-tools/cli");

    @Test
    void everyClaimOfTheSecurityPageHasItsTest() throws IOException {
        everyTestThatIsNamedIn("docs/applet/security.md", 50);
    }

    @Test
    void everyAnswerToTheTechnicalReportHasItsTest() throws IOException {
        everyTestThatIsNamedIn("docs/traceability.md", 40);
    }

    private static void everyTestThatIsNamedIn(String page, int atLeast) throws IOException {
        Map<String, String> sources = testSources();
        List<String> missing = new ArrayList<>();
        int named = 0;
        Matcher names = NAMED.matcher(Files.readString(ROOT.resolve(page)));
        while (names.find()) {
            named++;
            String source = sources.getOrDefault(names.group(1), "");
            if (!isTest(source, names.group(2))) {
                missing.add(names.group(1) + "." + names.group(2));
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(atLeast);
    }

    @Test
    void seesThatATestIsMissing() {
        assertThat(isTest("    @Test\n    void isThere() {", "isThere")).isTrue();
        assertThat(isTest("    void isThere() {", "isThere")).isFalse();
        assertThat(isTest("    @Test\n    void isThere() {", "isNotThere")).isFalse();
    }

    private static boolean isTest(String source, String method) {
        int at = source.indexOf("void " + method + "(");
        if (at < 0) {
            return false;
        }
        int end = Math.max(source.lastIndexOf("\n    }\n", at), source.lastIndexOf(";\n\n", at));
        String annotations = source.substring(Math.max(0, end), at);
        return annotations.contains("@Test") || annotations.contains("@ParameterizedTest");
    }

    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                for (Path file : files.filter(path -> path.toString().endsWith("Test.java"))
                        .toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    sources.put(name, Files.readString(file));
                }
            }
        }
        return sources;
    }
}
