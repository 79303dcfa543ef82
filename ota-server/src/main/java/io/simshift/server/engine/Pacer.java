package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.server.campaign.CampaignCard;
import io.simshift.server.campaign.CampaignProgress;
import io.simshift.server.campaign.CampaignState;
import io.simshift.server.campaign.Canary;
import io.simshift.server.campaign.FailureLimit;
import io.simshift.server.campaign.OrderRow;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardRegistry;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.store.Database;
import io.simshift.server.transfer.TransferState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins the cards of campaigns when their turn has come: as start time, hours, rate, concurrency, test batch and failure
 * limit allow. It looks when it is woken, and again at once as long as there was something to do.
 */
final class Pacer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pacer.class);
    private static final int CARDS_AT_A_TIME = 1000;

    private final Database database;
    private final CampaignStore store;
    private final TransferEngine engine;
    private final CampaignRoster roster;
    private final Desk desk;
    private final Claims claims;
    /** As the tables show them; its lock keeps a card from being begun by somebody else at the same time. */
    private final Obstacles obstacles;

    private final Obstacles current;
    private final WorkingSet working;
    private final OperatorId self;
    private final Clock clock;
    private final TransferIds ids;
    private final AtomicBoolean awake = new AtomicBoolean();
    private final Lane<AtomicBoolean> lane;

    Pacer(
            Database database,
            CampaignStore store,
            TransferEngine engine,
            CampaignRoster roster,
            Desk desk,
            Claims claims,
            Obstacles obstacles,
            WorkingSet working,
            CardRegistry cards,
            OperatorId self,
            Clock clock,
            TransferIds ids,
            Optional<Executor> driver) {
        this.database = database;
        this.store = store;
        this.engine = engine;
        this.roster = roster;
        this.desk = desk;
        this.claims = claims;
        this.obstacles = obstacles;
        this.working = working;
        this.current = new Obstacles(working, cards, self);
        this.self = self;
        this.clock = clock;
        this.ids = ids;
        this.lane = new Lane<>("pacer-" + self, group -> turn(), driver);
    }

    void start() {
        lane.start();
    }

    /** Looks soon; returns at once. */
    void wake() {
        if (!roster.all().isEmpty() && awake.compareAndSet(false, true)) {
            lane.add(awake);
        }
    }

    private void turn() {
        awake.set(false);
        boolean again = false;
        for (RunningCampaign campaign : roster.byPriority()) {
            try {
                again |= look(campaign);
            } catch (RuntimeException e) {
                LOG.warn(
                        "campaign {} can't go on for now: {}", campaign.stored().id(), e.getMessage());
            }
        }
        if (again) {
            wake();
        }
    }

    /** True where there is more to do at once. */
    private boolean look(RunningCampaign campaign) {
        Instant now = clock.instant();
        synchronized (campaign) {
            CampaignState state = campaign.stored().state();
            if (state == CampaignState.STOPPED) {
                return endWaiting(campaign, CampaignCard.Status.CALLED_OFF, "the campaign was stopped", now);
            }
            if (!state.isLive()) {
                return false;
            }
            if (campaign.stored().deadline().filter(end -> !now.isBefore(end)).isPresent()
                    && endWaiting(campaign, CampaignCard.Status.EXPIRED, "its turn did not come in time", now)) {
                return true;
            }
            if (state == CampaignState.SCHEDULED && campaign.isOpen(now)) {
                StoredCampaign stored = campaign.stored().in(CampaignState.RUNNING, "");
                desk.commit(
                        campaign,
                        stored.startedAt().isPresent() ? stored : stored.started(now),
                        self.value(),
                        "started");
            }
            if (campaign.stored().state() != CampaignState.RUNNING) {
                return false;
            }
        }
        Optional<String> tooMany = tooManyFailures(campaign, now);
        if (tooMany.isPresent()) {
            desk.stop(campaign, self.value(), tooMany.get());
            return true;
        }
        synchronized (campaign) {
            return campaign.stored().state() == CampaignState.RUNNING && run(campaign, now);
        }
    }

    private boolean endWaiting(RunningCampaign campaign, CampaignCard.Status status, String reason, Instant now) {
        if (campaign.tally().of(CampaignCard.Status.WAITING) == 0) {
            return false;
        }
        String id = campaign.stored().id();
        int ended = database.writeNow(db -> store.endWaiting(db, id, status, reason, now, CARDS_AT_A_TIME));
        campaign.tally().move(CampaignCard.Status.WAITING, status, ended);
        return ended > 0;
    }

    private Optional<String> tooManyFailures(RunningCampaign campaign, Instant now) {
        CampaignProgress progress = campaign.tally().progress(0);
        StoredCampaign stored = campaign.stored();
        Optional<Canary> canary = stored.plan().canary();
        if (canary.isPresent() && progress.begun() <= canary.get().cards()) {
            long failures = progress.failed() + (isOverdue(canary.get(), stored, now) ? unsettled(progress) : 0);
            if (failures > canary.get().maxFailures()) {
                return Optional.of(failures + " of the " + progress.begun()
                        + " cards of the test batch have failed or not settled");
            }
        }
        Optional<FailureLimit> limit = stored.plan().failureLimit();
        return limit.isPresent() && limit.get().isPassed(progress.settled(), progress.failed())
                ? Optional.of(progress.failed() + " of " + progress.settled() + " settled cards have failed, more than "
                        + limit.get().percent() + " percent")
                : Optional.empty();
    }

    private static boolean isOverdue(Canary canary, StoredCampaign stored, Instant now) {
        return stored.startedAt()
                .filter(at -> !now.isBefore(at.plus(canary.patience())))
                .isPresent();
    }

    private static long unsettled(CampaignProgress progress) {
        return progress.begun() - progress.settled();
    }

    /** Begins what may be begun now; ends the campaign where nothing is left. */
    private boolean run(RunningCampaign campaign, Instant now) {
        CampaignProgress progress = campaign.tally().progress(0);
        if (progress.waiting() == 0) {
            if (unsettled(progress) == 0) {
                desk.commit(
                        campaign,
                        campaign.stored().in(CampaignState.FINISHED, "").ended(now),
                        self.value(),
                        "finished");
            }
            return false;
        }
        int room = room(campaign, progress, now);
        if (room <= 0 || !campaign.isOpen(now)) {
            return false;
        }
        int allowed = campaign.takeTokens(room, now);
        if (allowed == 0) {
            return false;
        }
        int begun = begin(campaign, allowed, now);
        campaign.giveBackTokens(allowed - begun);
        return begun > 0;
    }

    private static int room(RunningCampaign campaign, CampaignProgress progress, Instant now) {
        StoredCampaign stored = campaign.stored();
        long room = stored.plan().pace().concurrency() - campaign.tally().inFlight();
        Optional<Canary> canary = stored.plan().canary();
        if (canary.isPresent()) {
            long first = canary.get().cards();
            if (progress.begun() < first) {
                room = Math.min(room, first - progress.begun());
            } else if (progress.begun() == first && unsettled(progress) > 0 && !isOverdue(canary.get(), stored, now)) {
                return 0;
            }
        }
        return (int) Math.min(room, CARDS_AT_A_TIME);
    }

    /** Says for how many cards a message will go out. */
    private int begin(RunningCampaign campaign, int limit, Instant now) {
        String id = campaign.stored().id();
        long after = campaign.lastBegun();
        // From the beginning, the tables must have what was begun; further on nothing was.
        List<CampaignStore.Turn> turns = after == 0
                ? database.read(db -> store.waiting(db, id, after, limit))
                : database.writeBehindNow(db -> store.waiting(db, id, after, limit));
        if (turns.isEmpty()) {
            campaign.setLastBegun(0);
            return 0;
        }
        // Nobody else begins one of these cards between the look at it and its own beginning.
        synchronized (obstacles) {
            List<CampaignStore.Turn> promised = new ArrayList<>();
            int begun = begin(campaign, turns, Optional.of(promised), Map.of(), now);
            if (!promised.isEmpty()) {
                OperatorId recipient = campaign.stored().plan().recipient().id();
                List<OrderRow> rows =
                        promised.stream().map(CampaignStore.Turn::row).toList();
                Map<Iccid, String> kept = claims.takeBackOthers(rows, recipient);
                begun += begin(campaign, promised, Optional.empty(), kept, now);
            }
            campaign.setLastBegun(turns.get(turns.size() - 1).number());
            return begun;
        }
    }

    /** What became of a row. */
    private enum Became {
        BEGUN,
        LEFT_OUT,
        PROMISED
    }

    /**
     * @param promised gets the rows whose card can move, but was promised to somebody else before: an open transfer keeps its
     *     promise; empty where that was seen to
     * @param kept cards that must stay, with the reason
     */
    private int begin(
            RunningCampaign campaign,
            List<CampaignStore.Turn> turns,
            Optional<List<CampaignStore.Turn>> promised,
            Map<Iccid, String> kept,
            Instant now) {
        List<Became> became = new ArrayList<>();
        try {
            engine.runBehind(db -> {
                        became.clear();
                        List<TransferEngine.Outcome> outcomes = new ArrayList<>();
                        for (CampaignStore.Turn turn : turns) {
                            became.add(begin(db, campaign, turn, promised.isPresent(), kept, now, outcomes));
                        }
                        return outcomes;
                    })
                    .join();
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e);
        }
        int begun = 0;
        int leftOut = 0;
        for (int i = 0; i < turns.size(); i++) {
            switch (became.get(i)) {
                case BEGUN -> begun++;
                case LEFT_OUT -> leftOut++;
                case PROMISED -> promised.orElseThrow().add(turns.get(i));
            }
        }
        campaign.tally().move(CampaignCard.Status.WAITING, CampaignCard.Status.BEGUN, begun);
        campaign.tally().move(CampaignCard.Status.WAITING, CampaignCard.Status.LEFT_OUT, leftOut);
        return begun;
    }

    private Became begin(
            Connection db,
            RunningCampaign campaign,
            CampaignStore.Turn turn,
            boolean mindPromises,
            Map<Iccid, String> kept,
            Instant now,
            List<TransferEngine.Outcome> outcomes)
            throws SQLException {
        OrderRow row = turn.row();
        OperatorProfile recipient = campaign.stored().plan().recipient();
        Optional<CardRegistry.Held> held = working.card(db, row.iccid());
        Optional<String> obstacle =
                obstacle(db, row, held.map(CardRegistry.Held::card), recipient, kept.get(row.iccid()));
        if (obstacle.isPresent()) {
            database.aboutToWrite(db);
            String id = campaign.stored().id();
            store.notBegun(db, id, turn.number(), CampaignCard.Status.LEFT_OUT, obstacle.get(), now);
            return Became.LEFT_OUT;
        }
        boolean promised = held.orElseThrow()
                .card()
                .claimedFor()
                .filter(other -> !other.equals(recipient.id()))
                .isPresent();
        if (promised && mindPromises) {
            return Became.PROMISED;
        }
        outcomes.add(begin(db, campaign.stored(), turn, held.get()));
        return Became.BEGUN;
    }

    private Optional<String> obstacle(
            Connection db, OrderRow row, Optional<Card> card, OperatorProfile recipient, String kept)
            throws SQLException {
        if (kept != null) {
            return Optional.of(kept);
        }
        Optional<String> ofCard = current.ofCard(db, row.iccid(), card, recipient.id());
        return ofCard.isPresent() ? ofCard : current.ofImsi(db, row.newImsi(), recipient);
    }

    private TransferEngine.Outcome begin(
            Connection db, StoredCampaign campaign, CampaignStore.Turn turn, CardRegistry.Held held)
            throws SQLException {
        OrderRow row = turn.row();
        OperatorId recipient = campaign.plan().recipient().id();
        TransferState.Order order = new TransferState.Order(
                ids.next(),
                campaign.id(),
                row.iccid(),
                row.newImsi(),
                recipient,
                campaign.plan().mode(),
                held.card().slot(),
                held.card().slotFor(recipient).orElseThrow(),
                campaign.deadline().orElseThrow());
        return engine.beginClaimed(db, order, turn.number(), held);
    }

    @Override
    public void close() {
        lane.close();
    }
}
