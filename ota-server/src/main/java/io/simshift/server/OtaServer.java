package io.simshift.server;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.server.audit.AuditEntry;
import io.simshift.server.audit.AuditLedger;
import io.simshift.server.audit.Checkpoint;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.campaign.CampaignDesk;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardInquiry;
import io.simshift.server.card.CardStatus;
import io.simshift.server.engine.Campaign;
import io.simshift.server.engine.CardIntake;
import io.simshift.server.engine.MoveOptions;
import io.simshift.server.engine.OtaServerConfig;
import io.simshift.server.engine.TransferService;
import io.simshift.server.escrow.ReleasedSlot;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.store.Database;
import io.simshift.server.store.Migrations;
import io.simshift.server.transfer.Phase;
import io.simshift.server.vault.KeystoreVault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * One operator's server: donor of the cards that leave it, recipient of those that come. All that it knows is in its data
 * folder, so a server that is started again on the same folder goes on where the last one ended, however that ended.
 */
public final class OtaServer implements AutoCloseable {
    private static final Migrations SCHEMA = new Migrations("io/simshift/server/store/sqlite", 4, 7);
    private static final int STORE_TIMEOUT_SECONDS = 5;

    private final OperatorProfile profile;
    private final Database database;
    private final OperatorIdentity identity;
    private final TransferService service;
    private final Clock clock;

    private OtaServer(
            OperatorProfile profile,
            Database database,
            OperatorIdentity identity,
            TransferService service,
            Clock clock) {
        this.clock = clock;
        this.profile = profile;
        this.database = database;
        this.identity = identity;
        this.service = service;
    }

    /**
     * The certificate of the operator whose data folder this is; made with the folder if it is not there yet. For
     * registering an operator at the escrow before its server starts.
     */
    public static X509Certificate certificate(OtaServerConfig config) {
        return openIdentity(config).certificate();
    }

    /** Opens the data folder, connects to the SMSC and goes on with open transfers. */
    public static OtaServer start(OtaServerConfig config) {
        Path file = config.dataFolder().resolve("server.db");
        Database database =
                config.driver().isEmpty() ? Database.open(file, SCHEMA) : Database.openWithoutThread(file, SCHEMA);
        try {
            KeystoreVault vault =
                    KeystoreVault.open(config.dataFolder().resolve("vault.p12"), config.password(), config.random());
            OperatorIdentity identity = openIdentity(config);
            TransferService service = new TransferService(config, database, vault, identity);
            return new OtaServer(config.profile(), database, identity, service, config.clock());
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static OperatorIdentity openIdentity(OtaServerConfig config) {
        return OperatorIdentity.open(
                config.dataFolder().resolve("identity.p12"),
                config.password(),
                config.profile().id().value(),
                config.clock(),
                config.random());
    }

    /** The operator. */
    public OperatorProfile profile() {
        return profile;
    }

    /** For the escrow: whose signature to accept, and whom to encrypt for. */
    public X509Certificate certificate() {
        return identity.certificate();
    }

    /**
     * Registers cards that the escrow has issued to this operator. Only OTA keys are kept, wrapped; K and OPc are in the
     * result for the AuC, until it is closed.
     *
     * @param sealedSlots from {@link io.simshift.server.escrow.Escrow#issue}
     * @param numbers gives each card its MSISDN
     * @throws io.simshift.server.escrow.SealException where the slots were not sealed for this operator
     */
    public CardIntake acceptCards(byte[] sealedSlots, Function<ReleasedSlot, Msisdn> numbers) {
        return service.accept(sealedSlots, numbers);
    }

    /**
     * As recipient: collects from the escrow what a donor hands over, and registers the cards as awaited. May be called
     * again with the same hand-over. Once the AuC serves them, tell the donor: {@link #provisioned}. A hand-over of this
     * operator to itself is a rotation: the card stays as it is until it was seen in its new slot, and keeps its number.
     *
     * @param numbers gives each card its MSISDN
     */
    public CardIntake collect(SignedHandover handover, Function<ReleasedSlot, Msisdn> numbers) {
        return service.collect(handover, numbers);
    }

    /**
     * As donor: moves the cards of an order to another operator.
     *
     * @param order CSV with the columns {@code iccid,new_imsi}; bad rows are in {@link Campaign#problems()}
     * @throws io.simshift.server.campaign.OrderException where the file cannot be read as an order at all
     */
    public Campaign startMove(Path order, OperatorProfile recipient, MoveOptions options) {
        return service.startMove(order, recipient, options);
    }

    /**
     * As donor: the recipient says that it can serve these entries of a hand-over. Entries of an earlier one, with another
     * IMSI, count for nothing. Completes once that is durable.
     */
    public CompletableFuture<Void> provisioned(OperatorId recipient, Collection<HandoverEntry> served) {
        return elsewhere(service.provisioned(recipient, served));
    }

    /**
     * A network has authenticated a card under this IMSI. As donor, the recipient's word that a card has arrived; as
     * operator, the own network's. Completes once that is durable.
     */
    public CompletableFuture<Void> attached(Imsi imsi) {
        return elsewhere(service.attached(imsi));
    }

    /**
     * Asks a card how it is, now.
     *
     * @return fails with {@link io.simshift.server.engine.QueryException} where it does not answer
     */
    public CompletableFuture<QueryAnswer> query(Iccid iccid) {
        return elsewhere(service.query(iccid));
    }

    /**
     * Calls a transfer off. Where something of it may have reached the card, the card is told by CANCEL, and only its
     * answer decides.
     *
     * @param by who wants it, for the ledger
     * @return the phase after that; CANCELLED where it was called off, CANCELLING while the card is being told
     */
    public CompletableFuture<Phase> cancel(TransferId transfer, String by) {
        return elsewhere(service.cancel(transfer, by));
    }

    /** What a caller does with the result must not run on the store's thread: it may wait for the store. */
    private static <T> CompletableFuture<T> elsewhere(CompletableFuture<T> stored) {
        CompletableFuture<T> told = new CompletableFuture<>();
        stored.whenCompleteAsync((result, failure) -> {
            if (failure == null) {
                told.complete(result);
            } else {
                told.completeExceptionally(failure instanceof CompletionException ? failure.getCause() : failure);
            }
        });
        return told;
    }

    /** Does what has fallen due. Only a server with a driver needs it; others do it by themselves all the time. */
    public void wake() {
        service.wake();
    }

    /** The cards with this status, by ICCID. */
    public List<Card> cards(CardStatus status) {
        return service.cards(status);
    }

    /** Where campaigns are ordered, approved, watched and steered. */
    public CampaignDesk desk() {
        return service.desk();
    }

    /** All orders ever taken by {@link #startMove}, by id. */
    public List<Campaign> campaigns() {
        return service.campaigns();
    }

    /** The cards, some at a time. */
    public CardInquiry inquiry() {
        return service.inquiry();
    }

    /** Entries of the ledger as they were written, those after number {@code after}. */
    public List<String> audit(long after, int limit) {
        return database.look(db -> AuditLedger.page(db, after, limit));
    }

    /**
     * Writes into the ledger what somebody has done at this server; durable when it returns.
     *
     * @param actor who
     * @param action what
     * @param details names and values, without secrets
     */
    public void note(String actor, String action, Map<String, String> details) {
        AuditEntry entry = new AuditEntry(clock.instant(), actor, action, details);
        database.writeNow(db -> {
            AuditLedger.append(db, entry);
            return null;
        });
    }

    /** Signs the ledger as it is now. */
    public Checkpoint checkpoint() {
        return database.writeNow(db -> AuditLedger.checkpoint(db, identity));
    }

    /** Whether the store answers; throws {@link io.simshift.server.store.StoreException} where it does not. */
    public boolean isStoreUsable() {
        return database.isReadable(STORE_TIMEOUT_SECONDS);
    }

    /** Signs the ledger of this server's decisions and writes it to {@code folder}: {@link LedgerFiles}. */
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

    /** Stops; open transfers go on when the server is started again on the same folder. */
    @Override
    public void close() {
        service.close();
        database.close();
    }
}
