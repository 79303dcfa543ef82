package io.simshift.server.escrow;

import io.simshift.server.handover.Handover;
import io.simshift.server.operator.OperatorId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What must be right about a document before any of its entries is looked at. */
final class HandoverCheck {
    /** By how much the clock of who signs may be ahead. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private HandoverCheck() {}

    /** A refusal of what is dated later than now: its age, and who has spoken last, could be anything its signer likes. */
    static Optional<SlotLedger.No> refuseFuture(Instant createdAt, Instant now) {
        return createdAt.isAfter(now.plus(CLOCKS_DIFFER))
                ? no(Refusal.NOT_YET, "this document is dated " + createdAt + ", which is later than now, " + now)
                : Optional.empty();
    }

    /** A reason to refuse all of it; empty where there is none. */
    static Optional<SlotLedger.No> refuseAll(
            Connection db,
            Handover handover,
            SignatureCheck signature,
            Handover.Kind kind,
            EscrowPolicy policy,
            Instant now)
            throws SQLException {
        if (handover.kind() != kind) {
            return no(Refusal.WRONG_KIND, "this document is a " + handover.kind());
        }
        // What was given is confirmed, or taken back, whatever has become of the other side since: or else the card is
        // stranded.
        List<OperatorId> concerned = kind == Handover.Kind.HAND_OVER
                ? List.of(handover.donor(), handover.recipient())
                : List.of(handover.signer());
        for (OperatorId operator : concerned) {
            Optional<SlotLedger.No> no = Parties.refuse(db, Parties.Role.OPERATOR, operator, now);
            if (no.isPresent()) {
                return no;
            }
        }
        boolean genuine = signature.isBy(Parties.certificate(db, Parties.Role.OPERATOR, handover.signer())
                .orElseThrow());
        if (!genuine) {
            return no(Refusal.BAD_SIGNATURE, "the signature is not that of " + handover.signer());
        }
        return refuseTime(handover, policy, now);
    }

    private static Optional<SlotLedger.No> refuseTime(Handover handover, EscrowPolicy policy, Instant now) {
        Optional<SlotLedger.No> future = refuseFuture(handover.createdAt(), now);
        if (future.isPresent()) {
            return future;
        }
        if (handover.validUntil().isPresent()
                && now.isAfter(handover.validUntil().get())) {
            return no(
                    Refusal.LAPSED,
                    "this document was valid until " + handover.validUntil().get());
        }
        if (handover.kind() == Handover.Kind.HAND_OVER && policy.validityDays() > 0) {
            Instant latest = handover.createdAt().plus(Duration.ofDays(policy.validityDays()));
            if (handover.validUntil().isEmpty() || handover.validUntil().get().isAfter(latest)) {
                return no(
                        Refusal.NO_END,
                        "a hand-over has to end within " + policy.validityDays() + " days of its making");
            }
        }
        return Optional.empty();
    }

    private static Optional<SlotLedger.No> no(Refusal reason, String detail) {
        return Optional.of(new SlotLedger.No(reason, detail));
    }
}
