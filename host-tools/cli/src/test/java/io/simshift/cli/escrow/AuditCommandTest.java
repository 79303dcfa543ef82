package io.simshift.cli.escrow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final String CARD =
            Iccid.withCheckDigit("891234567890000001").digits();

    @TempDir
    private static Path made;

    private static Path earlier;

    @TempDir
    private Path folder;

    private LedgerFiles files;

    @BeforeAll
    static void makeLedgers() throws IOException {
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.systemUTC();
        Batch batch = new Batch("batch", "891234567890000000", 3, 2, OtaAlgorithm.AES_128, new Imsi("262010000000001"));
        List<Iccid> cards = new ArrayList<>();
        OperatorIdentity operator = OperatorIdentity.open(made.resolve("A.p12"), PASSWORD, "A", clock, random);
        earlier = made.resolve("earlier.checkpoint");
        try (Escrow escrow = Escrow.open(made.resolve("escrow"), PASSWORD, clock, random)) {
            escrow.register(new OperatorId("A"), operator.certificate());
            Files.writeString(earlier, escrow.checkpoint().encode());
            escrow.produce(batch, card -> cards.add(card.iccid()));
            escrow.issue(new OperatorId("A"), cards);
            escrow.exportAudit(made.resolve("ledger"));
        }
    }

    @BeforeEach
    void copyTheLedger() throws IOException {
        files = new LedgerFiles(folder);
        LedgerFiles original = new LedgerFiles(made.resolve("ledger"));
        Files.copy(original.entries(), files.entries());
        Files.copy(original.checkpoint(), files.checkpoint());
        Files.copy(original.certificate(), files.certificate());
    }

    private CommandRun audit(String command, Object... options) {
        List<String> arguments = new ArrayList<>(List.of("escrow", "audit", command));
        for (Object option : options) {
            arguments.add(option.toString());
        }
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private CommandRun verify(Object... more) {
        List<Object> options = new ArrayList<>(List.of("--ledger", folder, "--certificate", files.certificate()));
        options.addAll(List.of(more));
        return audit("verify", options.toArray());
    }

    @Test
    void findsAWholeLedgerWhole() throws IOException {
        CommandRun run = verify("--known", earlier);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("The ledger is whole: 5 entries, root ");
        JsonNode json = new ObjectMapper().readTree(verify("--json").out());
        assertThat(json.get("intact").asBoolean()).isTrue();
        assertThat(json.get("entries").asInt()).isEqualTo(5);
    }

    @Test
    void findsAChangedByte() throws IOException {
        String entries = Files.readString(files.entries());
        Files.writeString(files.entries(), entries.replaceFirst("GRANTED", "GRANTEE"));
        CommandRun run = verify("--json");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(new ObjectMapper().readTree(run.out()).get("problem").asText())
                .startsWith("entries 1 to 5 are not those that the checkpoint was signed for");
        assertThat(verify().out()).startsWith("THE LEDGER IS NOT WHOLE: entries 1 to 5");
    }

    @Test
    void findsATruncatedLedgerByACheckpointThatWasKept() throws IOException {
        Path latest = Files.move(files.checkpoint(), folder.resolve("kept"));
        Files.copy(earlier, files.checkpoint());
        Files.write(files.entries(), Files.readAllLines(files.entries()).subList(0, 1));
        assertThat(verify().exitCode()).isZero();
        CommandRun run = verify("--known", latest);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("ends after 1 entries, but 5 were signed: it was truncated");
    }

    @Test
    void showsWhoGotWhatOnWhoseWord() throws IOException {
        CommandRun run = audit("show", "--ledger", folder, "--iccid", CARD);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).hasLineCount(1).contains("escrow -> A", "iccid=" + CARD, "slot=1", "answer=GRANTED");
        assertThat(audit("show", "--ledger", folder, "--json").out()).isEqualTo(Files.readString(files.entries()));
    }

    @Test
    void provesOneCardAndTheGrowthOfTheLedger() {
        Path proof = folder.resolve("card.proof");
        CommandRun prove = audit("prove", "--ledger", folder, "--iccid", CARD, "--out", proof);
        assertThat(prove.exitCode()).as(prove.err()).isZero();
        CommandRun check = audit("check", "--proof", proof, "--certificate", files.certificate());
        assertThat(check.exitCode()).as(check.err()).isZero();
        assertThat(check.out()).startsWith("PROVED: ").contains("about card " + CARD, "\"slot\":\"1\"");

        Path growth = folder.resolve("growth.proof");
        assertThat(audit("prove", "--ledger", folder, "--since", earlier, "--out", growth)
                        .exitCode())
                .isZero();
        assertThat(audit("check", "--proof", growth, "--certificate", files.certificate())
                        .out())
                .contains("begins with the 1 entries that were signed before");
    }

    @Test
    void saysInOneLineWhatIsWrong() throws IOException {
        Path nothing = folder.resolve("nothing");
        Path rubbish = Files.writeString(folder.resolve("rubbish"), "rubbish");
        String unknown = Iccid.withCheckDigit("891234567890000009").digits();
        isOneLine(1, "No such file", audit("show", "--ledger", nothing));
        isOneLine(1, "is no X.509 certificate", audit("verify", "--ledger", folder, "--certificate", rubbish));
        isOneLine(1, "no checkpoint of a Simshift ledger", verify("--known", rubbish));
        isOneLine(
                1,
                "No entry of the ledger names card " + unknown,
                audit("prove", "--ledger", folder, "--iccid", unknown, "--out", nothing));
        isOneLine(
                1,
                "is no proof from a ledger",
                audit("check", "--proof", rubbish, "--certificate", files.certificate()));
        assertThat(audit("show", "--ledger", folder, "--iccid", "123").exitCode())
                .isEqualTo(2);
        assertThat(audit("prove", "--ledger", folder, "--out", nothing).exitCode())
                .isEqualTo(2);
        assertThat(CommandRun.of("escrow").err()).contains("Say what to do: 'init', 'identity', 'register'");
        assertThat(CommandRun.of("escrow", "audit").err()).contains("'export', 'show', 'verify', 'prove', 'check'");
    }

    private static void isOneLine(int exitCode, String message, CommandRun run) {
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.err()).hasLineCount(1).contains(message);
    }
}
