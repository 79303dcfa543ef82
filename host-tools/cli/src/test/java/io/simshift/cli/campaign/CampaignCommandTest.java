package io.simshift.cli.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandRun;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.access.Role;
import io.simshift.server.access.TokenFile;
import io.simshift.server.config.ConfigFile;
import io.simshift.server.config.ServerSettings;
import io.simshift.server.escrow.Batch;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.node.ServerNode;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.remote.RemoteServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command against a server's API in this process, whose SMSC and escrow are away: nothing before approval needs them. */
final class CampaignCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final char[] PASSWORD = "correct horse".toCharArray();

    @TempDir
    private Path folder;

    private final SecureRandom random = new SecureRandom();
    private final List<Iccid> cards = new ArrayList<>();
    private ServerNode node;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("password"), new String(PASSWORD) + "\n");
        Files.writeString(folder.resolve("smsc"), "secret\n");
        Path config = Files.writeString(
                folder.resolve("server.yaml"),
                String.join(
                        "\n",
                        "role: operator",
                        "dataFolder: a",
                        "passwordFile: password",
                        "operator: {id: A, mcc: '262', mnc: '01', otaNumber: '88350', serviceCentre: '88351',"
                                + " serviceProviderName: A}",
                        "numbers: {prefix: '8835'}",
                        "smsc: {host: 127.0.0.1, port: 1, systemId: a, passwordFile: smsc}",
                        "escrow: {url: 'https://127.0.0.1:1', certificate: escrow.pem}",
                        "aucCertificate: b.pem",
                        "partners:",
                        "  - {id: B, mcc: '262', mnc: '02', otaNumber: '88360', serviceCentre: '88361',"
                                + " serviceProviderName: B, url: 'https://127.0.0.1:1', certificate: b.pem}",
                        "http: {listen: '127.0.0.1:0'}",
                        ""));
        Clock clock = Clock.systemUTC();
        pem("b.pem", OperatorIdentity.open(folder.resolve("b.p12"), PASSWORD, "B", clock, random));
        ServerSettings settings = ConfigFile.read(config, Map.of(), Optional.empty());
        byte[] sealed;
        try (Escrow escrow = Escrow.open(folder.resolve("escrow"), PASSWORD, clock, random)) {
            pem(
                    "escrow.pem",
                    OperatorIdentity.open(
                            folder.resolve("escrow/identity.p12"), PASSWORD, "Simshift escrow", clock, random));
            escrow.register(new OperatorId("A"), ServerNode.certificate(settings, clock, random));
            Batch batch =
                    new Batch("test", "891234567890000000", 2, 4, OtaAlgorithm.AES_128, new Imsi("262010000000001"));
            escrow.produce(batch, record -> cards.add(record.iccid()));
            sealed = escrow.issue(new OperatorId("A"), cards);
        }
        pem("a.pem", OperatorIdentity.open(folder.resolve("a/identity.p12"), PASSWORD, "A", clock, random));
        TokenFile tokens = new TokenFile(folder.resolve("a").resolve(TokenFile.NAME), clock);
        for (Role role : List.of(Role.VIEWER, Role.OPERATOR, Role.APPROVER)) {
            Files.writeString(
                    folder.resolve(role.word()), tokens.create(role.word(), Set.of(role), Duration.ofHours(1), random));
        }
        String officer = tokens.create("olga", Set.of(Role.SECURITY_OFFICER), Duration.ofHours(1), random);
        node = ServerNode.start(settings, clock, random);
        new RemoteServer(
                        "the server",
                        URI.create(node.url()),
                        Optional.of(ServerNode.certificate(settings, clock, random)),
                        officer)
                .postRaw("/api/v1/intakes", "application/pkcs7-mime", sealed);
    }

    private void pem(String name, OperatorIdentity identity) throws Exception {
        String body =
                Base64.getMimeEncoder().encodeToString(identity.certificate().getEncoded());
        Files.writeString(
                folder.resolve(name), "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private CommandRun as(Role role, String... arguments) {
        List<String> all = new ArrayList<>(List.of("campaign"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of(
                "--server",
                node.url(),
                "--certificate",
                folder.resolve("a.pem").toString(),
                "--token-file",
                folder.resolve(role.word()).toString()));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private String order() throws Exception {
        Path order = Files.writeString(
                folder.resolve("order.csv"),
                "iccid,new_imsi\n" + cards.get(0) + ",262029000000001\n" + cards.get(1) + ",262019000000002\n");
        CommandRun run = as(
                Role.OPERATOR,
                "order",
                "--name",
                "night",
                "--recipient",
                "B",
                "--file",
                order.toString(),
                "--canary",
                "1");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("1 of 2 lines are good", "line 3: ");
        assertThat(run.lastLine()).contains("(night) is awaiting-approval", "waits for the donor", "0 of 1 confirmed");
        return run.lastLine().replaceAll(" .*", "");
    }

    @Test
    void aCampaignIsOrderedApprovedAndSteered() throws Exception {
        String id = order();
        assertThat(as(Role.VIEWER, "list").out()).contains(id, "night", "awaiting-approval");
        CommandRun own = as(Role.OPERATOR, "approve", id);
        assertThat(own.exitCode()).isEqualTo(1);
        assertThat(own.err()).contains("403", "your roles do not allow approveCampaign");
        CommandRun approved = as(Role.APPROVER, "approve", id, "--json");
        assertThat(approved.exitCode()).as(approved.err()).isZero();
        JsonNode json = JSON.readTree(approved.out());
        assertThat(json.path("missing").get(0).asText()).isEqualTo("recipient");
        assertThat(as(Role.VIEWER, "show", id).out()).contains("waits for the recipient");
        assertThat(as(Role.VIEWER, "failures", id).out()).contains("no card has failed");
        assertThat(as(Role.APPROVER, "refuse", id, "--reason", "not tonight").exitCode())
                .isZero();
        CommandRun stopped = as(Role.OPERATOR, "stop", id, "--reason", "enough");
        assertThat(stopped.out()).contains("is stopped");
        CommandRun watched = as(Role.VIEWER, "watch", id);
        assertThat(watched.exitCode()).isEqualTo(1);
        assertThat(watched.err()).contains("Not every card has arrived");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--canary", "--rate"})
    void aNumberBelowNothingIsRefused(String option) throws Exception {
        Path order = Files.writeString(folder.resolve("order.csv"), "iccid,new_imsi\n");
        CommandRun run = as(
                Role.OPERATOR,
                "order",
                "--name",
                "night",
                "--recipient",
                "B",
                "--file",
                order.toString(),
                option,
                "-1");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("400");
        assertThat(as(Role.VIEWER, "list").out()).doesNotContain("night");
    }

    @Test
    void whatIsWrongIsOneLine() throws Exception {
        CommandRun unknown = as(Role.VIEWER, "show", "none");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err().lines()).hasSize(1);
        assertThat(unknown.err()).contains("404");
        assertThat(as(Role.VIEWER, "show", "../x").exitCode()).isEqualTo(2);
        assertThat(as(Role.VIEWER, "pause", "x", "--reason", "y").err()).contains("403");
        CommandRun file = as(
                Role.OPERATOR,
                "order",
                "--name",
                "x",
                "--recipient",
                "B",
                "--file",
                folder.resolve("no").toString());
        assertThat(file.exitCode()).isEqualTo(1);
        assertThat(file.err()).contains("there is no such file");
        Path token = folder.resolve("viewer");
        CommandRun clear =
                CommandRun.of("campaign", "list", "--server", "http://example.com", "--token-file", token.toString());
        assertThat(clear.exitCode()).isEqualTo(2);
        assertThat(clear.err()).contains("A token goes over https");
        CommandRun away =
                CommandRun.of("campaign", "list", "--server", "http://127.0.0.1:1", "--token-file", token.toString());
        assertThat(away.exitCode()).isEqualTo(1);
        assertThat(away.err()).contains("does not answer");
    }
}
