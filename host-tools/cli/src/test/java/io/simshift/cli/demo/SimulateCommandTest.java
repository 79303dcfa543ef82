package io.simshift.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandRun;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.config.ConfigFile;
import io.simshift.server.node.ServerNode;
import io.simshift.server.remote.RemoteException;
import io.simshift.server.remote.RemoteServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class SimulateCommandTest {
    private static final Pattern ID = Pattern.compile("\\bA-to-B-[0-9a-f-]+");

    @TempDir
    private Path folder;

    private final List<ServerNode> nodes = new ArrayList<>();
    private CompletableFuture<Void> world = CompletableFuture.completedFuture(null);
    private Thread thread;

    @AfterEach
    void stop() throws Exception {
        if (thread != null) {
            thread.interrupt();
            thread.join(TimeUnit.SECONDS.toMillis(30));
        }
        nodes.forEach(ServerNode::close);
    }

    private Path out() {
        return folder.resolve("world");
    }

    /** Runs until the test has ended. */
    private void begin(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("simulate", "--smsc", "0", "--api-port", "0", "--out", out().toString()));
        arguments.addAll(List.of(more));
        world = new CompletableFuture<>();
        thread = new Thread(() -> {
            CommandRun run = CommandRun.of(arguments.toArray(new String[0]));
            if (run.exitCode() == 0) {
                world.complete(null);
            } else {
                world.completeExceptionally(new AssertionError(run.out() + run.err()));
            }
        });
        thread.start();
    }

    private void await(Path file) throws InterruptedException {
        while (!Files.exists(file)) {
            assertThat(world).isNotDone();
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private ServerNode serve(String name) {
        Path config = out().resolve(name).resolve("server.yaml");
        ServerNode node = ServerNode.start(
                ConfigFile.read(config, Map.of(), Optional.empty()), Clock.systemUTC(), new SecureRandom());
        nodes.add(node);
        return node;
    }

    private CommandRun campaign(ServerNode server, String operator, String person, String... words) {
        Path own = out().resolve("operator-" + operator);
        List<String> arguments = new ArrayList<>(List.of("campaign"));
        arguments.addAll(List.of(words));
        arguments.addAll(List.of(
                "--server",
                server.url(),
                "--certificate",
                own.resolve("certificate.pem").toString(),
                "--token-file",
                own.resolve(person + ".token").toString()));
        return CommandRun.of(arguments.toArray(new String[0]));
    }

    @ParameterizedTest
    @CsvSource({"3, ''", "60, --light"})
    void serversThatStartFromItsFolderMoveItsCards(int cards, String light) throws Exception {
        List<String> more = new ArrayList<>(List.of("--cards", Integer.toString(cards)));
        if (!light.isEmpty()) {
            more.add(light);
        }
        begin(more.toArray(new String[0]));
        await(out().resolve("operator-B/officer.token"));
        serve("escrow");
        ServerNode a = serve("operator-A");
        ServerNode b = serve("operator-B");

        String order = out().resolve("to-B.csv").toString();
        CommandRun ordered = CommandRun.of();
        do {
            // until the cards were seen at A, their lines are no good
            TimeUnit.MILLISECONDS.sleep(500);
            assertThat(world).isNotDone();
            ordered = campaign(a, "A", "operator", "order", "--name", "n", "--recipient", "B", "--file", order);
        } while (!ordered.out().contains(cards + " of " + cards + " lines are good"));
        Matcher id = ID.matcher(ordered.out());
        assertThat(id.find()).isTrue();
        assertThat(campaign(a, "A", "approver", "approve", id.group()).exitCode())
                .isZero();
        assertThat(campaign(b, "B", "approver", "approve", id.group(), "--at", "A")
                        .exitCode())
                .isZero();
        CommandRun watched = campaign(a, "A", "operator", "watch", id.group());
        assertThat(watched.out()).contains(cards + " of " + cards + " confirmed");
        assertThat(watched.exitCode()).isZero();
        auditIsWhole(a, id.group());
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(out().resolve("operator-A/operator.token"))))
                .isEqualTo("rw-------");
    }

    /** Who did what stands in the server's ledger, and a ledger that somebody has changed is found out. */
    private void auditIsWhole(ServerNode server, String campaign) throws Exception {
        Path own = out().resolve("operator-A");
        String certificate = own.resolve("certificate.pem").toString();
        Path ledger = folder.resolve("ledger");
        CommandRun fetched = CommandRun.of(
                "audit",
                "fetch",
                "--server",
                server.url(),
                "--certificate",
                certificate,
                "--token-file",
                own.resolve("officer.token").toString(),
                "--out",
                ledger.toString());
        assertThat(fetched.exitCode()).as(fetched.err()).isZero();
        String[] verify = {"audit", "verify", "--ledger", ledger.toString(), "--certificate", certificate};
        CommandRun whole = CommandRun.of(verify);
        assertThat(whole.exitCode()).as(whole.out() + whole.err()).isZero();
        Path entries = new LedgerFiles(ledger).entries();
        String lines = Files.readString(entries);
        assertThat(lines.lines())
                .anyMatch(line -> line.contains("\"actor\":\"approver\"")
                        && line.contains("\"action\":\"call approveCampaign\"")
                        && line.contains("/api/v1/campaigns/" + campaign + "/approve")
                        && line.contains("\"status\":\"200\""))
                .anyMatch(line -> line.contains("\"action\":\"call takeIssuedCards\""))
                .anyMatch(line -> line.contains("\"actor\":\"operator B\""))
                .anyMatch(line -> line.contains("\"actor\":\"network\""));
        Files.writeString(entries, lines.replaceFirst("\"actor\":\"approver\"", "\"actor\":\"somebody\""));
        CommandRun changed = CommandRun.of(verify);
        assertThat(changed.exitCode()).isEqualTo(1);
        assertThat(changed.out()).contains("NOT WHOLE");
    }

    private RemoteServer client(ServerNode server, String operator, String person) throws Exception {
        Path own = out().resolve("operator-" + operator);
        return new RemoteServer(
                operator,
                URI.create(server.url()),
                Optional.of(LedgerFiles.readCertificate(own.resolve("certificate.pem"))),
                Files.readAllLines(own.resolve(person + ".token")).get(0));
    }

    /** Until the cards were seen at A, their lines are no good. */
    private static boolean isTaken(RemoteServer operator, String path, byte[] csv) {
        try {
            return operator.postRaw(path, "text/csv", csv).path("accepted").asInt() == 2;
        } catch (RemoteException e) {
            assertThat(e.status()).isEqualTo(422);
            return false;
        }
    }

    /** An operator hands its cards over to itself: its own server collects the keys, and its AuC serves them. */
    @Test
    void aServerRotatesItsCardsToTheirNextSlot() throws Exception {
        begin("--cards", "2");
        await(out().resolve("operator-B/officer.token"));
        serve("escrow");
        ServerNode a = serve("operator-A");
        StringBuilder order = new StringBuilder("iccid,new_imsi\n");
        List<String> rows = Files.readAllLines(out().resolve("to-B.csv"));
        for (int i = 1; i < rows.size(); i++) {
            order.append(rows.get(i).replaceFirst(",.*", ","))
                    .append(new NumberPlan(1, "A").imsi(500 + i))
                    .append('\n');
        }
        RemoteServer operator = client(a, "A", "operator");
        String path = "/api/v1/campaigns/"
                + operator.postJson(
                                "/api/v1/campaigns",
                                new ObjectMapper().readTree("{\"name\":\"r\",\"kind\":\"rotate\",\"recipient\":\"A\"}"))
                        .path("id")
                        .asText();
        byte[] csv = order.toString().getBytes(StandardCharsets.US_ASCII);
        while (!isTaken(operator, path + "/order", csv)) {
            TimeUnit.MILLISECONDS.sleep(500);
        }
        operator.postRaw(path + "/submit", "application/json", new byte[0]);
        client(a, "A", "approver").postRaw(path + "/approve", "application/json", new byte[0]);
        JsonNode now = operator.get(path);
        for (int i = 0; i < 300 && !now.path("state").asText().equals("finished"); i++) {
            assertThat(world).isNotDone();
            TimeUnit.MILLISECONDS.sleep(200);
            now = operator.get(path);
        }
        assertThat(now.path("progress").path("confirmed").asInt())
                .as(now.toString())
                .isEqualTo(2);
        JsonNode card = operator.get("/api/v1/cards/" + rows.get(1).replaceFirst(",.*", ""));
        assertThat(card.path("slot").asInt()).isEqualTo(2);
        assertThat(card.path("imsi").asText())
                .isEqualTo(new NumberPlan(1, "A").imsi(501).digits());
    }

    @Test
    void endsAfterItsTimeAndIsNotMadeTwice() {
        String[] arguments = {
            "simulate", "--cards", "1", "--smsc", "0", "--api-port", "0", "--seconds", "1", "--out", out().toString()
        };
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "Made 1 cards", "SMSC of A at 127.0.0.1:", "server --config", "before the servers were there");
        CommandRun again = CommandRun.of(arguments);
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("is not empty");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--cards 0 | --cards must be 1 to 10000",
                "--cards 10001 | with --light there may be more",
                "--smsc 70000 | is not PORT or HOST:PORT",
                "--smsc nohost.invalid:1 | there is no such host",
                "--operators A,A | names one twice",
                "--light --operators A,B,C,D,E | networks of 4 operators",
                "--light --slots 3 | 4 slots",
                "--seconds 0 | --seconds must be 1",
            })
    void whatCannotBeIsSaid(String arguments, String message) {
        CommandRun run = CommandRun.of(("simulate --out " + out() + " " + arguments).split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message);
        assertThat(out()).doesNotExist();
    }
}
