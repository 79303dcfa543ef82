package io.simshift.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandRun;
import io.simshift.server.remote.RemoteServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class ServerCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    private Path folder;

    private Path config(String role, String text) throws IOException {
        Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        return Files.writeString(folder.resolve(role + ".yaml"), "role: " + role + "\n" + text);
    }

    private Path escrow(String more) throws IOException {
        Path file = config(
                "escrow",
                "dataFolder: escrow\npasswordFile: password\nhttp:\n  listen: 127.0.0.1:0\nlog: {level: debug}\n"
                        + more);
        CommandRun init = CommandRun.of(
                "escrow",
                "init",
                "--dir",
                folder.resolve("escrow").toString(),
                "--password-file",
                folder.resolve("password").toString());
        assertThat(init.exitCode()).as(init.err()).isZero();
        return file;
    }

    private Path operator() throws IOException {
        Files.writeString(folder.resolve("smsc"), "secret\n");
        return config(
                "operator",
                String.join(
                        "\n",
                        "dataFolder: a",
                        "passwordFile: password",
                        "operator: {id: A, mcc: '001', mnc: '01', otaNumber: '88350', serviceCentre: '88351',"
                                + " serviceProviderName: A}",
                        "numbers: {prefix: '8835'}",
                        "smsc: {host: 127.0.0.1, port: 1, systemId: a, passwordFile: smsc}",
                        "escrow: {url: 'https://127.0.0.1:1', certificate: escrow.pem}",
                        "http: {listen: '127.0.0.1:0'}",
                        ""));
    }

    private static X509Certificate certificate(Path config) throws Exception {
        CommandRun run = CommandRun.of("server", "certificate", "--config", config.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(run.out().getBytes(StandardCharsets.US_ASCII)));
    }

    private static String token(Path config, String roles) {
        CommandRun run = CommandRun.of(
                "server", "token", "create", "--config", config.toString(), "--name", "alice", "--grant", roles);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.lastLine();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals")
    void anEscrowServesAndStopsWhenTold() throws Exception {
        Path config = escrow("");
        X509Certificate certificate = certificate(config);
        String token = token(config, "viewer");
        try (ServerProcess server = ServerProcess.start(folder, Map.of(), "server", "--config", config.toString())) {
            RemoteServer client = new RemoteServer("it", URI.create(server.url()), Optional.of(certificate), token);
            assertThat(client.get("/health").path("status").asText()).isEqualTo("up");
            assertThat(client.post("/metrics", "text/plain", BodyPublishers.noBody())
                            .statusCode())
                    .isEqualTo(405);
            assertThat(client.get("/api/v1/session").path("name").asText()).isEqualTo("alice");
            assertThat(server.stop()).isEqualTo(143);
            assertThat(server.log()).contains("\"message\":\"stopped\"");
            for (String line : server.log().lines().toList()) {
                JsonNode event = JSON.readTree(line);
                assertThat(event.path("at").asText()).isNotEmpty();
                assertThat(event.path("level").asText()).isIn("DEBUG", "INFO", "WARN");
            }
            assertThat(server.log()).contains("\"operation\":\"showSession\"", "\"caller\":\"alice\"");
            assertThat(server.log()).doesNotContain(token, token.substring(13), PASSWORD);
        }
        try (ServerProcess again = ServerProcess.start(folder, Map.of(), "server", "--config", config.toString())) {
            assertThat(again.url()).startsWith("https://127.0.0.1:");
        }
    }

    @Test
    void anOperatorIsUpWithoutItsSmscAndItsEscrow() throws Exception {
        Path config = operator();
        Path escrow = escrow("");
        CommandRun pem = CommandRun.of("server", "certificate", "--config", escrow.toString());
        Files.writeString(folder.resolve("escrow.pem"), pem.out());
        X509Certificate certificate = certificate(config);
        String token = token(config, "viewer,operator");
        try (ServerProcess server = ServerProcess.start(
                folder, Map.of("SIMSHIFT_LOG_LEVEL", "info"), "server", "--config", config.toString())) {
            RemoteServer client = new RemoteServer("it", URI.create(server.url()), Optional.of(certificate), token);
            JsonNode health = client.get("/health");
            assertThat(health.path("status").asText()).isEqualTo("degraded");
            assertThat(health.path("checks").path("smsc").asText()).isEqualTo("down");
            assertThat(health.path("checks").path("store").asText()).isEqualTo("up");
            backUpTo(config, folder.resolve("copy"));
        }
        Files.move(folder.resolve("a"), folder.resolve("lost"));
        Files.move(folder.resolve("copy"), folder.resolve("a"));
        try (ServerProcess restored = ServerProcess.start(folder, Map.of(), "server", "--config", config.toString())) {
            RemoteServer client = new RemoteServer("it", URI.create(restored.url()), Optional.of(certificate), token);
            assertThat(client.get("/api/v1/session").path("name").asText()).isEqualTo("alice");
        }
    }

    /** The server is another process, and runs. */
    private static void backUpTo(Path config, Path target) {
        String[] backup = {"server", "backup", "--config", config.toString(), "--to", target.toString()};
        CommandRun made = CommandRun.of(backup);
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.out()).contains("Backup of", target.toString());
        CommandRun again = CommandRun.of(backup);
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("No backup of", "the folder is not empty");
    }

    @Test
    void whatIsWrongIsSaidInOneLine() throws Exception {
        CommandRun missing = CommandRun.of("server");
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).contains("--config");

        Path typo = config("escrow", "dataFolder: x\npasswordFile: password\nhtpp: {}\n");
        CommandRun wrong = CommandRun.of("server", "--config", typo.toString());
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err())
                .isEqualTo(String.format("simshift: escrow.yaml:4: unknown key 'htpp'; did you mean 'http'?%n"));

        Path nowhere = config("escrow", "dataFolder: nowhere\npasswordFile: password\n");
        CommandRun none = CommandRun.of("server", "--config", nowhere.toString());
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.err()).contains("there is no escrow in", "escrow init");
        assertThat(Files.exists(folder.resolve("nowhere"))).isFalse();

        CommandRun role = CommandRun.of("server", "--config", nowhere.toString(), "--role", "operator");
        assertThat(role.err()).contains("'role' is escrow, but the command line asks for operator");
        assertThat(CommandRun.of("server", "--config", nowhere.toString(), "--role", "x")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void tokensAreMadeListedAndRevoked() throws Exception {
        Path config = operator();
        String token = token(config, "viewer,approver");
        CommandRun list = CommandRun.of("server", "token", "list", "--config", config.toString());
        assertThat(list.out())
                .contains(token.substring(4, 12), "alice", "viewer,approver")
                .doesNotContain(token);
        String id = token.substring(4, 12);
        assertThat(CommandRun.of("server", "token", "revoke", "--config", config.toString(), "--id", id)
                        .exitCode())
                .isZero();
        CommandRun gone = CommandRun.of("server", "token", "revoke", "--config", config.toString(), "--id", id);
        assertThat(gone.exitCode()).isEqualTo(1);
        assertThat(gone.err()).contains("There is no token " + id);
        CommandRun unknown = CommandRun.of(
                "server", "token", "create", "--config", config.toString(), "--name", "x", "--grant", "partner");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("There is no role 'partner'");
    }
}
