package io.simshift.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.simshift.cli.CommandRun;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.escrow.Batch;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that gives what a test puts there: ledgers that a real one would only give after an attack. */
class FetchCommandTest {
    private static final char[] PASSWORD = "secret".toCharArray();

    @TempDir
    private static Path made;

    /** The same keeper's ledger, young and grown; and another keeper's. */
    private static LedgerFiles young;

    private static LedgerFiles grown;
    private static LedgerFiles other;

    @TempDir
    private Path folder;

    private HttpServer server;
    private volatile List<String> entries;
    private volatile String checkpoint;

    @BeforeAll
    static void makeLedgers() {
        young = new LedgerFiles(made.resolve("young"));
        grown = new LedgerFiles(made.resolve("grown"));
        other = new LedgerFiles(made.resolve("other"));
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.systemUTC();
        OperatorIdentity operator = OperatorIdentity.open(made.resolve("A.p12"), PASSWORD, "A", clock, random);
        Batch batch = new Batch("batch", "891234567890000000", 3, 2, OtaAlgorithm.AES_128, new Imsi("262010000000001"));
        try (Escrow escrow = Escrow.open(made.resolve("escrow"), PASSWORD, clock, random)) {
            escrow.register(new OperatorId("A"), operator.certificate());
            escrow.exportAudit(young.folder());
            escrow.produce(batch, card -> assertThat(card.iccid()).isInstanceOf(Iccid.class));
            escrow.exportAudit(grown.folder());
        }
        try (Escrow escrow = Escrow.open(made.resolve("escrow-2"), PASSWORD, clock, random)) {
            escrow.register(new OperatorId("A"), operator.certificate());
            escrow.exportAudit(other.folder());
        }
    }

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("token"), "token\n");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/audit/checkpoint", exchange -> answer(exchange, "text/plain", checkpoint));
        server.createContext("/api/v1/audit", exchange -> {
            int after = Integer.parseInt(exchange.getRequestURI().getQuery().replaceFirst("after=(\\d+)&.*", "$1"));
            answer(
                    exchange,
                    "application/json",
                    "{\"items\":[" + String.join(",", entries.subList(after, entries.size())) + "]}");
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", type);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private CommandRun fetch(List<String> lines, LedgerFiles signed) throws IOException {
        entries = lines;
        checkpoint = Files.readString(signed.checkpoint());
        return CommandRun.of(
                "audit",
                "fetch",
                "--server",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "--token-file",
                folder.resolve("token").toString(),
                "--out",
                folder.resolve("ledger").toString());
    }

    private CommandRun fetch(LedgerFiles ledger) throws IOException {
        return fetch(Files.readAllLines(ledger.entries()), ledger);
    }

    private void assertHas(LedgerFiles ledger) throws IOException {
        LedgerFiles fetched = new LedgerFiles(folder.resolve("ledger"));
        assertThat(fetched.entries()).hasSameTextualContentAs(ledger.entries());
        assertThat(fetched.checkpoint()).hasSameTextualContentAs(ledger.checkpoint());
        try (Stream<Path> files = Files.list(fetched.folder())) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void aLedgerThatHasGrownTakesThePlaceOfTheEarlierOne() throws IOException {
        assertThat(fetch(young).exitCode()).isZero();
        assertHas(young);
        CommandRun run = fetch(grown);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertHas(grown);
    }

    @Test
    void aLedgerThatWasCutOffReplacesNothing() throws IOException {
        fetch(grown);
        CommandRun run = fetch(young);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("which is kept as it is").contains("it was truncated");
        assertHas(grown);
    }

    @Test
    void anotherKeepersLedgerReplacesNothing() throws IOException {
        fetch(young);
        CommandRun run = fetch(other);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("not of one keeper");
        assertHas(young);
    }

    @Test
    void aServerThatFailsInTheMiddleLeavesWhatIsThere() throws IOException {
        fetch(young);
        CommandRun run = fetch(Files.readAllLines(young.entries()), grown);
        assertThat(run.exitCode()).isEqualTo(1);
        assertHas(young);
    }

    @Test
    void entriesThatWereNotSignedAreNotTaken() throws IOException {
        List<String> changed = Files.readAllLines(grown.entries()).stream()
                .map(line -> line.replaceFirst("\"A\"", "\"Z\""))
                .toList();
        CommandRun run = fetch(changed, grown);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("does not go with its checkpoint");
        assertThat(folder.resolve("ledger")).isEmptyDirectory();
    }
}
