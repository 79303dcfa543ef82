package io.simshift.server.escrow;

import io.simshift.server.handover.Handover;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What must be right about a document before any of its entries is looked at. */
final class HandoverCheck {
    private HandoverCheck() {}

    /** A reason to refuse all of it; empty where there is none. */
    static Optional<SlotLedger.No> refuseAll(
            Connection db, EscrowStore store, SignedHandover signed, Handover.Kind kind, Instant now)
            throws SQLException {
        Handover handover = signed.handover();
        if (handover.kind() != kind) {
            return Optional.of(new SlotLedger.No(Refusal.WRONG_KIND, "this document is a " + handover.kind()));
        }
        if (handover.donor().equals(handover.recipient())) {
            return Optional.of(new SlotLedger.No(Refusal.SAME_OPERATOR, handover.donor() + " is donor and recipient"));
        }
        for (OperatorId operator : List.of(handover.donor(), handover.recipient())) {
            Optional<SlotLedger.No> no = refuseOperator(db, store, operator, now);
            if (no.isPresent()) {
                return no;
            }
        }
        boolean genuine =
                signed.isSignedBy(store.certificate(db, handover.signer()).orElseThrow());
        return genuine
                ? Optional.empty()
                : Optional.of(
                        new SlotLedger.No(Refusal.BAD_SIGNATURE, "the signature is not that of " + handover.signer()));
    }

    private static Optional<SlotLedger.No> refuseOperator(
            Connection db, EscrowStore store, OperatorId operator, Instant now) throws SQLException {
        Optional<X509Certificate> certificate = store.certificate(db, operator);
        if (certificate.isEmpty()) {
            return Optional.of(new SlotLedger.No(Refusal.UNKNOWN_OPERATOR, operator + " is not registered"));
        }
        if (store.isRevoked(db, operator)) {
            return Optional.of(new SlotLedger.No(Refusal.REVOKED, "the certificate of " + operator + " was revoked"));
        }
        boolean expired = now.isAfter(certificate.get().getNotAfter().toInstant());
        return expired
                ? Optional.of(new SlotLedger.No(Refusal.EXPIRED, "the certificate of " + operator + " has expired"))
                : Optional.empty();
    }
}
