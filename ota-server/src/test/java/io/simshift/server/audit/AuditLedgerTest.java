package io.simshift.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.server.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLedgerTest {
    @TempDir
    Path folder;

    private Path exported;

    @BeforeEach
    void writeFiveLines() {
        exported = folder.resolve("audit.jsonl");
        for (int run = 0; run < 2; run++) {
            try (Database database =
                    Database.open(folder.resolve("audit.db"), "/io/simshift/server/escrow/schema.sql", 1)) {
                for (int i = 0; i < (run == 0 ? 3 : 2); i++) {
                    append(database, "action " + run + i);
                }
                database.read(db -> {
                    export(db);
                    return null;
                });
            }
        }
    }

    private static void append(Database database, String action) {
        AuditEntry entry = new AuditEntry(
                Instant.parse("2026-11-21T00:00:00Z"), "escrow", action, Map.of("iccid", "89\"1", "answer", "yes"));
        database.writeNow(db -> {
            AuditLedger.append(db, entry);
            return null;
        });
    }

    private void export(java.sql.Connection db) throws java.sql.SQLException {
        try {
            AuditLedger.export(db, exported);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void chainsLinesOverRestarts() throws IOException {
        AuditVerifier.Verdict verdict = AuditVerifier.verify(exported);
        assertThat(verdict.problem()).isEmpty();
        assertThat(verdict.lines()).isEqualTo(5);
        assertThat(verdict.head()).isEqualTo(AuditLedger.hash(lines().get(4)));
        assertThat(lines().get(0)).contains("\"prev\":\"" + "0".repeat(64) + "\"", "\"iccid\":\"89\\\"1\"");
    }

    @Test
    void noticesAChangedLine() throws IOException {
        List<String> lines = lines();
        lines.set(1, lines.get(1).replace("yes", "no"));
        assertThat(verify(lines).problem()).startsWith("audit.jsonl:3: the line does not follow");
    }

    @Test
    void noticesAMissingAnAddedAndAMovedLine() throws IOException {
        List<String> missing = lines();
        missing.remove(2);
        assertThat(verify(missing).problem()).startsWith("audit.jsonl:3:");
        List<String> added = lines();
        added.add(2, added.get(1));
        assertThat(verify(added).problem()).startsWith("audit.jsonl:3:");
        List<String> moved = lines();
        moved.add(1, moved.remove(3));
        assertThat(verify(moved).problem()).startsWith("audit.jsonl:2:");
        List<String> nonsense = lines();
        nonsense.set(0, "{");
        assertThat(verify(nonsense).problem()).isEqualTo("audit.jsonl:1: the line is not JSON");
    }

    @Test
    void showsLinesCutOffTheEndByTheHead() throws IOException {
        String head = AuditVerifier.verify(exported).head();
        List<String> cut = lines();
        cut.remove(4);
        assertThat(verify(cut).isIntact()).isTrue();
        assertThat(verify(cut).head()).isNotEqualTo(head);
    }

    @Test
    void noticesWhatWasCutOffOrWrittenAnewSinceAnEarlierVerdict() throws IOException {
        AuditVerifier.Verdict earlier = AuditVerifier.verify(exported);
        assertThat(AuditVerifier.verify(exported, earlier).isIntact()).isTrue();
        List<String> cut = lines();
        cut.remove(4);
        assertThat(verify(cut, earlier).problem())
                .isEqualTo("audit.jsonl:5: the ledger ends here, but had 5 lines before");
        List<String> lastChanged = lines();
        lastChanged.set(4, lastChanged.get(4).replace("yes", "no"));
        assertThat(verify(lastChanged).isIntact()).isTrue();
        assertThat(verify(lastChanged, earlier).problem())
                .isEqualTo("audit.jsonl:5: the line is not the one that stood here before");
    }

    @Test
    void saysThatAFileIsNoText() throws IOException {
        byte[] bytes = Files.readAllBytes(exported);
        bytes[bytes.length / 2] = (byte) 0xFF;
        Files.write(exported, bytes);
        assertThat(AuditVerifier.verify(exported).problem()).isEqualTo("audit.jsonl: the file is not text in UTF-8");
    }

    private List<String> lines() throws IOException {
        return new ArrayList<>(Files.readAllLines(exported));
    }

    private AuditVerifier.Verdict verify(List<String> lines) throws IOException {
        return AuditVerifier.verify(write(lines));
    }

    private AuditVerifier.Verdict verify(List<String> lines, AuditVerifier.Verdict earlier) throws IOException {
        return AuditVerifier.verify(write(lines), earlier);
    }

    private Path write(List<String> lines) throws IOException {
        Path changed = folder.resolve("changed").resolve("audit.jsonl");
        Files.createDirectories(changed.getParent());
        return Files.write(changed, lines);
    }
}
