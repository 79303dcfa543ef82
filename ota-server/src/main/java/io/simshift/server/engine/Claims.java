package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.server.campaign.OrderRow;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardRegistry;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.EscrowPort;
import io.simshift.server.escrow.Refusal;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.store.Database;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What this operator, as donor, says to the escrow about slots. One word at a time: a reservation for a transfer that was
 * called off must not come after the slot was promised to somebody else.
 */
final class Claims {
    private final Database database;
    private final WorkingSet working;
    private final CardRegistry cards;
    private final EscrowPort escrow;
    private final OperatorId self;
    private final OperatorIdentity identity;
    private final Clock clock;
    private final SignedHandovers handovers;

    Claims(
            Database database,
            WorkingSet working,
            CardRegistry cards,
            EscrowPort escrow,
            OperatorId self,
            OperatorIdentity identity,
            Clock clock) {
        this.database = database;
        this.working = working;
        this.cards = cards;
        this.escrow = escrow;
        this.self = self;
        this.identity = identity;
        this.clock = clock;
        this.handovers = new SignedHandovers(self, identity, clock);
    }

    /** The escrow's answer about one transfer. */
    record Reservation(TransferState transfer, EscrowAnswer answer) {}

    /** Reserves the slots of those of the transfers that still want them; all have the same recipient. */
    synchronized List<Reservation> reserve(List<TransferState> wanted) {
        List<TransferState> states = current(wanted, Phase.ORDERED);
        List<Reservation> reservations = new ArrayList<>();
        if (!states.isEmpty()) {
            List<EscrowAnswer> answers = escrow.reserve(handovers.of(states));
            for (int i = 0; i < states.size(); i++) {
                reservations.add(new Reservation(states.get(i), answers.get(i)));
            }
        }
        return reservations;
    }

    /**
     * The hand-overs for those of the transfers that still want one. One that was made before is said again, whole, while all
     * that it names still want it.
     */
    List<SignedHandover> handoversOf(List<TransferState> wanted) {
        List<SignedHandover> documents = new ArrayList<>();
        List<TransferState> others = new ArrayList<>();
        Map<SignedHandovers.Said, Boolean> again = new LinkedHashMap<>();
        for (TransferState state : current(wanted, Phase.RESERVED)) {
            Optional<SignedHandovers.Said> said = handovers.last(state);
            boolean isWhole = said.isPresent() && again.computeIfAbsent(said.get(), this::isWanted);
            if (!isWhole) {
                others.add(state);
            }
        }
        again.forEach((one, isWhole) -> {
            if (isWhole) {
                documents.add(one.document());
            }
        });
        if (!others.isEmpty()) {
            documents.add(handovers.of(others));
        }
        return documents;
    }

    private boolean isWanted(SignedHandovers.Said said) {
        return said.isAbout(current(said.transfers(), Phase.RESERVED));
    }

    private List<TransferState> current(List<TransferState> wanted, Phase waiting) {
        return database.writeBehindNow(db -> {
            List<TransferState> current = new ArrayList<>();
            for (TransferState state : wanted) {
                TransferState now = working.current(db, state.id());
                if (now.phase() == waiting || now.phase() == Phase.ACKNOWLEDGED) {
                    current.add(now);
                }
            }
            return current;
        });
    }

    /**
     * A slot promised to another recipient never serves this one: its reservation is taken back, and the slot is spent.
     *
     * @return the cards that must stay, with the reason
     */
    synchronized Map<Iccid, String> takeBackOthers(List<OrderRow> rows, OperatorId recipient) {
        Map<OperatorId, List<HandoverEntry>> claims = new HashMap<>();
        database.read(db -> {
            for (OrderRow row : rows) {
                Card card = cards.find(db, row.iccid()).orElseThrow();
                card.claimedFor()
                        .filter(other -> !other.equals(recipient))
                        .ifPresent(other -> claims.computeIfAbsent(other, key -> new ArrayList<>())
                                .add(new HandoverEntry(card.imsi(), card.iccid(), card.lastClaimed())));
            }
            return null;
        });
        Map<Iccid, String> kept = new HashMap<>();
        claims.forEach((other, entries) -> {
            for (int from = 0; from < entries.size(); from += Handover.ENTRIES_MAX) {
                int to = Math.min(entries.size(), from + Handover.ENTRIES_MAX);
                Handover handover = new Handover(
                        Handover.Kind.CANCELLATION, self, other, clock.instant(), entries.subList(from, to));
                List<EscrowAnswer> answers = escrow.cancel(SignedHandover.sign(handover, identity));
                answers.forEach(answer -> takenBack(answer, other, kept));
            }
        });
        return kept;
    }

    private void takenBack(EscrowAnswer answer, OperatorId other, Map<Iccid, String> kept) {
        HandoverEntry entry = answer.entry();
        if (answer instanceof EscrowAnswer.Refused refused && refused.reason() != Refusal.NOT_RESERVED) {
            kept.put(
                    entry.iccid(),
                    "card " + entry.iccid() + " is promised to " + other + ", and the escrow will not take it back: "
                            + refused.detail());
            return;
        }
        // What the escrow never heard of was not spent either, so the slot below it is the last one given away.
        boolean spent = answer instanceof EscrowAnswer.Granted;
        SlotIndex last = spent ? entry.slot() : new SlotIndex(entry.slot().value() - 1);
        database.writeNow(db -> {
            cards.setClaim(db, entry.iccid(), last, Optional.empty());
            return null;
        });
    }
}
