package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.server.audit.AuditEntry;
import io.simshift.server.audit.AuditLedger;
import io.simshift.server.audit.Checkpoint;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.store.Database;
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
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The key custodian, in a folder of its own: {@code escrow.db}, {@code vault.p12}, {@code identity.p12}. Every decision is
 * written to its ledger in the transaction that makes it.
 */
public final class Escrow implements EscrowPort, AutoCloseable {
    private static final String SCHEMA = "/io/simshift/server/escrow/schema.sql";
    private static final int SCHEMA_VERSION = 3;
    private static final int CARDS_PER_TRANSACTION = 500;
    private static final OperatorId SELF = new OperatorId("escrow");
    private static final SlotIndex FIRST = new SlotIndex(1);

    private final Database database;
    private final EscrowStore store;
    private final OperatorIdentity identity;
    private final SecureRandom random;
    private final Clock clock;

    private Escrow(Database database, EscrowStore store, OperatorIdentity identity, SecureRandom random, Clock clock) {
        this.database = database;
        this.store = store;
        this.identity = identity;
        this.random = random;
        this.clock = clock;
    }

    /** Opens the escrow in {@code folder}, or makes one there. */
    public static Escrow open(Path folder, char[] password, Clock clock, SecureRandom random) {
        Database database = Database.open(folder.resolve("escrow.db"), SCHEMA, SCHEMA_VERSION);
        return open(database, folder, password, clock, random);
    }

    /** As {@link #open}, for a world that happens on one thread: see {@link Database#openWithoutThread}. */
    public static Escrow openWithoutThread(Path folder, char[] password, Clock clock, SecureRandom random) {
        Database database = Database.openWithoutThread(folder.resolve("escrow.db"), SCHEMA, SCHEMA_VERSION);
        return open(database, folder, password, clock, random);
    }

    private static Escrow open(Database database, Path folder, char[] password, Clock clock, SecureRandom random) {
        try {
            KeystoreVault vault = KeystoreVault.open(folder.resolve("vault.p12"), password, random);
            OperatorIdentity identity =
                    OperatorIdentity.open(folder.resolve("identity.p12"), password, "Simshift escrow", clock, random);
            return new Escrow(database, new EscrowStore(vault), identity, random, clock);
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
        for (int first = 0; first < batch.cards(); first += CARDS_PER_TRANSACTION) {
            int end = Math.min(batch.cards(), first + CARDS_PER_TRANSACTION);
            List<PersonalisationRecord> cards = new ArrayList<>();
            for (int card = first; card < end; card++) {
                cards.add(make(batch, card));
            }
            database.writeNow(db -> insert(db, batch, cards));
            for (PersonalisationRecord card : cards) {
                try (card) {
                    factory.accept(card);
                }
            }
        }
    }

    private PersonalisationRecord make(Batch batch, int card) {
        List<PersonalisationRecord.Slot> slots = new ArrayList<>();
        for (int index = 1; index <= batch.slots(); index++) {
            slots.add(new PersonalisationRecord.Slot(new SlotIndex(index), batch.algorithm(), SlotKeys.random(random)));
        }
        return new PersonalisationRecord(batch.iccid(card), batch.imsi(card), ManufacturerKeys.random(random), slots);
    }

    private Void insert(Connection db, Batch batch, List<PersonalisationRecord> cards) throws SQLException {
        for (PersonalisationRecord card : cards) {
            if (store.hasCard(db, card.iccid())) {
                throw new IllegalArgumentException("card " + card.iccid() + " has been made before");
            }
            store.insertCard(db, batch.name(), card);
        }
        record(
                db,
                "produce",
                Map.of(
                        "batch", batch.name(),
                        "first_iccid", cards.get(0).iccid().digits(),
                        "cards", Integer.toString(cards.size()),
                        "slots", Integer.toString(batch.slots())));
        return null;
    }

    /**
     * Makes an operator known. The same certificate again changes nothing.
     *
     * @throws IllegalArgumentException where the operator is known with another certificate, or has the escrow's own name,
     *     which stands for the giver of every first slot
     */
    public void register(OperatorId operator, X509Certificate certificate) {
        if (operator.equals(SELF)) {
            throw new IllegalArgumentException("no operator can be called " + SELF);
        }
        database.writeNow(db -> {
            Optional<X509Certificate> known = store.certificate(db, operator);
            if (known.isEmpty()) {
                store.insertOperator(db, operator, certificate);
                record(db, "register", Map.of("operator", operator.value()));
            } else if (!known.get().equals(certificate)) {
                throw new IllegalArgumentException("operator " + operator + " has another certificate already");
            }
            return null;
        });
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
        answer(db, "issue", new Word(SELF, operator, ""), entry, Optional.empty());
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
            Optional<SlotLedger.No> all = refuseAll(db, handover, Handover.Kind.HAND_OVER);
            return claim(db, "reserve", handover, all, SlotLedger.State.RESERVED);
        });
    }

    @Override
    public Release release(OperatorId recipient, SignedHandover handover) {
        return database.writeNow(db -> {
            Optional<SlotLedger.No> all = refuseAll(db, handover, Handover.Kind.HAND_OVER);
            if (all.isEmpty() && !handover.handover().recipient().equals(recipient)) {
                all = Optional.of(new SlotLedger.No(
                        Refusal.WRONG_RECIPIENT, recipient + " is not the recipient that the donor has named"));
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
            Optional<SlotLedger.No> all = refuseAll(db, signed, kind);
            Word word = file(db, signed, all);
            List<EscrowAnswer> answers = new ArrayList<>();
            for (HandoverEntry entry : handover.entries()) {
                Optional<SlotLedger.No> no = all.isPresent() ? all : refuse(db, handover, entry);
                if (no.isEmpty()) {
                    change(db, handover, entry, target);
                }
                answers.add(answer(db, action, word, entry, no));
            }
            return answers;
        });
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

    private Optional<SlotLedger.No> refuseAll(Connection db, SignedHandover signed, Handover.Kind kind)
            throws SQLException {
        Handover handover = signed.handover();
        if (handover.kind() != kind) {
            return Optional.of(new SlotLedger.No(Refusal.WRONG_KIND, "this document is a " + handover.kind()));
        }
        for (OperatorId operator : List.of(handover.donor(), handover.recipient())) {
            if (store.certificate(db, operator).isEmpty()) {
                return Optional.of(new SlotLedger.No(Refusal.UNKNOWN_OPERATOR, operator + " is not registered"));
            }
        }
        boolean genuine =
                signed.isSignedBy(store.certificate(db, handover.signer()).orElseThrow());
        return genuine
                ? Optional.empty()
                : Optional.of(
                        new SlotLedger.No(Refusal.BAD_SIGNATURE, "the signature is not that of " + handover.signer()));
    }

    private List<EscrowAnswer> claim(
            Connection db, String action, SignedHandover signed, Optional<SlotLedger.No> all, SlotLedger.State target)
            throws SQLException {
        Handover handover = signed.handover();
        Word word = file(db, signed, all);
        List<EscrowAnswer> answers = new ArrayList<>();
        for (HandoverEntry entry : handover.entries()) {
            Optional<SlotLedger.No> no = all;
            if (no.isEmpty()) {
                no = store.hasCard(db, entry.iccid())
                        ? store.slots(db, entry.iccid())
                                .refuseClaim(entry.slot(), handover.donor(), handover.recipient())
                        : unknownCard(entry.iccid());
            }
            if (no.isEmpty()) {
                claimOne(db, handover, entry, target);
            }
            answers.add(answer(db, action, word, entry, no));
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

    /**
     * On whose word something is decided.
     *
     * @param document SHA-256 of the signed file in hex digits; empty where the escrow acts by itself
     */
    private record Word(OperatorId donor, OperatorId recipient, String document) {}

    /** A document whose signature is genuine is kept, so that the ledger's hash of it can be shown to mean something. */
    private Word file(Connection db, SignedHandover signed, Optional<SlotLedger.No> all) throws SQLException {
        if (all.isEmpty()) {
            store.keepDocument(db, signed);
        }
        Handover handover = signed.handover();
        return new Word(handover.donor(), handover.recipient(), signed.sha256());
    }

    private EscrowAnswer answer(
            Connection db, String action, Word word, HandoverEntry entry, Optional<SlotLedger.No> no)
            throws SQLException {
        Map<String, String> details = new TreeMap<>(Map.of(
                "donor", word.donor().value(),
                "recipient", word.recipient().value(),
                "iccid", entry.iccid().digits(),
                "slot", entry.slot().toString(),
                "answer", no.map(refusal -> refusal.reason().name()).orElse("GRANTED")));
        if (!word.document().isEmpty()) {
            details.put("document", word.document());
        }
        record(db, action, details);
        return no.isEmpty()
                ? new EscrowAnswer.Granted(entry)
                : new EscrowAnswer.Refused(entry, no.get().reason(), no.get().detail());
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

    private void record(Connection db, String action, Map<String, String> details) throws SQLException {
        AuditLedger.append(db, new AuditEntry(clock.instant(), SELF.value(), action, details));
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

    @Override
    public void close() {
        database.close();
    }
}
