package io.simshift.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Escrow and operators as real processes that meet through the API only. */
final class SeparateDemoTest {
    @TempDir
    private Path folder;

    @Test
    void cardsMoveBetweenServersInProcessesOfTheirOwn() throws Exception {
        CommandRun run = CommandRun.of(
                "demo",
                "--cards",
                "2",
                "--operators",
                "A,B",
                "--aka",
                "tuak",
                "--separate",
                "--out",
                folder.toString());
        assertThat(run.exitCode()).as(run.out() + run.err() + logs()).isZero();
        assertThat(run.out()).contains("A to B: 2 of 2 switched", "2 authenticated by B", "Every card did every step.");

        Path servers = folder.resolve("servers");
        for (String name : List.of("escrow", "operator-A", "operator-B")) {
            Path own = servers.resolve(name);
            for (String line : Files.readAllLines(own.resolve("log.jsonl"))) {
                assertThat(new ObjectMapper().readTree(line).path("message").asText())
                        .isNotEmpty();
            }
            String password = Files.readAllLines(own.resolve("password")).get(0);
            assertThat(Files.readString(own.resolve("log.jsonl")))
                    .contains("\"message\":\"stopped\"")
                    .doesNotContain(password, "\"level\":\"ERROR\"", "sst_");
        }
        assertThat(Files.readString(servers.resolve("operator-A/log.jsonl")))
                .contains("\"card\":\"", "\"transfer\":\"", "\"phase\":\"CONFIRMED\"");
        assertThat(Files.readString(servers.resolve("operator-A/server.yaml")))
                .doesNotContain(servers.resolve("escrow/data").toString());

        CommandRun ledger = CommandRun.of(
                "escrow",
                "audit",
                "verify",
                "--ledger",
                folder.toString(),
                "--certificate",
                servers.resolve("escrow/certificate.pem").toString());
        assertThat(ledger.exitCode()).as(ledger.err()).isZero();
        assertThat(Files.readString(folder.resolve("audit.jsonl"), StandardCharsets.UTF_8))
                .contains("\"action\":\"release\"", "\"action\":\"confirm\"");
    }

    private String logs() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(each -> each.endsWith("log.jsonl")).toList()) {
                all.append('\n').append(file).append('\n').append(Files.readString(file));
            }
        }
        return all.toString();
    }

    @Test
    void whatDoesNotGoTogetherIsSaid() {
        CommandRun run = CommandRun.of("demo", "--separate", "--seed", "1", "--out", folder.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--separate goes with");
    }
}
