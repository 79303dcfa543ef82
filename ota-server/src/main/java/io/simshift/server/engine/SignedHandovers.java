package io.simshift.server.engine;

import io.simshift.protocol.identity.TransferId;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.transfer.TransferState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Signs this donor's hand-overs. What is said again is the same document while this server runs, so that officers who have
 * approved it, by its SHA-256, need not approve it again. Safe for many threads.
 */
final class SignedHandovers {
    /** Long enough for a recipient that is away; a transfer that goes on longer gets a new hand-over. */
    private static final Duration VALIDITY = Duration.ofDays(30);
    /** Who gets one that ends sooner could hardly use it. */
    private static final Duration LEFT = Duration.ofDays(1);

    private static final int REMEMBERED_TRANSFERS = 100_000;

    private final OperatorId self;
    private final OperatorIdentity identity;
    private final Clock clock;
    private final Map<TransferId, Said> said = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TransferId, Said> eldest) {
            return size() > REMEMBERED_TRANSFERS;
        }
    };

    SignedHandovers(OperatorId self, OperatorIdentity identity, Clock clock) {
        this.self = self;
        this.identity = identity;
        this.clock = clock;
    }

    /** A document, and the transfers that it is about, in the order of its entries. One is equal to itself only. */
    static final class Said {
        private final SignedHandover document;
        private final List<TransferState> transfers;

        private Said(SignedHandover document, List<TransferState> transfers) {
            this.document = document;
            this.transfers = List.copyOf(transfers);
        }

        SignedHandover document() {
            return document;
        }

        List<TransferState> transfers() {
            return transfers;
        }

        /** True where these are all of its transfers, and each is still about the same. */
        boolean isAbout(List<TransferState> current) {
            return orders(current).equals(orders(transfers));
        }

        private static List<TransferState.Order> orders(List<TransferState> states) {
            return states.stream().map(TransferState::order).toList();
        }
    }

    /** The last document that names this transfer; empty where there is none, or it is as good as over. */
    synchronized Optional<Said> last(TransferState state) {
        Instant soon = clock.instant().plus(LEFT);
        return Optional.ofNullable(said.get(state.id()))
                .filter(one -> one.document()
                        .handover()
                        .validUntil()
                        .filter(soon::isBefore)
                        .isPresent());
    }

    /** The document about these transfers, in this order, which have one recipient. */
    synchronized SignedHandover of(List<TransferState> states) {
        List<HandoverEntry> entries =
                states.stream().map(SignedHandovers::entry).toList();
        Optional<Said> known = last(states.get(0))
                .filter(one -> one.document().handover().entries().equals(entries));
        return known.isPresent() ? known.get().document() : sign(states, entries);
    }

    private SignedHandover sign(List<TransferState> states, List<HandoverEntry> entries) {
        OperatorId recipient = states.get(0).order().recipient();
        Instant now = clock.instant();
        Handover handover =
                new Handover(Handover.Kind.HAND_OVER, self, recipient, now, entries).until(now.plus(VALIDITY));
        SignedHandover document = SignedHandover.sign(handover, identity);
        Said fresh = new Said(document, states);
        states.forEach(state -> said.put(state.id(), fresh));
        return document;
    }

    private static HandoverEntry entry(TransferState state) {
        return new HandoverEntry(
                state.order().newImsi(), state.order().iccid(), state.order().targetSlot());
    }
}
