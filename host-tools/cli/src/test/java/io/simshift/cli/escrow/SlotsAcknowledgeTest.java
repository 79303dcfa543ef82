package io.simshift.cli.escrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.cli.CommandRun;
import io.simshift.protocol.identity.Iccid;
import io.simshift.server.access.Role;
import io.simshift.server.access.TokenFile;
import io.simshift.server.config.ConfigFile;
import io.simshift.server.config.ServerSettings;
import io.simshift.server.node.ServerNode;
import io.simshift.server.remote.RemoteServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
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

/** From an operator's server into its network, and the network's answer back. */
class SlotsAcknowledgeTest {
    private static final String CARDS =
            Iccid.withCheckDigit("898830000000000000") + "\n" + Iccid.withCheckDigit("898830000000000001") + "\n";

    @TempDir
    private Path folder;

    private EscrowShell shell;
    private ServerNode node;

    @BeforeEach
    void start() throws Exception {
        shell = new EscrowShell(folder);
        for (String name : List.of("auc", "B", "line")) {
            shell.ok("identity", "--name", name, "--out", "%" + name + ".pem", "@" + name);
        }
        shell.ok("init", "!escrow");
        shell.write("smsc", "smsc\n");
        Path config = Files.writeString(
                folder.resolve("server.yaml"),
                String.join(
                        "\n",
                        "role: operator",
                        "dataFolder: a",
                        "passwordFile: password",
                        "operator: {id: A, mcc: '001', mnc: '01', otaNumber: '88350', serviceCentre: '88351',"
                                + " serviceProviderName: A}",
                        "numbers: {prefix: '8835'}",
                        "smsc: {host: 127.0.0.1, port: 1, systemId: a, passwordFile: smsc}",
                        "escrow: {url: 'https://127.0.0.1:1', certificate: escrow/ledger/audit.pem}",
                        "aucCertificate: auc.pem",
                        "partners:",
                        "  - {id: B, mcc: '001', mnc: '02', otaNumber: '88360', serviceCentre: '88361',"
                                + " serviceProviderName: B, url: 'https://127.0.0.1:1', certificate: B.pem}",
                        "http: {listen: '127.0.0.1:0'}",
                        ""));
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        ServerSettings settings = ConfigFile.read(config, Map.of(), Optional.empty());
        X509Certificate own = ServerNode.certificate(settings, clock, random);
        shell.write(
                "a.pem",
                "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(own.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        String[] make = {
            "batch",
            "create",
            "!escrow",
            "--name",
            "m",
            "--iccid",
            "898830000000000000",
            "--imsi",
            "001010000000001",
            "--cards",
            "2",
            "--slots",
            "2",
            "--line",
            "%line.pem",
            "--out",
            "%line.cms"
        };
        shell.ok(make);
        shell.write("cards.txt", CARDS);
        shell.ok("register", "!escrow", "--operator", "A", "--certificate", "%a.pem");
        shell.ok("issue", "!escrow", "--operator", "A", "--iccids", "%cards.txt", "--out", "%a.cms");
        String officer = new TokenFile(folder.resolve("a").resolve(TokenFile.NAME), clock)
                .create("olga", Set.of(Role.SECURITY_OFFICER), Duration.ofHours(1), random);
        node = ServerNode.start(settings, clock, random);
        new RemoteServer("the server", URI.create(node.url()), Optional.of(own), officer)
                .postRaw("/api/v1/intakes", "application/pkcs7-mime", Files.readAllBytes(folder.resolve("a.cms")));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private String[] slots(String what, String who, String... more) {
        List<String> all =
                new ArrayList<>(List.of("slots", what, "--server", node.url(), "--certificate", "%a.pem", "@" + who));
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }

    @Test
    void theNetworkGetsSubscribersAndAcknowledgesThem() throws Exception {
        String[] fetch = slots("fetch", "auc", "--format", "osmo-hlr", "--out", "%first.vty");
        assertThat(shell.ok(fetch)).contains("2 subscribers: ");
        assertThat(Files.readString(folder.resolve("first.vty")))
                .contains("subscriber imsi 001010000000001 create", "aud3g milenage k ");

        shell.write("result.csv", "imsi,result\n001010000000001,ok\n001010000000002,no room\n001010000000009,ok\n");
        CommandRun told = shell.run(slots("acknowledge", "auc", "--result", "%result.csv"));
        assertThat(told.exitCode()).as(told.err()).isEqualTo(1);
        assertThat(told.out())
                .contains(
                        "1 acknowledged",
                        "001010000000009: does not wait there",
                        "001010000000002: not served: no room");

        shell.ok(slots("fetch", "auc", "--format", "auc", "--out", "%second.json"));
        assertThat(Files.readString(folder.resolve("second.json")))
                .contains("001010000000002")
                .doesNotContain("001010000000001");
        shell.write("result.csv", "imsi,result\n001010000000001,ok\n001010000000002,ok\n");
        assertThat(shell.ok(slots("acknowledge", "auc", "--result", "%result.csv")))
                .contains("1 acknowledged", "001010000000001: does not wait there; acknowledged before?");
    }

    @Test
    void onlyTheAucGetsAny() throws Exception {
        shell.no("403", slots("fetch", "B", "--format", "auc", "--out", "%x.json"));
        shell.no("401", slots("fetch", "line", "--format", "auc", "--out", "%x.json"));
        assertThat(folder.resolve("x.json")).doesNotExist();
        shell.write("result.csv", "imsi\n");
        shell.no(":1: the first line must be imsi,result", slots("acknowledge", "auc", "--result", "%result.csv"));
        assertThat(shell.run(slots("fetch", "auc", "--format", "paper", "--out", "%x.json"))
                        .exitCode())
                .isEqualTo(2);
    }
}
