package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.UnaskedReport;
import io.simshift.server.campaign.CampaignDesk;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardInquiry;
import io.simshift.server.card.CardRegistry;
import io.simshift.server.card.CardStatus;
import io.simshift.server.escrow.ReleasedSlot;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.sms.SmsEgress;
import io.simshift.server.store.Database;
import io.simshift.server.store.StoreException;
import io.simshift.server.transfer.Event;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferState;
import io.simshift.server.vault.KeyVault;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running parts behind {@link io.simshift.server.OtaServer}, on one database. */
public final class TransferService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TransferService.class);
    private static final int TICK_MILLIS = 50;
    private static final int IDLE_TICKS = 20;

    private final Database database;
    private final TransferStore transfers = new TransferStore();
    private final KnownCampaigns campaigns = new KnownCampaigns();
    private final CardRegistry cards;
    private final OperatorId self;
    private final WorkingSet working;
    private final PacketBuilder builder;
    private final Queries queries;
    private final EffectRunner effects;
    private final TransferEngine engine;
    private final Moves moves;
    private final Desk desk;
    private final Pacer pacer;
    private final Intake intake;
    private final Arrivals arrivals;
    private final Sweeper sweeper;
    private final SmsEgress egress;
    private final ScheduledExecutorService ticker;
    private long eventsSeen;
    private int idleTicks;

    /** Starts on what the database holds: open transfers go on. */
    public TransferService(OtaServerConfig config, Database database, KeyVault vault, OperatorIdentity identity) {
        this.database = database;
        this.self = config.profile().id();
        this.cards = new CardRegistry(vault);
        Clock clock = config.clock();
        PacketStore packets = new PacketStore();
        CampaignStore campaignStore = new CampaignStore(transfers);
        this.working = new WorkingSet(transfers, packets, campaignStore, cards, WorkingSet.Limits.STANDARD);
        // First of all: what an earlier run has left in the journal goes into the tables.
        database.attach(working);
        EarlyReceipts early = new EarlyReceipts(database, packets);
        this.builder = new PacketBuilder(config.profile(), cards, packets, working);
        this.queries = new Queries(database, cards, builder, clock, config.queryTimeout(), config.policy());
        Claims claims = new Claims(database, working, cards, config.escrow(), self, identity, clock);
        CampaignRoster roster = new CampaignRoster(config.policy());
        TransferIds ids = new TransferIds(clock, config.random());
        Obstacles obstacles = new Obstacles(transfers, cards, self);
        this.effects = new EffectRunner(
                database,
                working,
                early,
                campaigns,
                queries,
                claims,
                new EffectRunner.Partners(self, config.recipients(), config.listener()),
                roster,
                clock,
                config.policy().smsValidity(),
                config.driver());
        this.engine = new TransferEngine(
                database, transfers, working, cards, campaigns, builder, roster, self, clock, effects::accept);
        this.moves = new Moves(
                database,
                engine,
                transfers,
                cards,
                campaigns,
                builder,
                config.escrow(),
                self,
                claims,
                obstacles,
                clock,
                config.random(),
                ids);
        this.desk = new Desk(
                database,
                campaignStore,
                transfers,
                engine,
                campaigns,
                roster,
                obstacles,
                self,
                clock,
                config.random(),
                config.listener()::onCampaign);
        this.pacer = new Pacer(
                database,
                campaignStore,
                engine,
                roster,
                desk,
                claims,
                obstacles,
                working,
                cards,
                self,
                clock,
                ids,
                config.driver());
        this.intake = new Intake(database, cards, config.escrow(), config.profile(), identity);
        this.arrivals = new Arrivals(database, cards, config.escrow(), self, identity, clock, config.driver());
        campaigns.load(database, transfers);
        roster.load(database, campaignStore);
        desk.recover();
        this.sweeper = new Sweeper(database, packets, clock);
        sweeper.sweep().join();
        this.egress = config.bearer()
                .open(new CardIngress(engine, working, early, database, cards, queries, clock, this::reported));
        this.ticker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "timers-" + self);
            thread.setDaemon(true);
            return thread;
        });
        effects.start(engine, egress);
        arrivals.start();
        pacer.start();
        try {
            desk.callOffStopped();
            engine.recover();
        } catch (StoreException e) {
            close();
            throw e;
        } catch (CompletionException e) {
            close();
            throw new StoreException(
                    "open transfers of " + self + " can't go on: "
                            + e.getCause().getMessage(),
                    e);
        }
        if (config.driver().isEmpty()) {
            ticker.scheduleWithFixedDelay(this::wake, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** See {@link io.simshift.server.OtaServer#wake}. */
    public void wake() {
        try {
            engine.fireDueTimers();
            pacer.wake();
            queries.expire();
            arrivals.retry();
            sweeper.sweepWhenDue();
            settleWhenIdle();
        } catch (RuntimeException | Error e) {
            // A scheduled task that throws is never run again; timers must go on.
            LOG.error("timers of {} failed", self, e);
        }
    }

    /** Where nothing has happened for a while, the tables get what they lack: a start then has nothing to make up for. */
    private void settleWhenIdle() {
        long number = engine.events();
        if (number == eventsSeen) {
            idleTicks++;
        } else {
            idleTicks = 0;
        }
        eventsSeen = number;
        if (idleTicks == IDLE_TICKS) {
            database.settleSoon();
        }
    }

    /** See {@link io.simshift.server.OtaServer#acceptCards}. */
    public CardIntake accept(byte[] sealedSlots, Function<ReleasedSlot, Msisdn> numbers) {
        return intake.accept(sealedSlots, numbers);
    }

    /** See {@link io.simshift.server.OtaServer#collect}. */
    public CardIntake collect(SignedHandover handover, Function<ReleasedSlot, Msisdn> numbers) {
        return intake.collect(handover, numbers);
    }

    /** See {@link io.simshift.server.OtaServer#startMove}. */
    public Campaign startMove(Path order, OperatorProfile recipient, MoveOptions options) {
        return moves.start(order, recipient, options);
    }

    /** See {@link io.simshift.server.OtaServer#provisioned}. */
    public CompletableFuture<Void> provisioned(OperatorId recipient, Collection<HandoverEntry> served) {
        Map<TransferId, PacketBuilder.Draft> drafts = drafts(served);
        return engine.runBehind(db -> {
                    builder.offer(drafts);
                    List<TransferEngine.Outcome> outcomes = new ArrayList<>();
                    for (HandoverEntry entry : served) {
                        Optional<TransferState> open = working.openOf(db, entry.iccid());
                        if (open.isPresent() && isMeant(open.get().order(), recipient, entry)) {
                            outcomes.add(engine.step(db, open.get().id(), new Event.Provisioned()));
                        }
                    }
                    builder.offer(Map.of());
                    return outcomes;
                })
                .thenApply(outcomes -> null);
    }

    /** What these cards will be sent, ciphered on the caller's thread: the store has one for all cards. */
    private Map<TransferId, PacketBuilder.Draft> drafts(Collection<HandoverEntry> served) {
        Map<TransferId, PacketBuilder.Draft> drafts = new HashMap<>();
        for (HandoverEntry entry : served) {
            working.peek(entry.iccid())
                    .filter(glimpse -> glimpse.state().phase() == Phase.RESERVED)
                    .flatMap(glimpse -> builder.draft(
                            glimpse, campaigns.record(glimpse.state().order().campaign())))
                    .ifPresent(draft -> drafts.put(draft.order().id(), draft));
        }
        return drafts;
    }

    /** A late word may be about an earlier transfer of the card to the same recipient: that had another IMSI. */
    private static boolean isMeant(TransferState.Order order, OperatorId recipient, HandoverEntry entry) {
        return order.recipient().equals(recipient)
                && order.newImsi().equals(entry.newImsi())
                && order.targetSlot().equals(entry.slot());
    }

    /** See {@link io.simshift.server.OtaServer#attached}. */
    public CompletableFuture<Void> attached(Imsi imsi) {
        Attached attached = new Attached(new ArrayList<>(), new AtomicBoolean());
        return engine.runBehind(db -> attached(db, imsi, attached)).thenApply(outcomes -> {
            if (attached.arrived().get()) {
                arrivals.happened();
            }
            attached.cameHome()
                    .forEach(iccid -> query(iccid).exceptionally(e -> {
                        LOG.info("card {} is back, but: {}", iccid, e.getMessage());
                        return null;
                    }));
            return null;
        });
    }

    /** What follows from it that a network has seen a card. @param arrived whether the escrow has to be told of one */
    private record Attached(List<Iccid> cameHome, AtomicBoolean arrived) {}

    private List<TransferEngine.Outcome> attached(Connection db, Imsi imsi, Attached attached) throws SQLException {
        Optional<Card> card = cards.find(db, imsi);
        List<TransferEngine.Outcome> outcomes = new ArrayList<>();
        if (card.isPresent() && card.get().status() == CardStatus.INCOMING) {
            database.aboutToWrite(db);
            working.leaveCard(db, card.get().iccid());
            cards.setStatus(db, card.get().iccid(), CardStatus.HERE);
            attached.arrived().set(true);
            handedBack(db, card.get()).ifPresent(outcomes::add);
        } else if (card.isPresent()) {
            boolean mayHaveSwitched = working.openOf(db, card.get().iccid())
                    .filter(open -> open.phase() == Phase.ACKNOWLEDGED || open.phase() == Phase.UNKNOWN)
                    .isPresent();
            if (mayHaveSwitched) {
                attached.cameHome().add(card.get().iccid());
            }
        }
        Optional<TransferState> transfer = working.latestTo(db, imsi);
        if (transfer.isPresent()) {
            outcomes.add(engine.step(db, transfer.get().id(), new Event.SeenAtRecipient()));
            if (transfer.get().order().recipient().equals(self)) {
                attached.arrived().set(true);
            }
        }
        return outcomes;
    }

    /** A card that comes back in a higher slot has left the lower one: the transfer that took it away has succeeded. */
    private Optional<TransferEngine.Outcome> handedBack(Connection db, Card card) throws SQLException {
        Optional<TransferState> open = working.openOf(db, card.iccid());
        return open.isPresent() && open.get().order().homeSlot().compareTo(card.slot()) < 0
                ? Optional.of(engine.step(db, open.get().id(), new Event.SeenAtRecipient()))
                : Optional.empty();
    }

    /** Anybody can make such a report: it is a reason to ask the card, once at a time, and only its answer counts. */
    private void reported(Iccid iccid, UnaskedReport report) {
        if (!queries.waiting(iccid).isEmpty()) {
            return;
        }
        query(iccid)
                .whenComplete((answer, failure) -> LOG.info(
                        "card {} has reported {}: {}",
                        iccid,
                        report,
                        failure == null ? answer.state() + ", " + answer.pairing() : failure.getMessage()));
    }

    /** See {@link io.simshift.server.OtaServer#query}. */
    public CompletableFuture<QueryAnswer> query(Iccid iccid) {
        return queries.ask(iccid, egress)
                .thenCompose(
                        answer -> engine.run(db -> answered(db, iccid, answer)).thenApply(outcomes -> {
                            arrivals.happened();
                            return answer;
                        }));
    }

    private List<TransferEngine.Outcome> answered(Connection db, Iccid iccid, QueryAnswer answer) throws SQLException {
        // Only a card whose active keys are ours can have answered.
        if (cards.find(db, iccid)
                .filter(card -> card.status() == CardStatus.INCOMING)
                .isPresent()) {
            cards.setStatus(db, iccid, CardStatus.HERE);
        }
        Optional<TransferState> open = working.openOf(db, iccid);
        return open.isPresent()
                ? List.of(engine.step(db, open.get().id(), EffectRunner.cardAnswered(open.get(), answer)))
                : List.of();
    }

    /** See {@link io.simshift.server.OtaServer#cancel}. */
    public CompletableFuture<Phase> cancel(TransferId transfer, String by) {
        return engine.apply(transfer, new Event.CancelRequested(by)).thenApply(TransferState::phase);
    }

    /** See {@link io.simshift.server.OtaServer#cards}. */
    public List<Card> cards(CardStatus status) {
        return database.read(db -> cards.list(db, status));
    }

    /** See {@link io.simshift.server.OtaServer#inquiry}. */
    public CardInquiry inquiry() {
        return new CardInquiry(database, cards);
    }

    /** See {@link io.simshift.server.OtaServer#desk}. */
    public CampaignDesk desk() {
        return desk;
    }

    /** See {@link io.simshift.server.OtaServer#campaigns}. */
    public List<Campaign> campaigns() {
        return campaigns.all();
    }

    /** Stops; open transfers are left for the next start. */
    @Override
    public void close() {
        ticker.shutdownNow();
        if (egress instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.warn("the bearer of {} did not close: {}", self, e.getMessage());
            }
        }
        pacer.close();
        effects.close();
        arrivals.close();
        queries.close();
    }
}
