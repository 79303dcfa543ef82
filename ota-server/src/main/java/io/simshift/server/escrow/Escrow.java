package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.server.audit.AuditLedger;
import io.simshift.server.audit.Checkpoint;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.store.Database;
import io.simshift.server.vault.KeyVault;
import io.simshift.server.vault.KeystoreVault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The key custodian, in a folder of its own: {@code escrow.db}, {@code vault.p12}, {@code identity.p12}. Every decision is
 * written to its ledger in the transaction that makes it.
 */
public final class Escrow implements EscrowPort, AutoCloseable {
    private static final String SCHEMA = "/io/simshift/server/escrow/schema.sql";
    private static final int SCHEMA_VERSION = 4;
    private static final String DATABASE = "escrow.db";
    private static final String VAULT = "vault.p12";
    private static final String IDENTITY = "identity.p12";
    private static final OperatorId SELF = EscrowJournal.SELF;
    private static final SlotIndex FIRST = new SlotIndex(1);

    private final Path folder;
    private final Database database;
    private final EscrowStore store;
    private final EscrowJournal journal;
    private final Registry registry;
    private final Rewrapping rewrapping;
    private final EscrowPolicy policy;
    private final OperatorIdentity identity;
    private final SecureRandom random;
    private final Clock clock;

    private Escrow(
            Path folder,
            Database database,
            KeyVault vault,
            EscrowPolicy policy,
            OperatorIdentity identity,
            SecureRandom random,
            Clock clock) {
        this.folder = folder;
        this.database = database;
        this.store = new EscrowStore(vault);
        this.journal = new EscrowJournal(store, clock);
        this.registry = new Registry(database, store, journal);
        this.rewrapping = new Rewrapping(database, store, journal, vault);
        this.policy = policy;
        this.identity = identity;
        this.random = random;
        this.clock = clock;
    }

    /** Opens the escrow in {@code folder}, or makes one there. */
    public static Escrow open(Path folder, char[] password, Clock clock, SecureRandom random) {
        return open(folder, password, Custody.DEFAULT, clock, random);
    }

    /** As {@link #open(Path, char[], Clock, SecureRandom)}, with a vault or a policy of its own. */
    public static Escrow open(Path folder, char[] password, Custody custody, Clock clock, SecureRandom random) {
        Database database = Database.open(folder.resolve(DATABASE), SCHEMA, SCHEMA_VERSION);
        return open(database, folder, password, custody, clock, random);
    }

    /** As {@link #open}, for a world that happens on one thread: see {@link Database#openWithoutThread}. */
    public static Escrow openWithoutThread(Path folder, char[] password, Clock clock, SecureRandom random) {
        Database database = Database.openWithoutThread(folder.resolve(DATABASE), SCHEMA, SCHEMA_VERSION);
        return open(database, folder, password, Custody.DEFAULT, clock, random);
    }

    private static Escrow open(
            Database database, Path folder, char[] password, Custody custody, Clock clock, SecureRandom random) {
        try {
            KeyVault vault =
                    custody.vault().orElseGet(() -> KeystoreVault.open(folder.resolve(VAULT), password, random));
            OperatorIdentity identity =
                    OperatorIdentity.open(folder.resolve(IDENTITY), password, "Simshift escrow", clock, random);
            return new Escrow(folder, database, vault, custody.policy(), identity, random, clock);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /**
     * Makes cards. Each record goes to {@code factory} once its keys are durable, and its keys are zeroed when
     * {@code factory} returns.
     */
    public void produce(Batch batch, Consumer<PersonalisationRecord> factory) {
        new Production(database, store, journal, random).produce(batch, factory);
    }

    /**
     * Makes cards and writes what the personalisation line needs, encrypted for its certificate. Where that fails, the cards
     * that were made before the failure exist, and their ICCIDs are used.
     *
     * @param file is replaced; it has its name only once it is whole
     */
    public void produce(Batch batch, X509Certificate line, Path file) throws IOException {
        new Production(database, store, journal, random).produceFile(batch, line, identity, file);
    }

    /**
     * Makes an operator known. The same certificate again changes nothing.
     *
     * @throws IllegalArgumentException where the operator is known with another certificate, or has the escrow's own name,
     *     which stands for the giver of every first slot
     */
    public void register(OperatorId operator, X509Certificate certificate) {
        registry.register(operator, certificate);
    }

    /**
     * Takes nothing more that is signed with an operator's key, and gives nothing more out for it, until the operator is
     * registered with another certificate.
     *
     * @throws IllegalArgumentException where the operator is not registered
     */
    public void revoke(OperatorId operator) {
        registry.revoke(operator, clock.instant());
    }

    /**
     * Gives slot 1 of each card to the operator that starts with it (TR 33.812 5.3.2.2, step 2). The same operator may ask
     * again.
     *
     * @return the slots, for {@link SealedSlots#open}
     * @throws IllegalArgumentException where the operator is not registered, or a card was never made or was issued to
     *     another operator; then nothing is issued
     */
    public byte[] issue(OperatorId operator, List<Iccid> cards) {
        return database.writeNow(db -> {
            X509Certificate certificate = store.certificate(db, operator)
                    .orElseThrow(() -> new IllegalArgumentException("operator " + operator + " is not registered"));
            if (store.isRevoked(db, operator)) {
                throw new IllegalArgumentException("the certificate of operator " + operator + " was revoked");
            }
            List<ReleasedSlot> issued = new ArrayList<>();
            try {
                for (Iccid iccid : cards) {
                    issued.add(issueOne(db, operator, iccid));
                }
                return SealedSlots.seal(issued, identity, certificate, random);
            } finally {
                issued.forEach(ReleasedSlot::close);
            }
        });
    }

    private ReleasedSlot issueOne(Connection db, OperatorId operator, Iccid iccid) throws SQLException {
        if (!store.hasCard(db, iccid)) {
            throw new IllegalArgumentException("nobody made card " + iccid);
        }
        SlotLedger.Entry first = store.slots(db, iccid).at(FIRST);
        if (first.state() == SlotLedger.State.FREE) {
            store.update(db, iccid, FIRST, SlotLedger.State.RELEASED, SELF, operator, clock.instant());
        } else if (!first.recipient().equals(operator)) {
            throw new IllegalArgumentException("card " + iccid + " was issued to another operator");
        }
        HandoverEntry entry = new HandoverEntry(store.firstImsi(db, iccid), iccid, FIRST);
        journal.answer(db, "issue", new EscrowJournal.Word(SELF, operator, ""), entry, Optional.empty());
        return store.unwrap(db, iccid, FIRST, entry.newImsi());
    }

    @Override
    public X509Certificate certificate() {
        return identity.certificate();
    }

    @Override
    public boolean knows(Iccid iccid) {
        return database.read(db -> store.hasCard(db, iccid));
    }

    @Override
    public List<EscrowAnswer> reserve(SignedHandover handover) {
        return database.writeNow(db -> {
            Optional<SlotLedger.No> all =
                    HandoverCheck.refuseAll(db, store, handover, Handover.Kind.HAND_OVER, clock.instant());
            return claim(db, "reserve", handover, all, SlotLedger.State.RESERVED);
        });
    }

    @Override
    public Release release(OperatorId recipient, SignedHandover handover) {
        return database.writeNow(db -> {
            Optional<SlotLedger.No> all =
                    HandoverCheck.refuseAll(db, store, handover, Handover.Kind.HAND_OVER, clock.instant());
            if (all.isEmpty() && !handover.handover().recipient().equals(recipient)) {
                all = Optional.of(new SlotLedger.No(
                        Refusal.WRONG_RECIPIENT, recipient + " is not the recipient that the donor has named"));
            }
            if (all.isEmpty() && Officers.approvals(db, handover.sha256()) < policy.officers()) {
                all = Optional.of(new SlotLedger.No(
                        Refusal.NOT_APPROVED,
                        Officers.approvals(db, handover.sha256()) + " of " + policy.officers()
                                + " officers have approved this hand-over"));
            }
            List<EscrowAnswer> answers = claim(db, "release", handover, all, SlotLedger.State.RELEASED);
            List<ReleasedSlot> granted = new ArrayList<>();
            for (EscrowAnswer answer : answers) {
                if (answer instanceof EscrowAnswer.Granted) {
                    HandoverEntry entry = answer.entry();
                    granted.add(store.unwrap(db, entry.iccid(), entry.slot(), entry.newImsi()));
                }
            }
            return seal(answers, granted, store.certificate(db, recipient));
        });
    }

    @Override
    public List<EscrowAnswer> cancel(SignedHandover cancellation) {
        return decide(cancellation, Handover.Kind.CANCELLATION, "cancel", SlotLedger.State.CANCELLED);
    }

    @Override
    public List<EscrowAnswer> confirm(SignedHandover confirmation) {
        return decide(confirmation, Handover.Kind.CONFIRMATION, "confirm", SlotLedger.State.CONFIRMED);
    }

    private List<EscrowAnswer> decide(
            SignedHandover signed, Handover.Kind kind, String action, SlotLedger.State target) {
        return database.writeNow(db -> {
            Handover handover = signed.handover();
            Optional<SlotLedger.No> all = HandoverCheck.refuseAll(db, store, signed, kind, clock.instant());
            EscrowJournal.Word word = journal.file(db, signed, all);
            List<EscrowAnswer> answers = new ArrayList<>();
            for (HandoverEntry entry : handover.entries()) {
                Optional<SlotLedger.No> no = all.isPresent() ? all : refuse(db, handover, entry);
                if (no.isEmpty()) {
                    change(db, handover, entry, target);
                }
                answers.add(journal.answer(db, action, word, entry, no));
                if (no.isEmpty() && target == SlotLedger.State.CONFIRMED && policy.destroyConfirmed()) {
                    destroy(db, entry);
                }
            }
            return answers;
        });
    }

    private void destroy(Connection db, HandoverEntry entry) throws SQLException {
        if (store.destroy(db, entry.iccid(), entry.slot())) {
            journal.record(
                    db,
                    "destroy",
                    Map.of("iccid", entry.iccid().digits(), "slot", entry.slot().toString()));
        }
    }

    private Optional<SlotLedger.No> refuse(Connection db, Handover handover, HandoverEntry entry) throws SQLException {
        if (!store.hasCard(db, entry.iccid())) {
            return unknownCard(entry.iccid());
        }
        SlotLedger slots = store.slots(db, entry.iccid());
        return handover.kind() == Handover.Kind.CONFIRMATION
                ? slots.refuseConfirmation(entry.slot(), handover.donor(), handover.recipient())
                : slots.refuseCancellation(entry.slot(), handover.donor(), handover.recipient());
    }

    private List<EscrowAnswer> claim(
            Connection db, String action, SignedHandover signed, Optional<SlotLedger.No> all, SlotLedger.State target)
            throws SQLException {
        Handover handover = signed.handover();
        EscrowJournal.Word word = journal.file(db, signed, all);
        List<EscrowAnswer> answers = new ArrayList<>();
        for (HandoverEntry entry : handover.entries()) {
            Optional<SlotLedger.No> no = all;
            if (no.isEmpty()) {
                no = store.hasCard(db, entry.iccid())
                        ? store.slots(db, entry.iccid())
                                .refuseClaim(entry.slot(), handover.donor(), handover.recipient())
                        : unknownCard(entry.iccid());
            }
            if (no.isEmpty()
                    && target == SlotLedger.State.RELEASED
                    && store.isDestroyed(db, entry.iccid(), entry.slot())) {
                no = Optional.of(new SlotLedger.No(
                        Refusal.DESTROYED, "the escrow's copy was destroyed when the card had arrived"));
            }
            if (no.isEmpty()) {
                claimOne(db, handover, entry, target);
            }
            answers.add(journal.answer(db, action, word, entry, no));
        }
        return answers;
    }

    private void claimOne(Connection db, Handover handover, HandoverEntry entry, SlotLedger.State target)
            throws SQLException {
        SlotLedger.State now = store.slots(db, entry.iccid()).at(entry.slot()).state();
        // A reservation asked for again after the release must not take the release back.
        if (!now.isHeld()) {
            change(db, handover, entry, target);
        }
    }

    private void change(Connection db, Handover handover, HandoverEntry entry, SlotLedger.State state)
            throws SQLException {
        Instant now = clock.instant();
        store.update(db, entry.iccid(), entry.slot(), state, handover.donor(), handover.recipient(), now);
    }

    private static Optional<SlotLedger.No> unknownCard(Iccid iccid) {
        return Optional.of(new SlotLedger.No(Refusal.UNKNOWN_CARD, "nobody made card " + iccid));
    }

    private Release seal(List<EscrowAnswer> answers, List<ReleasedSlot> granted, Optional<X509Certificate> recipient) {
        try {
            byte[] sealed = granted.isEmpty()
                    ? new byte[0]
                    : SealedSlots.seal(granted, identity, recipient.orElseThrow(), random);
            return new Release(answers, sealed);
        } finally {
            granted.forEach(ReleasedSlot::close);
        }
    }

    /** Signs the ledger as it is now. Whoever keeps the result sees later what was changed or cut off. */
    public Checkpoint checkpoint() {
        return database.writeNow(db -> AuditLedger.checkpoint(db, identity));
    }

    /** Signs the ledger and writes it to {@code folder}: {@link LedgerFiles}. */
    public void exportAudit(Path folder) {
        Checkpoint checkpoint = checkpoint();
        database.read(db -> {
            try {
                AuditLedger.export(db, checkpoint, identity.certificate(), folder);
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException("the ledger cannot be written to " + folder, e);
            }
        });
    }

    /**
     * Makes an officer of the custodian known.
     *
     * @throws IllegalArgumentException where the name or the key is another officer's
     */
    public void registerOfficer(OperatorId officer, X509Certificate certificate) {
        registry.registerOfficer(officer, certificate);
    }

    /**
     * An officer approves a hand-over. May come before it or after it, and again.
     *
     * @return false where the officer is unknown or the signature is not the officer's; recorded in any case
     */
    public boolean approve(SignedApproval approval) {
        return registry.approve(approval);
    }

    /**
     * Makes a new master key and puts every slot under it, while the escrow goes on working. After a crash in between, call
     * it again or {@link #retireMasterKeys}.
     *
     * @return the version of the new key
     */
    public synchronized int rotateMasterKey() {
        int version = rewrapping.rotate();
        rewrapping.rewrap();
        return version;
    }

    /**
     * Destroys all master keys but the newest. What old backups and free disk space still hold of the slots can then never
     * be read again.
     *
     * @return how many
     */
    public synchronized int retireMasterKeys() {
        return rewrapping.retire();
    }

    /**
     * Copies the escrow, as it is at one moment, into an empty folder from which it can be opened again. The keys of a token
     * are not copied.
     *
     * @throws IOException where the folder is not empty or cannot be written
     */
    public synchronized void backUp(Path target) throws IOException {
        EscrowBackup.copy(database, folder, List.of(VAULT, IDENTITY), target, DATABASE);
    }

    @Override
    public void close() {
        database.close();
    }
}
