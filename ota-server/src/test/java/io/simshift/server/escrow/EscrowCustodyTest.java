package io.simshift.server.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.audit.Checkpoint;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.audit.LedgerVerifier;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.vault.KeyVault;
import io.simshift.server.vault.KeystoreVault;
import io.simshift.server.vault.VaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the escrow keeps keys: rotation, dual control, destruction, backup, a vault that fails. */
class EscrowCustodyTest {
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Map<String, OperatorIdentity> IDENTITIES = new HashMap<>();
    private static final OperatorId A = new OperatorId("A");
    private static final OperatorId B = new OperatorId("B");

    @TempDir
    static Path keystores;

    @TempDir
    Path folder;

    private final FailingVault vault = new FailingVault();
    private final List<Iccid> cards = new ArrayList<>();
    private Escrow escrow;

    /** A keystore's vault, whose token can be pulled out. */
    private final class FailingVault implements KeyVault {
        private KeyVault real;
        private boolean isGone;

        @Override
        public byte[] wrap(SecretBytes secret, byte[] associatedData) {
            return there().wrap(secret, associatedData);
        }

        @Override
        public SecretBytes unwrap(byte[] wrapped, byte[] associatedData) {
            return there().unwrap(wrapped, associatedData);
        }

        @Override
        public int version() {
            return there().version();
        }

        @Override
        public int rotate() {
            return there().rotate();
        }

        @Override
        public int retireOld() {
            return there().retireOld();
        }

        private KeyVault there() {
            if (isGone) {
                throw new VaultException("the token is gone");
            }
            return real;
        }
    }

    @BeforeAll
    static void makeIdentities() {
        for (String name : List.of("A", "B", "C", "anna", "bert")) {
            IDENTITIES.put(
                    name,
                    OperatorIdentity.open(keystores.resolve(name + ".p12"), PASSWORD, name, Clock.systemUTC(), RANDOM));
        }
    }

    @BeforeEach
    void makeCards() {
        open(EscrowPolicy.DEFAULT);
        for (String name : List.of("A", "B", "C")) {
            escrow.register(new OperatorId(name), IDENTITIES.get(name).certificate());
        }
        Batch batch = new Batch("batch", "891234567890000000", 3, 4, OtaAlgorithm.AES_128, new Imsi("262010000000001"));
        escrow.produce(batch, card -> cards.add(card.iccid()));
        escrow.issue(A, cards);
    }

    private Path home() {
        return folder.resolve("escrow");
    }

    private void open(EscrowPolicy policy) {
        if (escrow != null) {
            escrow.close();
        }
        vault.real = KeystoreVault.open(folder.resolve("vault.p12"), PASSWORD, RANDOM);
        escrow = Escrow.open(home(), PASSWORD, new Custody(Optional.of(vault), policy), Clock.systemUTC(), RANDOM);
    }

    @AfterEach
    void close() {
        escrow.close();
    }

    private SignedHandover document(Handover.Kind kind, String donor, String recipient, int slot) {
        HandoverEntry entry = new HandoverEntry(new Imsi("262020000000001"), cards.get(0), new SlotIndex(slot));
        Handover handover = new Handover(
                kind,
                new OperatorId(donor),
                new OperatorId(recipient),
                Instant.parse("2026-11-21T00:00:00Z"),
                List.of(entry));
        return SignedHandover.sign(handover, IDENTITIES.get(handover.signer().value()));
    }

    private SignedHandover toB() {
        return document(Handover.Kind.HAND_OVER, "A", "B", 2);
    }

    private byte[] releasedToB() {
        Release release = escrow.release(B, toB());
        assertThat(release.answers()).singleElement().isInstanceOf(EscrowAnswer.Granted.class);
        return SealedSlots.open(release.sealedSlots(), IDENTITIES.get("B"), escrow.certificate())
                .get(0)
                .keys()
                .k()
                .reveal();
    }

    private static EscrowAnswer.Refused refused(List<EscrowAnswer> answers) {
        assertThat(answers).singleElement().isInstanceOf(EscrowAnswer.Refused.class);
        return (EscrowAnswer.Refused) answers.get(0);
    }

    private List<byte[]> wrapped(Path home) throws SQLException {
        List<byte[]> all = new ArrayList<>();
        String sql = "SELECT wrapped_keys FROM slot WHERE wrapped_keys IS NOT NULL"
                + " UNION ALL SELECT wrapped_manufacturer_keys FROM card";
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("escrow.db"));
                Statement statement = db.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                all.add(rows.getBytes(1));
            }
        }
        return all;
    }

    private String ledger() throws IOException {
        LedgerFiles files = new LedgerFiles(folder.resolve("ledger"));
        escrow.exportAudit(files.folder());
        return Files.readString(files.entries());
    }

    @Test
    void goesOnReleasingTheSameKeysAfterARotation() throws Exception {
        byte[] before = releasedToB();
        assertThat(escrow.rotateMasterKey()).isEqualTo(2);
        assertThat(releasedToB()).isEqualTo(before);
        assertThat(escrow.retireMasterKeys()).isEqualTo(1);
        assertThat(releasedToB()).isEqualTo(before);
        open(EscrowPolicy.DEFAULT);
        assertThat(releasedToB()).isEqualTo(before);
        assertThat(wrapped(home()))
                .hasSize(3 * (1 + 4))
                .allSatisfy(bytes -> assertThat(bytes).startsWith(2, 0, 0, 0, 2));
        assertThat(ledger()).contains("\"action\":\"rotate\"", "\"keys\":\"15\"", "\"action\":\"retire\"");
    }

    @Test
    void losesNothingWhenARotationIsCutShort() throws Exception {
        byte[] before = releasedToB();
        vault.rotate();
        assertThat(releasedToB()).isEqualTo(before);
        assertThat(escrow.retireMasterKeys()).isEqualTo(1);
        assertThat(releasedToB()).isEqualTo(before);
    }

    @Test
    void releasesNothingBeforeTwoOfficersHaveApproved() throws IOException {
        open(new EscrowPolicy(false, 2));
        SignedHandover handover = toB();
        OperatorId anna = new OperatorId("anna");
        OperatorId bert = new OperatorId("bert");
        escrow.registerOfficer(anna, IDENTITIES.get("anna").certificate());
        escrow.registerOfficer(bert, IDENTITIES.get("bert").certificate());
        assertThat(escrow.reserve(handover)).singleElement().isInstanceOf(EscrowAnswer.Granted.class);
        assertThat(refused(escrow.release(B, handover).answers()).detail())
                .isEqualTo("0 of 2 officers have approved this hand-over, SHA-256 " + handover.sha256());

        SignedApproval first = SignedApproval.sign(anna, handover.sha256(), IDENTITIES.get("anna"));
        assertThat(escrow.approve(first)).isTrue();
        assertThat(escrow.approve(first)).isTrue();
        Release release = escrow.release(B, handover);
        assertThat(refused(release.answers()).reason()).isEqualTo(Refusal.NOT_APPROVED);
        assertThat(refused(release.answers()).detail()).startsWith("1 of 2");
        assertThat(release.sealedSlots()).isEmpty();

        String other = document(Handover.Kind.HAND_OVER, "A", "C", 2).sha256();
        assertThat(escrow.approve(SignedApproval.sign(bert, other, IDENTITIES.get("bert"))))
                .isTrue();
        assertThat(refused(escrow.release(B, handover).answers()).reason()).isEqualTo(Refusal.NOT_APPROVED);
        assertThat(escrow.approve(SignedApproval.sign(bert, handover.sha256(), IDENTITIES.get("anna"))))
                .isFalse();
        assertThat(escrow.approve(
                        SignedApproval.sign(new OperatorId("carl"), handover.sha256(), IDENTITIES.get("bert"))))
                .isFalse();
        assertThat(refused(escrow.release(B, handover).answers()).reason()).isEqualTo(Refusal.NOT_APPROVED);

        assertThat(escrow.approve(SignedApproval.sign(bert, handover.sha256(), IDENTITIES.get("bert"))))
                .isTrue();
        assertThat(releasedToB()).hasSize(16);
        assertThat(ledger()).contains("\"answer\":\"NOT_APPROVED\"", "\"officer\":\"carl\"", "BAD_SIGNATURE");
    }

    @Test
    void officersCanReadWhatWasRefusedForWantOfThem() {
        open(new EscrowPolicy(false, 1));
        SignedHandover handover = toB();
        assertThat(refused(escrow.release(B, handover).answers()).reason()).isEqualTo(Refusal.NOT_APPROVED);
        assertThat(escrow.document(handover.sha256())).hasValue(handover.encode());

        Handover another = document(Handover.Kind.HAND_OVER, "A", "C", 2).handover();
        SignedHandover forged = SignedHandover.sign(another, IDENTITIES.get("C"));
        assertThat(refused(escrow.reserve(forged)).reason()).isEqualTo(Refusal.BAD_SIGNATURE);
        assertThat(escrow.document(forged.sha256())).isEmpty();
    }

    @Test
    void takesOneKeyForOneOfficer() {
        escrow.registerOfficer(new OperatorId("anna"), IDENTITIES.get("anna").certificate());
        for (String[] again : new String[][] {{"anna", "bert"}, {"bert", "anna"}}) {
            assertThatThrownBy(() -> escrow.registerOfficer(
                            new OperatorId(again[0]), IDENTITIES.get(again[1]).certificate()))
                    .hasMessage("officer " + again[0] + " or this key is registered already");
        }
        assertThatThrownBy(() -> SignedApproval.sign(new OperatorId("anna"), "12", IDENTITIES.get("anna")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void destroysItsCopyOnceTheCardHasArrivedWhereThePolicySaysSo() throws Exception {
        open(new EscrowPolicy(true, 0));
        releasedToB();
        escrow.close();
        List<byte[]> before = wrapped(home());
        open(new EscrowPolicy(true, 0));
        SignedHandover arrived = document(Handover.Kind.CONFIRMATION, "A", "B", 2);
        for (int i = 0; i < 2; i++) {
            assertThat(escrow.confirm(arrived)).singleElement().isInstanceOf(EscrowAnswer.Granted.class);
        }
        assertThat(refused(escrow.release(B, toB()).answers()).reason()).isEqualTo(Refusal.DESTROYED);
        assertThat(escrow.reserve(toB())).singleElement().isInstanceOf(EscrowAnswer.Granted.class);
        assertThat(escrow.reserve(document(Handover.Kind.HAND_OVER, "B", "C", 3)))
                .singleElement()
                .isInstanceOf(EscrowAnswer.Granted.class);
        assertThat(ledger()).containsOnlyOnce("\"action\":\"destroy\"");
        escrow.close();

        List<byte[]> after = wrapped(home());
        List<byte[]> gone = before.stream()
                .filter(bytes -> after.stream().noneMatch(left -> java.util.Arrays.equals(left, bytes)))
                .toList();
        assertThat(gone).hasSize(1);
        try (Stream<Path> files = Files.list(home())) {
            for (Path file : files.toList()) {
                String content = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
                assertThat(content.contains(new String(gone.get(0), java.nio.charset.StandardCharsets.ISO_8859_1)))
                        .as("destroyed keys in " + file.getFileName())
                        .isFalse();
            }
        }
    }

    @Test
    void canBeRestoredFromABackupThatWasMadeWhileItRan() throws IOException {
        open(EscrowPolicy.DEFAULT);
        escrow.close();
        vault.real = null;
        Path original = folder.resolve("another");
        escrow = Escrow.open(original, PASSWORD, Clock.systemUTC(), RANDOM);
        cards.clear();
        Batch batch = new Batch("batch", "891234567890000000", 3, 4, OtaAlgorithm.AES_128, new Imsi("262010000000001"));
        for (OperatorId operator : List.of(A, B)) {
            escrow.register(operator, IDENTITIES.get(operator.value()).certificate());
        }
        escrow.produce(batch, card -> cards.add(card.iccid()));
        escrow.issue(A, cards);
        byte[] before = releasedToB();
        Path backup = folder.resolve("backup");
        escrow.backUp(backup);
        assertThatThrownBy(() -> escrow.backUp(backup))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("is not empty");
        Checkpoint kept = escrow.checkpoint();
        escrow.close();
        Files.delete(original.resolve("escrow.db"));

        assertThatThrownBy(() -> Escrow.open(backup, "guess".toCharArray(), Clock.systemUTC(), RANDOM))
                .isInstanceOf(VaultException.class)
                .hasMessageStartingWith("wrong password for ");
        escrow = Escrow.open(backup, PASSWORD, Clock.systemUTC(), RANDOM);
        assertThat(releasedToB()).isEqualTo(before);
        LedgerFiles files = new LedgerFiles(folder.resolve("ledger"));
        escrow.exportAudit(files.folder());
        assertThat(LedgerVerifier.verify(
                                files.entries(),
                                escrow.certificate(),
                                List.of(kept, LedgerFiles.readCheckpoint(files.checkpoint())))
                        .problem())
                .isEmpty();
    }

    @Test
    void releasesNothingAndChangesNothingWhileTheTokenIsGone() {
        Checkpoint before = escrow.checkpoint();
        vault.isGone = true;
        assertThatThrownBy(() -> escrow.release(B, toB()))
                .isInstanceOf(VaultException.class)
                .hasMessage("the token is gone");
        assertThat(escrow.checkpoint().encode()).isEqualTo(before.encode());
        vault.isGone = false;
        assertThat(escrow.release(new OperatorId("C"), document(Handover.Kind.HAND_OVER, "A", "C", 2))
                        .answers())
                .singleElement()
                .isInstanceOf(EscrowAnswer.Granted.class);
    }

    @Test
    void givesAnOperatorTheNextSlotOfItsOwnCardForARotation() {
        SignedHandover toItself = document(Handover.Kind.HAND_OVER, "A", "A", 2);
        assertThat(escrow.reserve(toItself)).singleElement().isInstanceOf(EscrowAnswer.Granted.class);
        assertThat(escrow.release(A, toItself).answers()).singleElement().isInstanceOf(EscrowAnswer.Granted.class);
        assertThat(escrow.confirm(document(Handover.Kind.CONFIRMATION, "A", "A", 2)))
                .singleElement()
                .isInstanceOf(EscrowAnswer.Granted.class);
    }

    @Test
    void takesNothingOfARevokedOperatorUntilItHasAnotherKey() throws IOException {
        SignedHandover before = toB();
        releasedToB();
        escrow.revoke(B);
        assertThat(refused(escrow.release(B, before).answers()).reason()).isEqualTo(Refusal.REVOKED);
        assertThat(escrow.release(B, before).sealedSlots()).isEmpty();
        escrow.revoke(A);
        assertThat(refused(escrow.reserve(document(Handover.Kind.HAND_OVER, "A", "C", 2)))
                        .reason())
                .isEqualTo(Refusal.REVOKED);
        assertThatThrownBy(() -> escrow.issue(A, cards)).hasMessage("the certificate of A was revoked");
        assertThatThrownBy(() -> escrow.register(A, IDENTITIES.get("A").certificate()))
                .hasMessage("the certificate of operator A was revoked");
        assertThatThrownBy(() -> escrow.revoke(new OperatorId("X"))).hasMessage("party X is not registered");

        escrow.register(A, IDENTITIES.get("anna").certificate());
        escrow.register(B, IDENTITIES.get("bert").certificate());
        assertThat(refused(escrow.release(B, before).answers()).reason()).isEqualTo(Refusal.BAD_SIGNATURE);
        SignedHandover anew = SignedHandover.sign(before.handover(), IDENTITIES.get("anna"));
        Release release = escrow.release(B, anew);
        assertThat(SealedSlots.open(release.sealedSlots(), IDENTITIES.get("bert"), escrow.certificate()))
                .hasSize(1);
        assertThatThrownBy(() -> SealedSlots.open(release.sealedSlots(), IDENTITIES.get("B"), escrow.certificate()))
                .isInstanceOf(SealException.class);
        assertThat(ledger()).contains("\"action\":\"revoke\"", "\"answer\":\"REVOKED\"");
    }

    @Test
    void hearsOfAnArrivalWhateverHasBecomeOfTheDonor() throws IOException {
        releasedToB();
        escrow.revoke(A);
        assertThat(escrow.confirm(document(Handover.Kind.CONFIRMATION, "A", "B", 2)))
                .singleElement()
                .isInstanceOf(EscrowAnswer.Granted.class);
        escrow.revoke(B);
        assertThat(refused(escrow.confirm(document(Handover.Kind.CONFIRMATION, "A", "B", 2)))
                        .reason())
                .isEqualTo(Refusal.REVOKED);
    }

    @Test
    void aDonorTakesBackWhatARevokedRecipientHas() {
        releasedToB();
        escrow.revoke(B);
        assertThat(escrow.cancel(document(Handover.Kind.CANCELLATION, "A", "B", 2)))
                .singleElement()
                .isInstanceOf(EscrowAnswer.Granted.class);
    }

    @Test
    void takesNothingOfAnOperatorWhoseCertificateHasExpired() {
        escrow.close();
        Clock muchLater = Clock.offset(Clock.systemUTC(), java.time.Duration.ofDays(21 * 365L));
        escrow =
                Escrow.open(home(), PASSWORD, new Custody(Optional.of(vault), EscrowPolicy.DEFAULT), muchLater, RANDOM);
        assertThat(refused(escrow.release(B, toB()).answers()).reason()).isEqualTo(Refusal.EXPIRED);
    }
}
