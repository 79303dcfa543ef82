package io.simshift.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Other people's programs against the card and the authentication centre: eapol_test (wpa_supplicant) has the card behind
 * PC/SC, hostapd asks the authentication centre. All of it runs in a private mount, network and process namespace, whose
 * processes end with it.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class EapOverPcscTest {
    private static final List<String> TOOLS = List.of("unshare", "ip", "mount", "pcscd", "hostapd", "eapol_test");
    private static final Path READER_DRIVER = Path.of("/etc/reader.conf.d/vpcd");

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsTheTools() throws IOException, InterruptedException {
        Optional<String> missing = missing();
        missing.ifPresent(what -> System.out.println("skipped: EAP-AKA, EAP-AKA' and EAP-SIM over PC/SC: " + what));
        assumeTrue(missing.isEmpty(), missing.orElse(""));
    }

    private static Optional<String> missing() throws IOException, InterruptedException {
        List<String> absent =
                TOOLS.stream().filter(tool -> Tool.find(tool).isEmpty()).toList();
        if (!absent.isEmpty() || !Files.exists(READER_DRIVER)) {
            return Optional.of("not installed: " + String.join(" ", absent)
                    + (Files.exists(READER_DRIVER) ? "" : " vpcd")
                    + " (Debian: eapoltest hostapd pcscd vsmartcard-vpcd iproute2)");
        }
        List<String> attempt = namespace();
        attempt.add("true");
        boolean allowed = new ProcessBuilder(attempt)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
        return allowed ? Optional.empty() : Optional.of("namespaces can't be made (needs root, or user namespaces)");
    }

    private static List<String> namespace() {
        List<String> command =
                new ArrayList<>(List.of(Tool.find("unshare").orElseThrow().toString()));
        if (!"root".equals(System.getProperty("user.name"))) {
            command.add("--map-root-user");
        }
        command.addAll(List.of("--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"));
        return command;
    }

    @Test
    void cardAuthenticatesAtItsOperatorBeforeAndAfterAnOperatorChange() throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        List<String> results = run(log);
        assertThat(results)
                .as(() -> "log:\n" + read(log))
                .containsExactly(
                        "A AKA SUCCESS",
                        "A AKA' SUCCESS",
                        "A SIM SUCCESS",
                        "A answered 0 AUTS",
                        "A without its sequence numbers AKA SUCCESS",
                        "A without its sequence numbers AKA SUCCESS",
                        "A without its sequence numbers answered 1 AUTS",
                        "SWITCH by 1 message: 9000, IMSI 001020000000001",
                        "B AKA SUCCESS",
                        "B AKA' SUCCESS",
                        "B SIM SUCCESS",
                        "B answered 0 AUTS",
                        "A AKA FAILURE",
                        "A SIM FAILURE",
                        "A answered 0 AUTS",
                        "A with the new IMSI AKA FAILURE",
                        "A with the new IMSI SIM FAILURE",
                        "A with the new IMSI answered 0 AUTS");
    }

    private List<String> run(Path log) throws IOException, InterruptedException {
        List<String> command = namespace();
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                PrivateNetwork.class.getName(),
                folder.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            assertThat(process.waitFor(280, TimeUnit.SECONDS))
                    .as(() -> read(log))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.startsWith(PrivateNetwork.RESULT))
                    .map(line -> line.substring(PrivateNetwork.RESULT.length()))
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
