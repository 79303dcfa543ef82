package io.simshift.server.engine;

import io.simshift.protocol.identity.TransferId;
import io.simshift.server.audit.AuditEntry;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardRegistry;
import io.simshift.server.card.CardStatus;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.store.Database;
import io.simshift.server.store.SqlWork;
import io.simshift.server.transfer.Decision;
import io.simshift.server.transfer.Effect;
import io.simshift.server.transfer.Event;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferMachine;
import io.simshift.server.transfer.TransferState;
import io.simshift.server.vault.VaultException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs transfers on the store. What an event leads to is durable before any of it is seen outside: state, event, counter,
 * packet and ledger line are one transaction, and {@code outside} gets the effects after its commit.
 */
final class TransferEngine {
    /** What is to be done outside, in order: a step to tell about, or an effect to run. */
    sealed interface Outgoing {
        TransferState state();

        /** Tell about a new phase; {@code before} is null where the transfer is new. */
        record Tell(TransferState state, Phase before, Instant at) implements Outgoing {}

        /** Show why the transfer stays in its phase. */
        record Explain(TransferState state) implements Outgoing {}

        /** Run an effect; {@code built} is the packet that it sends, where it was built just now. */
        record Run(TransferState state, Effect effect, Optional<PacketBuilder.Built> built) implements Outgoing {}
    }

    /** What came of an event. */
    record Outcome(TransferState state, boolean changed, List<Outgoing> outgoing) {}

    private static final int RECOVERED_AT_A_TIME = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(TransferEngine.class);
    /** How long a store that could not take a timer's event is left alone. */
    private static final Duration STORE_PAUSE = Duration.ofSeconds(1);

    private final Database database;
    private final TransferStore transfers;
    private final WorkingSet working;
    private final CardRegistry cards;
    private final KnownCampaigns campaigns;
    private final PacketBuilder builder;
    private final CampaignRoster roster;
    private final OperatorId self;
    private final Clock clock;
    private final Consumer<Outgoing> outside;
    private final Alarms alarms;
    /** Changed by the writer only. */
    private volatile long lastEvent;

    TransferEngine(
            Database database,
            TransferStore transfers,
            WorkingSet working,
            CardRegistry cards,
            KnownCampaigns campaigns,
            PacketBuilder builder,
            CampaignRoster roster,
            OperatorId self,
            Clock clock,
            Consumer<Outgoing> outside) {
        this.database = database;
        this.transfers = transfers;
        this.working = working;
        this.cards = cards;
        this.campaigns = campaigns;
        this.builder = builder;
        this.roster = roster;
        this.self = self;
        this.clock = clock;
        this.outside = outside;
        this.alarms = new Alarms(database, transfers);
        this.lastEvent = database.read(transfers::freeEventNumber);
    }

    /** Grows with each event. */
    long events() {
        return lastEvent;
    }

    private long nextEvent() {
        long next = lastEvent + 1;
        lastEvent = next;
        return next;
    }

    /** Takes one event; the future completes once what follows from it is durable. */
    CompletableFuture<TransferState> apply(TransferId id, Event event) {
        return runBehind(db -> List.of(step(db, id, event)))
                .thenApply(outcomes -> outcomes.get(0).state());
    }

    /** Runs work that takes any number of events in one transaction; their effects go out after its commit. */
    CompletableFuture<List<Outcome>> run(SqlWork<List<Outcome>> work) {
        return database.write(work, outcomes -> outcomes.forEach(this::committed));
    }

    /** As {@link #run}, for work as {@link Database#writeBehind} takes it. */
    CompletableFuture<List<Outcome>> runBehind(SqlWork<List<Outcome>> work) {
        return database.writeBehind(work, outcomes -> outcomes.forEach(this::committed));
    }

    private void committed(Outcome outcome) {
        if (outcome.changed()) {
            arm(outcome.state());
        }
        for (Outgoing outgoing : outcome.outgoing()) {
            if (outgoing instanceof Outgoing.Tell tell) {
                roster.moved(tell.state(), tell.before());
            }
            outside.accept(outgoing);
        }
    }

    private void arm(TransferState state) {
        if (state.dueAt() != null) {
            alarms.set(state.id(), state.dueAt());
        }
    }

    /** What is stored has no more than milliseconds: neither has what is remembered. */
    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    /** Takes one event in the caller's transaction. The caller hands the outcome to {@link #run}. */
    Outcome step(Connection db, TransferId id, Event event) throws SQLException {
        TransferState state = current(db, id);
        Optional<PacketBuilder.Built> built = Optional.empty();
        TransferMachine machine = roster.machine(state.order().campaign());
        Instant now = now();
        boolean changed = false;
        List<Outgoing> outgoing = new ArrayList<>();
        Deque<Event> events = new ArrayDeque<>(List.of(event));
        while (!events.isEmpty()) {
            Event next = events.remove();
            Decision decision = machine.decide(state, next, now);
            boolean ignored =
                    decision.state().equals(state) && decision.effects().isEmpty();
            if (ignored) {
                // The card's answer may overtake the SMSC's; that the SMSC took the message is history all the same.
                if (next instanceof Event.SubmitAccepted accepted && accepted.submission() <= state.submissions()) {
                    working.happened(db, id, EventLine.of(nextEvent(), now, next, state.phase()));
                }
                continue;
            }
            record(db, state, decision.state(), next, now, outgoing);
            state = decision.state();
            changed = true;
            for (Effect effect : decision.effects()) {
                Inside inside = runInside(db, state, effect);
                if (inside == null) {
                    outgoing.add(new Outgoing.Run(state, effect, built));
                } else {
                    events.add(inside.event());
                    built = inside.built();
                }
            }
        }
        if (changed) {
            working.change(db, state, now);
        }
        return new Outcome(state, changed, outgoing);
    }

    /** The state as this transaction sees it; only for the writer. */
    TransferState current(Connection db, TransferId id) throws SQLException {
        return working.current(db, id);
    }

    /** What an effect leads to that runs in the same transaction. */
    private record Inside(Event event, Optional<PacketBuilder.Built> built) {
        static Inside of(Event event) {
            return new Inside(event, Optional.empty());
        }

        static Inside of(PacketBuilder.Built built) {
            return new Inside(new Event.PacketStored(built.counter().value()), Optional.of(built));
        }
    }

    private Inside runInside(Connection db, TransferState state, Effect effect) throws SQLException {
        if (effect instanceof Effect.Advance) {
            return Inside.of(new Event.Advanced());
        }
        try {
            if (effect instanceof Effect.BuildPacket build) {
                CampaignRecord campaign = campaigns.record(state.order().campaign());
                return Inside.of(builder.buildSwitch(db, state, campaign, build.atLeastCounter()));
            } else if (effect instanceof Effect.BuildCancel build) {
                return Inside.of(builder.buildCancel(db, state, build.atLeastCounter()));
            }
            return null;
        } catch (IllegalArgumentException | IllegalStateException | VaultException e) {
            return Inside.of(new Event.BuildFailed(e.getMessage()));
        }
    }

    private void record(
            Connection db, TransferState before, TransferState after, Event event, Instant now, List<Outgoing> outgoing)
            throws SQLException {
        working.happened(db, after.id(), EventLine.of(nextEvent(), now, event, after.phase()));
        if (before.phase() == after.phase()) {
            if (!before.reason().equals(after.reason())) {
                outgoing.add(new Outgoing.Explain(after));
            }
            return;
        }
        outgoing.add(new Outgoing.Tell(after, before.phase(), now));
        if (after.phase() == Phase.CONFIRMED) {
            arrived(db, after.order());
        }
        boolean byTheCard = after.phase() == Phase.ACKNOWLEDGED || after.phase() == Phase.CANCELLING;
        if (after.phase().isSettled() || byTheCard) {
            audit(after, now);
        }
    }

    private void arrived(Connection db, TransferState.Order order) throws SQLException {
        if (order.recipient().equals(self)) {
            database.aboutToWrite(db);
            working.leaveCard(db, order.iccid());
            cards.rotated(db, order.iccid(), order.homeSlot(), self);
            return;
        }
        Optional<Card> card = working.card(db, order.id()).map(CardRegistry.Held::card);
        // One that was handed back since is in a higher slot, and stays here.
        if (card.isPresent() && card.get().slot().equals(order.homeSlot())) {
            working.changeCard(db, order.id(), card.get().withStatus(CardStatus.LEFT));
        }
    }

    private void audit(TransferState state, Instant now) {
        TransferState.Order order = state.order();
        Map<String, String> details = Map.of(
                "transfer", order.id().toString(),
                "campaign", order.campaign(),
                "recipient", order.recipient().value(),
                "iccid", order.iccid().digits(),
                "new_imsi", order.newImsi().digits(),
                "slot", order.targetSlot().toString(),
                "reason", state.reason());
        working.audit(new AuditEntry(now, self.value(), "transfer " + state.phase(), details));
    }

    /**
     * Writes a new transfer and starts it, in the caller's transaction.
     *
     * @param row of its campaign's order, or {@link Flight#DIRECT}
     */
    Outcome begin(Connection db, TransferState.Order order, long row) throws SQLException {
        Instant now = now();
        TransferState state = TransferState.ordered(order);
        working.insert(state, row, now);
        return begun(db, state, now);
    }

    /** As {@link #begin}, and the slot is claimed for the recipient. */
    Outcome beginClaimed(Connection db, TransferState.Order order, long row, CardRegistry.Held held)
            throws SQLException {
        Instant now = now();
        TransferState state = TransferState.ordered(order);
        working.insert(state, row, now);
        working.seat(db, order.id(), held);
        working.changeCard(db, order.id(), held.card().withClaim(order.targetSlot(), order.recipient()));
        return begun(db, state, now);
    }

    private Outcome begun(Connection db, TransferState state, Instant now) throws SQLException {
        Outcome started = step(db, state.id(), new Event.Started());
        List<Outgoing> outgoing = new ArrayList<>();
        outgoing.add(new Outgoing.Tell(state, null, now));
        outgoing.addAll(started.outgoing());
        return new Outcome(started.state(), true, outgoing);
    }

    /** Takes up every open transfer where the last run left it. */
    void recover() {
        long after = Long.MIN_VALUE;
        while (true) {
            long from = after;
            List<Outcome> taken = run(db -> resume(db, from)).join();
            if (taken.isEmpty()) {
                return;
            }
            after = taken.get(taken.size() - 1).state().id().value();
        }
    }

    private List<Outcome> resume(Connection db, long after) throws SQLException {
        List<Outcome> outcomes = new ArrayList<>();
        for (TransferState state : transfers.open(db, after, RECOVERED_AT_A_TIME)) {
            outcomes.add(step(db, state.id(), new Event.Resumed()));
        }
        return outcomes;
    }

    /** Wakes the transfers whose time has come. */
    void fireDueTimers() {
        // One by one, so that one that fails does not take the others' timers with it; they share a commit all the
        // same.
        for (TransferId id : alarms.due(clock.millis())) {
            apply(id, new Event.TimerFired()).exceptionally(e -> {
                LOG.error("the timer of transfer {} could not be handled and will be tried again", id, e);
                alarms.set(id, clock.instant().plus(STORE_PAUSE));
                return null;
            });
        }
    }
}
