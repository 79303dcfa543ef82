package io.simshift.server.engine;

import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.server.card.Card;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.Refusal;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.sms.SmsEgress;
import io.simshift.server.sms.SubmitResult;
import io.simshift.server.store.Database;
import io.simshift.server.transfer.Effect;
import io.simshift.server.transfer.Event;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs effects outside the store: messages to the SMSC, words to escrow and recipient, progress to the listener. */
final class EffectRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EffectRunner.class);

    /** No SMSC can be told less (SMPP 3.4 7.1.1). */
    private static final Duration SHORTEST_VALIDITY = Duration.ofSeconds(1);

    /** Whom the effects reach. */
    record Partners(OperatorId self, RecipientPort recipients, ProgressListener listener) {}

    private record Group(Class<?> effect, String campaign) {}

    private final Database database;
    private final WorkingSet working;
    private final EarlyReceipts early;
    private final KnownCampaigns campaigns;
    private final Queries queries;
    private final Claims claims;
    private final Partners partners;
    private final CampaignRoster roster;
    private final Clock clock;
    private final Duration smsValidity;
    private final Lane<TransferEngine.Outgoing> lane;
    private final Lane<TransferEngine.Outgoing.Run> partnerLane;
    private TransferEngine engine;
    private SmsEgress egress;

    EffectRunner(
            Database database,
            WorkingSet working,
            EarlyReceipts early,
            KnownCampaigns campaigns,
            Queries queries,
            Claims claims,
            Partners partners,
            CampaignRoster roster,
            Clock clock,
            Duration smsValidity,
            Optional<Executor> driver) {
        this.database = database;
        this.working = working;
        this.early = early;
        this.campaigns = campaigns;
        this.queries = queries;
        this.claims = claims;
        this.partners = partners;
        this.roster = roster;
        this.clock = clock;
        this.smsValidity = smsValidity;
        this.lane = new Lane<>("effects-" + partners.self(), group -> group.forEach(this::run), driver);
        this.partnerLane = new Lane<>("partners-" + partners.self(), this::runWithPartners, driver);
    }

    void start(TransferEngine toEngine, SmsEgress toBearer) {
        engine = toEngine;
        egress = toBearer;
        lane.start();
        partnerLane.start();
    }

    /** Takes what a transaction has left to do; returns at once. */
    void accept(TransferEngine.Outgoing outgoing) {
        lane.add(outgoing);
    }

    private void run(TransferEngine.Outgoing outgoing) {
        try {
            if (outgoing instanceof TransferEngine.Outgoing.Tell tell) {
                tell(tell);
            } else if (outgoing instanceof TransferEngine.Outgoing.Explain explain) {
                TransferState state = explain.state();
                campaigns.find(state.order().campaign()).ifPresent(known -> known.put(state));
            } else if (outgoing instanceof TransferEngine.Outgoing.Run run) {
                run(run);
            }
        } catch (RuntimeException | Error e) {
            // One card's trouble must not stop the others; its own timer tries again.
            LOG.error("an effect of transfer {} failed", outgoing.state().id(), e);
        }
    }

    private void tell(TransferEngine.Outgoing.Tell tell) {
        TransferState.Order order = tell.state().order();
        Optional<Campaign> campaign = campaigns.find(order.campaign());
        campaign.ifPresent(known -> known.update(tell.state(), tell.at()));
        try {
            partners.listener()
                    .onProgress(new TransferProgress(
                            order.id(),
                            order.campaign(),
                            order.iccid(),
                            order.newImsi(),
                            order.targetSlot(),
                            tell.state().phase(),
                            tell.at(),
                            tell.state().reason()));
        } finally {
            // Last, so that whoever waits for the end has heard of every step.
            campaign.ifPresent(Campaign::completeIfSettled);
        }
    }

    private void run(TransferEngine.Outgoing.Run run) {
        if (run.effect() instanceof Effect.Send send) {
            send(run, send);
        } else if (run.effect() instanceof Effect.QueryCard) {
            query(run.state());
        } else {
            partnerLane.add(run);
        }
    }

    private void send(TransferEngine.Outgoing.Run run, Effect.Send send) {
        TransferState state = run.state();
        TransferState.Order order = state.order();
        // A CANCEL may go out after the window: it is what ends the transfer then.
        Duration left =
                state.phase() == Phase.CANCELLING ? smsValidity : Duration.between(clock.instant(), order.deadline());
        if (left.compareTo(SHORTEST_VALIDITY) < 0) {
            apply(state, new Event.SubmitRefused(send.submission(), 0, true));
            return;
        }
        Optional<Instant> heldUntil =
                state.phase() == Phase.CANCELLING ? Optional.empty() : roster.heldUntil(state, clock.instant());
        if (heldUntil.isPresent()) {
            apply(state, new Event.HeldBack(send.submission(), heldUntil.get()));
            return;
        }
        Duration validity = left.compareTo(smsValidity) < 0 ? left : smsValidity;
        OutgoingSms message = run.built()
                .filter(built -> built.counter().value() == send.counter())
                .map(built -> CardMessages.toCard(built.msisdn(), built.userData(), validity))
                .orElseGet(() -> stored(order, send.counter(), validity));
        egress.submit(message).whenComplete((result, failure) -> {
            if (failure != null) {
                apply(state, new Event.SubmitUnknown(send.submission(), String.valueOf(failure.getMessage())));
            } else {
                submitted(state, send.submission(), result);
            }
        });
    }

    private OutgoingSms stored(TransferState.Order order, long counter, Duration validity) {
        return database.writeBehindNow(db -> {
            Card card = working.card(db, order.id()).orElseThrow().card();
            byte[] userData = working.packet(db, order.iccid(), order.homeSlot(), counter)
                    .orElseThrow()
                    .userData();
            return CardMessages.toCard(card.msisdn(), userData, validity);
        });
    }

    private void submitted(TransferState state, int submission, SubmitResult result) {
        if (result instanceof SubmitResult.Accepted accepted) {
            accepted(state, submission, accepted.messageId());
        } else if (result instanceof SubmitResult.Refused refused) {
            apply(state, new Event.SubmitRefused(submission, refused.commandStatus(), refused.mayRetry()));
        } else if (result instanceof SubmitResult.Unknown unknown) {
            apply(state, new Event.SubmitUnknown(submission, unknown.reason()));
        }
    }

    private void accepted(TransferState state, int submission, String messageId) {
        engine.runBehind(db -> {
                    working.submitted(db, state.id(), messageId, submission);
                    List<TransferEngine.Outcome> outcomes = new ArrayList<>();
                    outcomes.add(engine.step(db, state.id(), new Event.SubmitAccepted(submission, messageId)));
                    var outcome = early.take(db, messageId);
                    if (outcome.isPresent()) {
                        Event receipt = new Event.ReceiptArrived(submission, outcome.get());
                        outcomes.add(engine.step(db, state.id(), receipt));
                    }
                    return outcomes;
                })
                .exceptionally(e -> logged(state, e));
    }

    private void query(TransferState state) {
        queries.ask(state.order().iccid(), egress).whenComplete((answer, failure) -> {
            if (failure != null) {
                LOG.info("transfer {} stays {}: {}", state.id(), state.phase(), failure.getMessage());
            } else {
                apply(state, cardAnswered(state, answer));
            }
        });
    }

    static Event.CardAnswered cardAnswered(TransferState state, QueryAnswer answer) {
        boolean same = answer.transferId().filter(state.id()::equals).isPresent();
        boolean pending = answer.state() == CardState.PENDING;
        return new Event.CardAnswered(
                answer.activeSlot().orElse(state.order().homeSlot()),
                answer.counter().value(),
                same,
                pending,
                answer.fallbackCause().code());
    }

    private void runWithPartners(List<TransferEngine.Outgoing.Run> group) {
        Map<Group, List<TransferState>> grouped = new LinkedHashMap<>();
        for (TransferEngine.Outgoing.Run run : group) {
            Group key = new Group(run.effect().getClass(), run.state().order().campaign());
            grouped.computeIfAbsent(key, k -> new ArrayList<>()).add(run.state());
        }
        grouped.forEach((key, states) -> {
            try {
                if (key.effect() == Effect.Reserve.class) {
                    claims.reserve(states).forEach(this::reserved);
                } else {
                    claims.handoversOf(states).forEach(partners.recipients()::handOver);
                }
            } catch (RuntimeException e) {
                LOG.warn(
                        "{} of {} cards of campaign {} failed and will be tried again: {}",
                        key.effect().getSimpleName(),
                        states.size(),
                        key.campaign(),
                        e.getMessage());
            }
        });
    }

    private void reserved(Claims.Reservation reservation) {
        apply(reservation.transfer(), reservedEvent(reservation.answer()));
    }

    private static Event reservedEvent(EscrowAnswer answer) {
        if (!(answer instanceof EscrowAnswer.Refused refused)) {
            return new Event.Reserved();
        }
        String reason = refused.reason() + ": " + refused.detail();
        // The escrow has not yet taken this server's word that the card is here; the sweeper asks again.
        return refused.reason() == Refusal.NOT_ARRIVED
                ? new Event.ReservationPutOff("the escrow waits: " + reason)
                : new Event.ReservationRefused(reason);
    }

    private void apply(TransferState state, Event event) {
        engine.apply(state.id(), event).exceptionally(e -> {
            logged(state, e);
            return null;
        });
    }

    private static <T> T logged(TransferState state, Throwable e) {
        LOG.error("an event of transfer {} could not be stored", state.id(), e);
        return null;
    }

    @Override
    public void close() {
        lane.close();
        partnerLane.close();
    }
}
