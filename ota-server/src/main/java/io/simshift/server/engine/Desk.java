package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.TransferId;
import io.simshift.server.audit.AuditEntry;
import io.simshift.server.audit.AuditLedger;
import io.simshift.server.campaign.Approval;
import io.simshift.server.campaign.CampaignCard;
import io.simshift.server.campaign.CampaignDesk;
import io.simshift.server.campaign.CampaignException;
import io.simshift.server.campaign.CampaignKind;
import io.simshift.server.campaign.CampaignPlan;
import io.simshift.server.campaign.CampaignState;
import io.simshift.server.campaign.CampaignStep;
import io.simshift.server.campaign.CampaignView;
import io.simshift.server.campaign.CardEvent;
import io.simshift.server.campaign.OrderException;
import io.simshift.server.campaign.OrderFormat;
import io.simshift.server.campaign.OrderProblem;
import io.simshift.server.campaign.OrderReport;
import io.simshift.server.campaign.OrderStream;
import io.simshift.server.campaign.Pace;
import io.simshift.server.campaign.Page;
import io.simshift.server.campaign.Party;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.store.Await;
import io.simshift.server.store.Database;
import io.simshift.server.transfer.Event;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferState;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The desk on the store. Each change holds its campaign's lock, so that the pacer begins no card in the midst of it. */
final class Desk implements CampaignDesk {
    private static final int ROWS_AT_A_TIME = 2000;
    private static final int NAME_MAX = 200;
    private static final Set<CampaignState> CHANGEABLE = Set.of(CampaignState.DRAFT, CampaignState.VALIDATED);

    private final Database database;
    private final CampaignStore store;
    private final TransferStore transfers;
    private final TransferEngine engine;
    private final KnownCampaigns known;
    private final CampaignRoster roster;
    private final Obstacles obstacles;
    private final OperatorId self;
    private final Clock clock;
    private final SecureRandom random;
    private final Consumer<CampaignView> listener;

    Desk(
            Database database,
            CampaignStore store,
            TransferStore transfers,
            TransferEngine engine,
            KnownCampaigns known,
            CampaignRoster roster,
            Obstacles obstacles,
            OperatorId self,
            Clock clock,
            SecureRandom random,
            Consumer<CampaignView> listener) {
        this.database = database;
        this.store = store;
        this.transfers = transfers;
        this.engine = engine;
        this.known = known;
        this.roster = roster;
        this.obstacles = obstacles;
        this.self = self;
        this.clock = clock;
        this.random = random;
        this.listener = listener;
    }

    /** Forgets what uploads have left that a crash cut off. */
    void recover() {
        for (RunningCampaign campaign : roster.all()) {
            if (campaign.stored().state() == CampaignState.DRAFT) {
                forgetOrder(campaign);
            }
        }
    }

    @Override
    public CampaignView create(CampaignPlan plan, String by) {
        return view(create(plan, by, ""));
    }

    private RunningCampaign create(CampaignPlan plan, String by, String note) {
        requireName(by);
        requireRecipient(plan);
        Instant now = Instant.ofEpochMilli(clock.millis());
        String id = self
                + (plan.kind() == CampaignKind.ROTATE
                        ? "-rotate-"
                        : "-to-" + plan.recipient().id() + "-") + now.toEpochMilli() + "-"
                + Integer.toHexString(random.nextInt() >>> 8);
        StoredCampaign stored = new StoredCampaign(
                record(id, plan, now),
                plan,
                CampaignState.DRAFT,
                "",
                by,
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                List.of());
        database.writeNow(db -> {
            store.insert(db, stored);
            written(db, stored, by, "created" + note, now);
            return null;
        });
        known.put(stored.record());
        RunningCampaign campaign = roster.add(stored);
        listener.accept(campaign.view());
        return campaign;
    }

    private static CampaignRecord record(String id, CampaignPlan plan, Instant createdAt) {
        MoveOptions options =
                new MoveOptions(plan.mode(), plan.fallback(), plan.schedule().validity());
        return new CampaignRecord(id, plan.recipient(), options, createdAt, List.of(), List.of());
    }

    private void requireRecipient(CampaignPlan plan) {
        boolean own = plan.recipient().id().equals(self);
        if (own != (plan.kind() == CampaignKind.ROTATE)) {
            throw new CampaignException(
                    CampaignException.Kind.INVALID,
                    own ? "the cards of " + self + " can't move to " + self : "a rotation stays at " + self);
        }
    }

    private static void requireName(String by) {
        if (by == null || by.isBlank() || by.length() > NAME_MAX) {
            throw new CampaignException(
                    CampaignException.Kind.INVALID, "who asks must have a name of at most " + NAME_MAX + " characters");
        }
    }

    @Override
    public CampaignView change(String id, CampaignPlan plan, String by) {
        return steer(id, by, "plan changed", CHANGEABLE, old -> {
            if (old.plan().kind() != plan.kind()
                    || !old.plan().recipient().id().equals(plan.recipient().id())) {
                throw new CampaignException(
                        CampaignException.Kind.INVALID, "kind and recipient of a campaign can't be changed");
            }
            return old.withPlan(record(id, plan, old.record().createdAt()), plan);
        });
    }

    @Override
    public OrderReport upload(String id, String fileName, OrderFormat format, InputStream order, String by) {
        RunningCampaign campaign = find(id);
        requireName(by);
        synchronized (campaign) {
            requireState(campaign, CHANGEABLE);
            campaign.setUploading(true);
        }
        try {
            toDraft(campaign, by);
            OrderUpload upload = new OrderUpload(
                    database, store, obstacles, id, campaign.stored().plan().recipient(), fileName);
            OrderStream.read(fileName, format, order, upload);
            OrderReport report = upload.end();
            if (report.accepted() == 0) {
                String first = report.firstProblems().isEmpty()
                        ? "it has no rows"
                        : report.firstProblems().get(0).toString();
                throw new CampaignException(
                        CampaignException.Kind.INVALID, "no row of order " + fileName + " is good; " + first);
            }
            validated(campaign, report.accepted(), report.refused(), "order " + fileName + " uploaded", by);
            return report;
        } catch (OrderException e) {
            forgetOrder(campaign);
            throw new CampaignException(CampaignException.Kind.INVALID, e.getMessage());
        } catch (RuntimeException e) {
            forgetOrder(campaign);
            throw e;
        } finally {
            campaign.setUploading(false);
        }
    }

    private void toDraft(RunningCampaign campaign, String by) {
        if (campaign.stored().state() != CampaignState.DRAFT) {
            commit(campaign, campaign.stored().in(CampaignState.DRAFT, "").withCards(0, 0), by, "order taken back");
        }
        forgetOrder(campaign);
    }

    private void forgetOrder(RunningCampaign campaign) {
        boolean more = true;
        while (more) {
            more = database.writeNow(
                    db -> store.forgetOrder(db, campaign.stored().id(), ROWS_AT_A_TIME));
        }
        campaign.tally().clearRows();
    }

    private void validated(RunningCampaign campaign, long accepted, long refused, String action, String by) {
        synchronized (campaign) {
            campaign.tally().add(CampaignCard.Status.WAITING, accepted);
            commit(
                    campaign,
                    campaign.stored().in(CampaignState.VALIDATED, "").withCards(accepted, refused),
                    by,
                    action);
        }
    }

    @Override
    public Page<OrderProblem> problems(String id, long after, int limit) {
        find(id);
        return database.look(db -> store.problems(db, id, after, page(limit)));
    }

    @Override
    public CampaignView submit(String id, String by) {
        return steer(
                id,
                by,
                "submitted for approval",
                Set.of(CampaignState.VALIDATED),
                old -> old.in(CampaignState.AWAITING_APPROVAL, "").withApprovals(List.of()));
    }

    @Override
    public CampaignView approve(String id, Party party, String by) {
        return steer(id, by, FourEyes.APPROVED + word(party), Set.of(CampaignState.AWAITING_APPROVAL), old -> {
            requireParty(old, party);
            if (FourEyes.hasHadAHand(by, steps(id))) {
                throw new CampaignException(
                        CampaignException.Kind.FORBIDDEN,
                        by + " has had a hand in the campaign; somebody else must approve it");
            }
            if (old.approvals().stream().anyMatch(approval -> approval.by().equals(by))) {
                throw new CampaignException(
                        CampaignException.Kind.FORBIDDEN,
                        by + " has approved it already; nobody speaks for both parties");
            }
            List<Approval> approvals = new ArrayList<>(old.approvals());
            approvals.add(new Approval(party, by, Instant.ofEpochMilli(clock.millis())));
            StoredCampaign approved = old.withApprovals(approvals);
            return approved.missing().isEmpty() ? approved.in(CampaignState.SCHEDULED, "") : approved;
        });
    }

    private static void requireParty(StoredCampaign campaign, Party party) {
        if (!campaign.missing().contains(party)) {
            boolean approved = campaign.parties().contains(party);
            throw new CampaignException(
                    CampaignException.Kind.CONFLICT,
                    "the " + word(party) + (approved ? " has approved already" : " has no part in a rotation"));
        }
    }

    private static String word(Party party) {
        return party == Party.DONOR ? "donor" : "recipient";
    }

    @Override
    public CampaignView refuse(String id, Party party, String by, String reason) {
        String why = FourEyes.REFUSED + word(party) + ": " + reason;
        return steer(id, by, why, Set.of(CampaignState.AWAITING_APPROVAL), old -> {
            requireParty(old.withApprovals(List.of()), party);
            return old.in(CampaignState.VALIDATED, why).withApprovals(List.of());
        });
    }

    @Override
    public CampaignView changePace(String id, Pace pace, String by) {
        Set<CampaignState> open = Set.of(
                CampaignState.DRAFT,
                CampaignState.VALIDATED,
                CampaignState.AWAITING_APPROVAL,
                CampaignState.SCHEDULED,
                CampaignState.RUNNING,
                CampaignState.PAUSED);
        return steer(
                id,
                by,
                "pace changed",
                open,
                old -> old.withPlan(old.record(), old.plan().withPace(pace)));
    }

    @Override
    public CampaignView pause(String id, String by, String reason) {
        return steer(
                id,
                by,
                "paused",
                Set.of(CampaignState.SCHEDULED, CampaignState.RUNNING),
                old -> old.in(CampaignState.PAUSED, reason));
    }

    @Override
    public CampaignView resume(String id, String by) {
        return steer(id, by, "resumed", Set.of(CampaignState.PAUSED), old -> {
            boolean started = old.startedAt().isPresent();
            return old.in(started ? CampaignState.RUNNING : CampaignState.SCHEDULED, "");
        });
    }

    @Override
    public CampaignView stop(String id, String by, String reason) {
        return stop(find(id), by, reason);
    }

    /** Stops a campaign, for somebody or for its own failure limit. */
    CampaignView stop(RunningCampaign campaign, String by, String reason) {
        requireName(by);
        synchronized (campaign) {
            if (campaign.stored().state() == CampaignState.FINISHED || campaign.isUploading()) {
                throw conflict(campaign);
            }
            if (campaign.stored().state() != CampaignState.STOPPED) {
                Instant now = Instant.ofEpochMilli(clock.millis());
                StoredCampaign stopped = campaign.stored().in(CampaignState.STOPPED, reason);
                commit(campaign, stopped.ended(now), by, "stopped: " + reason);
            }
        }
        // Also where it was stopped before: the store may have gone away before each of them was called off.
        callOffUnsent(campaign, by);
        return view(campaign);
    }

    /** Calls off, in the name of who stopped it, what a stopped campaign has left when the last run ended in between. */
    void callOffStopped() {
        for (RunningCampaign campaign : roster.all()) {
            if (campaign.stored().state() == CampaignState.STOPPED) {
                String by = steps(campaign.stored().id()).stream()
                        .filter(step -> step.state() == CampaignState.STOPPED)
                        .findFirst()
                        .map(CampaignStep::by)
                        .orElse(self.value());
                callOffUnsent(campaign, by);
            }
        }
    }

    private void callOffUnsent(RunningCampaign campaign, String by) {
        List<TransferState> unsent =
                database.read(db -> store.unsent(db, campaign.stored().id()));
        unsent.forEach(state -> callOffUnsent(state.id(), by));
    }

    /** Calls a transfer off unless something was sent in the meantime. */
    private void callOffUnsent(TransferId id, String by) {
        Await.result(engine.run(db -> {
            TransferState now = engine.current(db, id);
            boolean sent = now.unresolved() > 0 || now.phase().isSettled();
            return sent ? List.of() : List.of(engine.step(db, id, new Event.CancelRequested(by)));
        }));
    }

    @Override
    public CompletableFuture<Optional<Phase>> cancelCard(String id, Iccid iccid, String by) {
        RunningCampaign campaign = find(id);
        requireName(by);
        CampaignCard card = card(id, iccid)
                .orElseThrow(() -> new CampaignException(
                        CampaignException.Kind.NOT_FOUND, "card " + iccid + " is not in campaign " + id));
        if (card.status() == CampaignCard.Status.WAITING && callOffWaiting(campaign, card, by)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Optional<TransferId> transfer = card(id, iccid).orElseThrow().transfer();
        if (transfer.isEmpty()) {
            throw new CampaignException(
                    CampaignException.Kind.CONFLICT, "card " + iccid + " was not begun, and will not be");
        }
        return engine.apply(transfer.get(), new Event.CancelRequested(by))
                .thenApply(after -> Optional.of(after.phase()));
    }

    private boolean callOffWaiting(RunningCampaign campaign, CampaignCard card, String by) {
        synchronized (campaign) {
            if (campaign.isUploading()) {
                throw conflict(campaign);
            }
            String id = campaign.stored().id();
            Instant now = clock.instant();
            boolean waited = database.writeNow(db -> {
                if (!store.isWaiting(db, id, card.number())) {
                    return false;
                }
                store.notBegun(db, id, card.number(), CampaignCard.Status.CALLED_OFF, "cancelled by " + by, now);
                written(db, campaign.stored(), by, "card " + card.iccid() + " called off", now);
                return true;
            });
            if (waited) {
                campaign.tally().move(CampaignCard.Status.WAITING, CampaignCard.Status.CALLED_OFF, 1);
            }
            return waited;
        }
    }

    @Override
    public CampaignView retryFailed(String id, String by) {
        RunningCampaign old = find(id);
        requireName(by);
        if (database.read(db -> store.failed(db, id, 0, 1)).isEmpty()) {
            throw new CampaignException(CampaignException.Kind.CONFLICT, "no card of campaign " + id + " has failed");
        }
        RunningCampaign fresh =
                create(Retry.plan(old.stored().plan()), by, " to try the failed cards of " + id + " again");
        fresh.setUploading(true);
        try {
            String newId = fresh.stored().id();
            OrderUpload upload = new OrderUpload(
                    database, store, obstacles, newId, old.stored().plan().recipient(), id);
            long after = 0;
            List<CampaignStore.Turn> turns;
            do {
                long from = after;
                turns = database.read(db -> store.failed(db, id, from, ROWS_AT_A_TIME));
                turns.forEach(turn -> upload.row(turn.row()));
                after = turns.isEmpty() ? after : turns.get(turns.size() - 1).number();
            } while (turns.size() == ROWS_AT_A_TIME);
            OrderReport report = upload.end();
            if (report.accepted() > 0) {
                validated(fresh, report.accepted(), report.refused(), "failed cards of " + id + " taken over", by);
                return view(fresh);
            }
            stop(fresh.stored().id(), fresh, by);
            throw new CampaignException(
                    CampaignException.Kind.CONFLICT,
                    "no failed card of campaign " + id + " can be tried again; "
                            + report.firstProblems().get(0));
        } finally {
            fresh.setUploading(false);
        }
    }

    private void stop(String id, RunningCampaign empty, String by) {
        Instant now = Instant.ofEpochMilli(clock.millis());
        commit(
                empty,
                empty.stored()
                        .in(CampaignState.STOPPED, "no card of " + id + " can be tried again")
                        .ended(now),
                by,
                "stopped");
    }

    @Override
    public CampaignView campaign(String id) {
        return view(find(id));
    }

    @Override
    public List<CampaignView> campaigns(Optional<CampaignState> state) {
        return roster.all().stream()
                .map(RunningCampaign::view)
                .filter(view -> state.isEmpty() || view.state() == state.get())
                .sorted(Comparator.comparing(CampaignView::createdAt)
                        .thenComparing(CampaignView::id)
                        .reversed())
                .toList();
    }

    @Override
    public List<CampaignStep> steps(String id) {
        find(id);
        return database.look(db -> store.steps(db, id));
    }

    @Override
    public Page<CampaignCard> cards(String id, Optional<Phase> phase, long after, int limit) {
        find(id);
        return database.look(db -> store.cards(db, id, phase, after, page(limit)));
    }

    @Override
    public Optional<CampaignCard> card(String id, Iccid iccid) {
        find(id);
        return database.read(db -> store.card(db, id, iccid));
    }

    @Override
    public Page<CardEvent> history(Iccid card, long after, int limit) {
        return database.look(db -> transfers.history(db, card, after, page(limit)));
    }

    @Override
    public Map<String, Long> failures(String id) {
        find(id);
        return database.look(db -> store.failures(db, id));
    }

    private static int page(int limit) {
        if (limit < 1 || limit > PAGE_MAX) {
            throw new CampaignException(
                    CampaignException.Kind.INVALID, "a page has 1 to " + PAGE_MAX + " items, not " + limit);
        }
        return limit;
    }

    private RunningCampaign find(String id) {
        return roster.find(id)
                .orElseThrow(
                        () -> new CampaignException(CampaignException.Kind.NOT_FOUND, "there is no campaign " + id));
    }

    private static CampaignView view(RunningCampaign campaign) {
        return campaign.view();
    }

    private CampaignView steer(
            String id, String by, String action, Set<CampaignState> from, UnaryOperator<StoredCampaign> change) {
        RunningCampaign campaign = find(id);
        requireName(by);
        synchronized (campaign) {
            requireState(campaign, from);
            return commit(campaign, change.apply(campaign.stored()), by, action);
        }
    }

    private static void requireState(RunningCampaign campaign, Set<CampaignState> allowed) {
        if (!allowed.contains(campaign.stored().state()) || campaign.isUploading()) {
            throw conflict(campaign);
        }
    }

    private static CampaignException conflict(RunningCampaign campaign) {
        StoredCampaign stored = campaign.stored();
        return new CampaignException(
                CampaignException.Kind.CONFLICT,
                "campaign " + stored.id()
                        + (campaign.isUploading() ? " is taking an order in" : " is " + stored.state()));
    }

    /** Makes a change durable; the caller holds the campaign's lock, or nobody else can know it yet. */
    CampaignView commit(RunningCampaign campaign, StoredCampaign changed, String by, String action) {
        Instant now = clock.instant();
        database.writeNow(db -> {
            store.update(db, changed);
            written(db, changed, by, action, now);
            return null;
        });
        known.put(changed.record());
        campaign.committed(changed);
        CampaignView view = campaign.view();
        listener.accept(view);
        return view;
    }

    private void written(java.sql.Connection db, StoredCampaign campaign, String by, String action, Instant now)
            throws java.sql.SQLException {
        store.step(db, campaign.id(), new CampaignStep(now, by, action, campaign.state()));
        Map<String, String> details = Map.of(
                "campaign", campaign.id(),
                "by", by,
                "state", campaign.state().name(),
                "cards", Long.toString(campaign.cards()));
        AuditLedger.append(db, new AuditEntry(now, self.value(), "campaign " + action, details));
    }
}
