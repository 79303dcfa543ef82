package io.simshift.server.engine;

import io.simshift.server.card.CardRegistry;
import io.simshift.server.card.CardRegistry.Arrival;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.EscrowPort;
import io.simshift.server.escrow.Refusal;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the escrow, as recipient, which cards have arrived, so that no donor takes them back any more. What was not told yet
 * stands in the card table, and is told again until the escrow has answered.
 */
final class Arrivals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);
    private static final int CARDS_AT_A_TIME = 500;
    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    /** Somebody has to do something first, and each try is an entry of the escrow's ledger. */
    private static final Duration RETRY_REFUSED_AFTER = Duration.ofMinutes(15);

    /** About this server and its clock, not about the card; the same word may be taken later. */
    private static final Set<Refusal> PASSING = EnumSet.of(
            Refusal.UNKNOWN_OPERATOR, Refusal.REVOKED, Refusal.EXPIRED, Refusal.BAD_SIGNATURE, Refusal.NOT_YET);

    private final Database database;
    private final CardRegistry cards;
    private final EscrowPort escrow;
    private final OperatorId self;
    private final OperatorIdentity identity;
    private final Clock clock;
    private final Lane<Instant> lane;
    private volatile Instant retryAt;

    Arrivals(
            Database database,
            CardRegistry cards,
            EscrowPort escrow,
            OperatorId self,
            OperatorIdentity identity,
            Clock clock,
            Optional<Executor> driver) {
        this.database = database;
        this.cards = cards;
        this.escrow = escrow;
        this.self = self;
        this.identity = identity;
        this.clock = clock;
        this.lane = new Lane<>("arrivals-" + self, group -> tell(), driver);
    }

    /** Begins with what earlier runs have left. */
    void start() {
        lane.start();
        happened();
    }

    /** A card has arrived, and that is durable; returns at once. */
    void happened() {
        lane.add(clock.instant());
    }

    /** Tries again what has failed, when its time has come. */
    void retry() {
        Instant at = retryAt;
        if (at != null && !clock.instant().isBefore(at)) {
            retryAt = null;
            happened();
        }
    }

    private void tell() {
        try {
            List<Arrival> untold = database.read(db -> cards.arrivalsToTell(db, CARDS_AT_A_TIME));
            Map<OperatorId, List<Arrival>> byDonor = untold.stream().collect(Collectors.groupingBy(Arrival::donor));
            boolean allAnswered = true;
            for (Map.Entry<OperatorId, List<Arrival>> each : byDonor.entrySet()) {
                allAnswered &= tell(each.getKey(), each.getValue());
            }
            if (!allAnswered) {
                retryAt = clock.instant().plus(RETRY_REFUSED_AFTER);
            } else if (untold.size() == CARDS_AT_A_TIME) {
                happened();
            }
        } catch (RuntimeException e) {
            LOG.warn("the escrow could not be told which cards have arrived at {}: {}", self, e.getMessage());
            retryAt = clock.instant().plus(RETRY_AFTER);
        }
    }

    /** False where a card has to be told again. */
    private boolean tell(OperatorId donor, List<Arrival> arrivals) {
        List<HandoverEntry> entries = arrivals.stream()
                .map(Arrival::card)
                .map(card -> new HandoverEntry(card.imsi(), card.iccid(), card.slot()))
                .toList();
        Handover confirmation = new Handover(Handover.Kind.CONFIRMATION, donor, self, clock.instant(), entries);
        List<HandoverEntry> told = new ArrayList<>();
        for (EscrowAnswer answer : escrow.confirm(SignedHandover.sign(confirmation, identity))) {
            if (isFinal(answer)) {
                told.add(answer.entry());
            }
        }
        database.writeNow(db -> {
            for (HandoverEntry entry : told) {
                cards.setArrivalTold(db, entry.iccid(), entry.slot());
            }
            return null;
        });
        return told.size() == entries.size();
    }

    private static boolean isFinal(EscrowAnswer answer) {
        if (!(answer instanceof EscrowAnswer.Refused refused)) {
            return true;
        }
        LOG.error("card {} has arrived, but: {}", answer.entry().iccid(), refused.detail());
        // Asking again would not change the others; the escrow has them in its ledger.
        return !PASSING.contains(refused.reason());
    }

    @Override
    public void close() {
        lane.close();
    }
}
