package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.server.audit.AuditLedger;
import io.simshift.server.audit.Checkpoint;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.handover.SignedCollection;
import io.simshift.server.handover.SignedDocument;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.store.Database;
import io.simshift.server.vault.KeyVault;
import io.simshift.server.vault.KeystoreVault;
import io.simshift.server.vault.VaultException;
import io.simshift.server.vault.VaultSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The key custodian, in a folder of its own: {@code escrow.db}, {@code vault.p12}, {@code identity.p12}. Every decision is
 * written to its ledger in the transaction that makes it.
 */
public final class Escrow implements CustodyPort, AutoCloseable {
    private static final String SCHEMA = "/io/simshift/server/escrow/schema.sql";
    private static final int SCHEMA_VERSION = 5;
    private static final String DATABASE = "escrow.db";
    private static final String VAULT = "vault.p12";
    private static final String IDENTITY = "identity.p12";

    private final Path folder;
    private final EscrowCore core;
    private final Registry registry;
    private final Rewrapping rewrapping;
    private final SlotReleases releases;
    private final SlotOutcomes outcomes;
    private final Consents consents;

    private Escrow(Path folder, EscrowCore core) {
        this.folder = folder;
        this.core = core;
        this.registry = new Registry(core);
        this.rewrapping = new Rewrapping(core);
        this.releases = new SlotReleases(core);
        this.outcomes = new SlotOutcomes(core);
        this.consents = new Consents(core);
    }

    /** Opens the escrow in {@code folder}, or makes one there. */
    public static Escrow open(Path folder, char[] password, Clock clock, SecureRandom random) {
        return open(folder, password, Custody.DEFAULT, clock, random);
    }

    /** As {@link #open(Path, char[], Clock, SecureRandom)}, with a vault or a policy of its own. */
    public static Escrow open(Path folder, char[] password, Custody custody, Clock clock, SecureRandom random) {
        EscrowUpgrade.run(folder.resolve(DATABASE), SCHEMA_VERSION);
        Database database = Database.open(folder.resolve(DATABASE), SCHEMA, SCHEMA_VERSION);
        return open(database, folder, password, custody, clock, random);
    }

    /** As {@link #open}, for a world that happens on one thread: see {@link Database#openWithoutThread}. */
    public static Escrow openWithoutThread(Path folder, char[] password, Clock clock, SecureRandom random) {
        EscrowUpgrade.run(folder.resolve(DATABASE), SCHEMA_VERSION);
        Database database = Database.openWithoutThread(folder.resolve(DATABASE), SCHEMA, SCHEMA_VERSION);
        return open(database, folder, password, Custody.DEFAULT, clock, random);
    }

    private static Escrow open(
            Database database, Path folder, char[] password, Custody custody, Clock clock, SecureRandom random) {
        try {
            KeyVault vault = custody.vault().orElseGet(() -> keystore(folder, password, random));
            OperatorIdentity identity =
                    OperatorIdentity.open(folder.resolve(IDENTITY), password, "Simshift escrow", clock, random);
            return new Escrow(folder, EscrowCore.of(database, vault, custody.policy(), identity, random, clock));
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** Not where the keys are in a token: a keystore beside it would be another vault. */
    private static KeyVault keystore(Path folder, char[] password, SecureRandom random) {
        if (VaultSettings.read(folder).isPresent()) {
            throw new VaultException("the keys of the escrow in " + folder + " are in a token: its PIN is needed");
        }
        return KeystoreVault.open(folder.resolve(VAULT), password, random);
    }

    /**
     * Makes cards. Each record goes to {@code factory} once its keys are durable, and its keys are zeroed when
     * {@code factory} returns.
     */
    public void produce(Batch batch, Consumer<PersonalisationRecord> factory) {
        new Production(core).produce(batch, factory);
    }

    /**
     * Makes cards and writes what the personalisation line needs, encrypted for its certificate. Where that fails, the cards
     * that were made before the failure exist, and their ICCIDs are used.
     *
     * @param file is replaced; it has its name only once it is whole
     */
    public void produce(Batch batch, X509Certificate line, Path file) throws IOException {
        new Production(core).produceFile(batch, line, file);
    }

    /**
     * Writes a production file anew, for a line that has lost its file, or for another custodian. Recorded before the file is
     * made.
     *
     * @return how many cards
     * @throws IllegalArgumentException where the policy does not allow it, a slot of these cards was given away, or there are
     *     none
     * @throws ApprovalMissingException where officers have to approve it first
     */
    public int produceAgain(CardSelection cards, X509Certificate line, Path file) throws IOException {
        return new ProductionAgain(core).write(cards, line, file);
    }

    /**
     * Takes over the custody of cards that another has made, from a production file for this escrow's certificate. May be
     * repeated.
     *
     * @param manufacturer whose signature the file must have
     * @return how many cards are new here
     * @throws SealException where the file is damaged, for somebody else or not the manufacturer's; then none is taken
     * @throws IllegalArgumentException where a card is here already with other keys; those before it in the file were taken
     */
    public int importBatch(Path file, X509Certificate manufacturer) throws IOException {
        return new BatchImport(core).read(file, manufacturer);
    }

    /**
     * Destroys the escrow's copies of all keys of cards. Copies in backups end with the next rotation.
     *
     * @param reason for the ledger
     * @return how many cards
     * @throws ApprovalMissingException where officers have to approve it first
     */
    public int destroy(CardSelection cards, String reason) {
        return new Destruction(core).destroy(cards, reason);
    }

    /**
     * Makes an operator known. The same certificate again changes nothing.
     *
     * @throws IllegalArgumentException where the operator is known with another certificate, or has the escrow's own name,
     *     which stands for the giver of every first slot; where the certificate has expired, or its key is not on the
     *     curve P-256
     */
    public void register(OperatorId operator, X509Certificate certificate) {
        registry.register(Parties.Role.OPERATOR, operator, certificate);
    }

    /** Makes an owner of cards known, as {@link #register} does an operator. */
    public void registerOwner(OperatorId owner, X509Certificate certificate) {
        registry.register(Parties.Role.OWNER, owner, certificate);
    }

    /**
     * Makes a fleet known, or gives it another policy.
     *
     * @throws IllegalArgumentException where the owner is not registered, or the fleet has another one
     * @throws ApprovalMissingException where fewer have to consent than before, and officers have not approved that
     */
    public void putFleet(Fleet fleet) {
        consents.put(fleet);
    }

    /**
     * Puts cards into a fleet.
     *
     * @throws IllegalArgumentException where there is no such fleet or card, or a card is in another fleet; then none is put
     */
    public void addToFleet(String fleet, List<Iccid> cards) {
        consents.addCards(fleet, cards);
    }

    @Override
    public List<ConsentAnswer> consent(SignedDocument document) {
        return consents.take(document);
    }

    @Override
    public void revoke(OperatorId party) {
        registry.revoke(party);
    }

    /** True where the party has no certificate but one that was revoked. */
    public boolean isRevoked(OperatorId party) {
        return core.database().read(db -> Parties.isRevoked(db, party));
    }

    /** A signed document whose signature was genuine, as its file; empty where there is none of this SHA-256. */
    public Optional<byte[]> document(String sha256) {
        return core.database().read(db -> core.store().document(db, sha256));
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
        return releases.issue(operator, cards);
    }

    @Override
    public X509Certificate certificate() {
        return core.identity().certificate();
    }

    @Override
    public boolean knows(Iccid iccid) {
        return core.database().read(db -> core.store().hasCard(db, iccid));
    }

    @Override
    public List<EscrowAnswer> reserve(SignedHandover handover) {
        return releases.reserve(handover);
    }

    /** Takes the caller's word for who the recipient is: {@link #collect} does not. */
    @Override
    public Release release(OperatorId recipient, SignedHandover handover) {
        return releases.release(recipient, handover);
    }

    /** A release to a recipient that proves by its signature who it is. */
    public Release collect(SignedCollection collection, SignedHandover handover) {
        return releases.collect(collection, handover);
    }

    @Override
    public List<EscrowAnswer> cancel(SignedHandover cancellation) {
        return outcomes.cancel(cancellation);
    }

    @Override
    public List<EscrowAnswer> confirm(SignedHandover confirmation) {
        return outcomes.confirm(confirmation);
    }

    /** What is demanded now. */
    public EscrowPolicy policy() {
        return core.database().read(core.policies()::current);
    }

    /**
     * Keeps a policy in the database; what the escrow was opened with is demanded besides.
     *
     * @throws ApprovalMissingException where officers have to approve it first
     */
    public void setPolicy(EscrowPolicy policy) {
        core.database().writeNow(db -> {
            core.policies().set(db, policy);
            return null;
        });
    }

    /** Signs the ledger as it is now. Whoever keeps the result sees later what was changed or cut off. */
    public Checkpoint checkpoint() {
        return core.database().writeNow(db -> AuditLedger.checkpoint(db, core.identity()));
    }

    /** Signs the ledger and writes it to {@code folder}: {@link LedgerFiles}. */
    public void exportAudit(Path folder) {
        Checkpoint checkpoint = checkpoint();
        core.database().read(db -> {
            try {
                AuditLedger.export(db, checkpoint, certificate(), folder);
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

    @Override
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
        EscrowBackup.copy(core.database(), folder, List.of(VAULT, IDENTITY, VaultSettings.FILE), target, DATABASE);
    }

    @Override
    public void close() {
        core.database().close();
    }
}
