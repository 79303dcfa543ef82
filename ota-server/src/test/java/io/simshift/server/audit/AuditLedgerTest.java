package io.simshift.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Iccid;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.store.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rewriting, truncation and split views are put into ledgers here; each must be found. */
class AuditLedgerTest {
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final Iccid CARD = Iccid.withCheckDigit("891234567890000000");
    private static final Iccid OTHER = Iccid.withCheckDigit("891234567890000001");
    private static final Path CHECKER = Path.of("src/main/java/io/simshift/server/audit/ProofCheck.java");

    @TempDir
    Path folder;

    @TempDir
    static Path keystores;

    private static OperatorIdentity keeper;
    private LedgerFiles files;
    private Checkpoint earlier;

    @BeforeAll
    static void makeKeeper() {
        keeper = identity("keeper");
    }

    @BeforeEach
    void writeSevenEntriesAndSignTwice() {
        files = new LedgerFiles(folder.resolve("ledger"));
        try (Database database = open("audit.db")) {
            for (int i = 1; i <= 4; i++) {
                append(database, i % 2 == 0 ? OTHER : CARD, "action " + i);
            }
            earlier = database.writeNow(db -> AuditLedger.checkpoint(db, keeper));
        }
        try (Database database = open("audit.db")) {
            for (int i = 5; i <= 7; i++) {
                append(database, i % 2 == 0 ? OTHER : CARD, "action " + i);
            }
            export(database, files);
        }
    }

    private static OperatorIdentity identity(String name) {
        return OperatorIdentity.open(
                keystores.resolve(name + ".p12"), PASSWORD, name, Clock.systemUTC(), new SecureRandom());
    }

    private Database open(String name) {
        return Database.open(folder.resolve(name), "/io/simshift/server/escrow/schema.sql", 1);
    }

    private static void append(Database database, Iccid card, String action) {
        Map<String, String> details = Map.of("iccid", card.digits(), "answer", "yes");
        AuditEntry entry = new AuditEntry(Instant.parse("2026-11-21T00:00:00Z"), "escrow", action, details);
        database.writeNow(db -> {
            AuditLedger.append(db, entry);
            return null;
        });
    }

    private void export(Database database, LedgerFiles to) {
        Checkpoint checkpoint = database.writeNow(db -> AuditLedger.checkpoint(db, keeper));
        database.read(db -> {
            try {
                AuditLedger.export(db, checkpoint, keeper.certificate(), to.folder());
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private String problem(Checkpoint... known) throws IOException {
        List<Checkpoint> all = new ArrayList<>(List.of(known));
        all.add(LedgerFiles.readCheckpoint(files.checkpoint()));
        return LedgerVerifier.verify(files.entries(), keeper.certificate(), all).problem();
    }

    private List<String> lines() throws IOException {
        return new ArrayList<>(Files.readAllLines(files.entries()));
    }

    private void rewrite(List<String> lines) throws IOException {
        Files.write(files.entries(), lines);
    }

    @Test
    void isIntactOverRestarts() throws IOException {
        assertThat(earlier.size()).isEqualTo(4);
        assertThat(LedgerFiles.readCheckpoint(files.checkpoint()).size()).isEqualTo(7);
        assertThat(problem(earlier)).isEmpty();
        assertThat(LedgerFiles.readCertificate(files.certificate())).isEqualTo(keeper.certificate());
    }

    @Test
    void signsTheSameLedgerOnce() {
        try (Database database = open("audit.db")) {
            Checkpoint again = database.writeNow(db -> AuditLedger.checkpoint(db, keeper));
            assertThat(again.encode())
                    .isEqualTo(database.writeNow(db -> AuditLedger.checkpoint(db, keeper))
                            .encode());
        }
    }

    @Test
    void signsALedgerWithoutEntries() throws IOException {
        LedgerFiles empty = new LedgerFiles(folder.resolve("empty"));
        try (Database database = open("empty.db")) {
            export(database, empty);
        }
        Checkpoint checkpoint = LedgerFiles.readCheckpoint(empty.checkpoint());
        assertThat(checkpoint.root()).isEqualTo(TreeHash.EMPTY);
        assertThat(LedgerVerifier.verify(empty.entries(), keeper.certificate(), List.of(checkpoint))
                        .problem())
                .isEmpty();
    }

    @Test
    void noticesChangedBytesOfEveryEntry() throws IOException {
        byte[] genuine = Files.readAllBytes(files.entries());
        for (int at = 0; at < genuine.length - 1; at += 7) {
            byte[] changed = genuine.clone();
            changed[at] ^= 0x01;
            Files.write(files.entries(), changed);
            assertThat(problem()).as("byte " + at).isNotEmpty();
        }
    }

    @Test
    void noticesAMissingAnAddedAndAMovedEntryAndWhatIsNone() throws IOException {
        List<String> missing = lines();
        missing.remove(2);
        rewrite(missing);
        assertThat(problem()).isEqualTo("audit.jsonl:3: the entry's number is 4, not 3");
        List<String> genuine = List.copyOf(missing);
        List<String> nonsense = new ArrayList<>(genuine);
        nonsense.set(0, "{");
        rewrite(nonsense);
        assertThat(problem()).isEqualTo("audit.jsonl:1: the line is not JSON");
        Files.write(files.entries(), new byte[] {(byte) 0xFF, (byte) 0xFE, '\n'});
        assertThat(problem()).isEqualTo("audit.jsonl:1: the file is not text in UTF-8");
    }

    @Test
    void noticesThatTheEndWasCutOff() throws IOException {
        List<String> cut = lines();
        cut.remove(6);
        rewrite(cut);
        assertThat(problem()).isEqualTo("the ledger ends after 6 entries, but 7 were signed: it was truncated");
    }

    @Test
    void noticesThatTheEndWasCutOffWithItsCheckpoint() throws IOException {
        Checkpoint latest = LedgerFiles.readCheckpoint(files.checkpoint());
        rewrite(lines().subList(0, 4));
        Files.writeString(files.checkpoint(), earlier.encode());
        assertThat(problem()).isEmpty();
        assertThat(problem(latest)).contains("it was truncated");
    }

    @Test
    void noticesAnEntryThatNobodySigned() throws IOException {
        List<String> more = lines();
        more.add(more.get(6).replace("\"number\":7", "\"number\":8"));
        rewrite(more);
        assertThat(problem()).isEqualTo("entries 8 to 8 are covered by no checkpoint");
    }

    @Test
    void noticesAnEntryThatWasRewrittenAndSignedAnew() throws IOException {
        LedgerFiles forged = new LedgerFiles(folder.resolve("forged"));
        try (Database database = open("forged.db")) {
            for (int i = 1; i <= 7; i++) {
                append(database, i % 2 == 0 ? OTHER : CARD, i == 3 ? "another action" : "action " + i);
            }
            export(database, forged);
        }
        files = forged;
        assertThat(problem()).isEmpty();
        assertThat(problem(earlier)).contains("entries 1 to 4 are not those that the checkpoint was signed for");
    }

    @Test
    void noticesAnEntryThatWasRewrittenInTheDatabaseAfterItWasSigned() throws Exception {
        try (Database database = open("audit.db")) {
            database.writeNow(db -> {
                try (Statement statement = db.createStatement()) {
                    return statement.executeUpdate(
                            "UPDATE audit SET line = replace(line, 'yes', 'no') WHERE number = 2");
                }
            });
            append(database, CARD, "one more");
            export(database, files);
        }
        assertThat(problem()).contains("entries 1 to 8 are not those that the checkpoint was signed for");
    }

    @Test
    void noticesASplitView() throws Exception {
        LedgerFiles shownToOthers = new LedgerFiles(folder.resolve("others"));
        try (Database database = open("others.db")) {
            for (int i = 1; i <= 7; i++) {
                append(database, OTHER, "action " + i);
            }
            export(database, shownToOthers);
        }
        Checkpoint theirs = LedgerFiles.readCheckpoint(shownToOthers.checkpoint());
        assertThat(problem(theirs)).isEqualTo("split view: the keeper has signed two different ledgers of 7 entries");

        Path growth = folder.resolve("growth");
        new LedgerProver(shownToOthers).proveGrowth(earlier, growth);
        assertThatThrownBy(() -> ProofCheck.check(growth, files.certificate()))
                .isInstanceOf(ProofCheck.Failure.class)
                .hasMessageContaining("it was rewritten, or two views of it were shown");
    }

    @Test
    void noticesTheSignatureOfSomebodyElse() throws IOException {
        Checkpoint latest = LedgerFiles.readCheckpoint(files.checkpoint());
        Checkpoint forged = Checkpoint.sign(latest.size(), latest.root(), identity("forger"));
        Checkpoint renamed = new Checkpoint(latest.origin(), latest.size(), latest.root(), forged.signature());
        for (Checkpoint wrong : List.of(forged, renamed)) {
            assertThat(problem(wrong))
                    .isEqualTo("the checkpoint of 7 entries is not signed by the key of this certificate");
        }
    }

    @Test
    void readsACheckpointInItsOneFormOnly() throws IOException {
        String text = Files.readString(files.checkpoint());
        assertThat(Checkpoint.decode(text).encode()).isEqualTo(text);
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            assertThatThrownBy(() -> Checkpoint.decode(cut)).isInstanceOf(AuditException.class);
        }
        for (String wrong : List.of(
                text + "\n",
                text.replace("\n7\n", "\n07\n"),
                text.replace("\n7\n", "\n-7\n"),
                text.replace("\n7\n", "\n99999999999999999999\n"),
                text.replace("\n", "\r\n"))) {
            assertThatThrownBy(() -> Checkpoint.decode(wrong)).isInstanceOf(AuditException.class);
        }
    }

    @Test
    void provesWhatItHoldsAboutACardToAVerifierOfItsOwn() throws Exception {
        Path proof = folder.resolve("card.proof");
        assertThat(new LedgerProver(files).proveCard(CARD, proof)).isEqualTo(4);
        List<String> proved = ProofCheck.check(proof, files.certificate());
        assertThat(proved).hasSize(5);
        assertThat(proved.get(0)).contains("of 7 entries", CARD.digits());
        assertThat(proved.subList(1, 5)).containsExactly(line(1), line(3), line(5), line(7));

        Path growth = folder.resolve("growth.proof");
        new LedgerProver(files).proveGrowth(earlier, growth);
        assertThat(ProofCheck.check(growth, files.certificate()))
                .singleElement()
                .asString()
                .contains("of 7 entries begins with the 4 entries");

        Process alone = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        CHECKER.toString(),
                        proof.toString(),
                        files.certificate().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("alone.txt").toFile())
                .start();
        assertThat(alone.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readAllLines(folder.resolve("alone.txt"))).isEqualTo(proved);
        assertThat(alone.exitValue()).isZero();
    }

    private String line(int number) throws IOException {
        return lines().get(number - 1);
    }

    @Test
    void believesNoDamagedProof() throws Exception {
        Path proof = folder.resolve("card.proof");
        new LedgerProver(files).proveCard(CARD, proof);
        believesNoDamage(proof);
        Path growth = folder.resolve("growth.proof");
        new LedgerProver(files).proveGrowth(earlier, growth);
        believesNoDamage(growth);
        assertThatThrownBy(() -> ProofCheck.check(growth, growth))
                .isInstanceOf(ProofCheck.Failure.class)
                .hasMessageEndingWith("is no X.509 certificate");
    }

    private void believesNoDamage(Path proof) throws IOException {
        byte[] genuine = Files.readAllBytes(proof);
        Path damaged = folder.resolve("damaged");
        for (int at = 0; at < genuine.length; at++) {
            byte[] changed = genuine.clone();
            changed[at] ^= 0x02;
            Files.write(damaged, changed);
            assertThatThrownBy(() -> ProofCheck.check(damaged, files.certificate()))
                    .as("byte " + at)
                    .isInstanceOf(ProofCheck.Failure.class);
            Files.write(damaged, java.util.Arrays.copyOf(genuine, at));
            assertThatThrownBy(() -> ProofCheck.check(damaged, files.certificate()))
                    .as("cut at " + at)
                    .isInstanceOf(ProofCheck.Failure.class);
        }
    }

    @Test
    void provesGrowthFromEverySize() throws Exception {
        LedgerFiles longer = new LedgerFiles(folder.resolve("longer"));
        List<Checkpoint> all = new ArrayList<>();
        try (Database database = open("longer.db")) {
            for (int i = 0; i < 19; i++) {
                all.add(database.writeNow(db -> AuditLedger.checkpoint(db, keeper)));
                append(database, CARD, "action " + i);
            }
            export(database, longer);
        }
        Path proof = folder.resolve("growth.proof");
        for (Checkpoint one : all) {
            new LedgerProver(longer).proveGrowth(one, proof);
            assertThat(ProofCheck.check(proof, longer.certificate())).hasSize(1);
        }
        assertThat(LedgerVerifier.verify(longer.entries(), keeper.certificate(), all)
                        .problem())
                .isEqualTo("entries 19 to 19 are covered by no checkpoint");
    }

    @Test
    void provesNothingFromALedgerThatDoesNotFit() throws IOException {
        Path proof = folder.resolve("card.proof");
        assertThatThrownBy(() -> new LedgerProver(files).proveCard(Iccid.withCheckDigit("891234567890000009"), proof))
                .isInstanceOf(AuditException.class)
                .hasMessageStartingWith("no entry of the ledger names card");
        List<String> changed = lines();
        changed.set(1, changed.get(1).replace("yes", "no"));
        rewrite(changed);
        assertThatThrownBy(() -> new LedgerProver(files).proveCard(CARD, proof))
                .isInstanceOf(AuditException.class)
                .hasMessage("the ledger does not fit its checkpoint: nothing can be proved from it");
        assertThat(proof).doesNotExist();
    }

    @Test
    void readsNoDamagedCheckpoint() {
        String genuine = earlier.encode();
        for (int at = 0; at < genuine.length(); at++) {
            String cut = genuine.substring(0, at);
            assertThatThrownBy(() -> Checkpoint.decode(cut)).as("cut at " + at).isInstanceOf(AuditException.class);
            char[] changed = genuine.toCharArray();
            changed[at] ^= 0x02;
            String text = new String(changed);
            boolean believed;
            try {
                believed = Checkpoint.decode(text).isSignedBy(keeper.certificate());
            } catch (AuditException e) {
                believed = false;
            }
            assertThat(believed).as("character " + at).isFalse();
        }
    }
}
