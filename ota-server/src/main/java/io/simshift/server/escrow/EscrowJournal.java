package io.simshift.server.escrow;

import io.simshift.server.audit.AuditEntry;
import io.simshift.server.audit.AuditLedger;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedCollection;
import io.simshift.server.handover.SignedDocument;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tells the ledger what the escrow decides, in the transaction of the decision. */
final class EscrowJournal {
    /** Stands for the escrow, which gives every first slot. */
    static final OperatorId SELF = new OperatorId("escrow");

    private final EscrowStore store;
    private final Clock clock;

    EscrowJournal(EscrowStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * On whose word something is decided.
     *
     * @param document SHA-256 of the signed text in hex digits; empty where the escrow acts by itself
     * @param request that of the recipient's signed request; empty where there is none
     */
    record Word(OperatorId donor, OperatorId recipient, String document, String request) {}

    /** Documents whose signatures are genuine are kept, so that the ledger's hashes of them can be shown to mean something. */
    Word file(
            Connection db,
            SignedHandover signed,
            SignatureCheck signature,
            Optional<SignedCollection> collection,
            Optional<SlotLedger.No> all)
            throws SQLException {
        Optional<SignedDocument> request = collection.map(SignedCollection::document);
        Handover handover = signed.handover();
        // Also of what is refused: officers read here what they are asked to approve.
        if (isGenuine(db, handover.signer(), signature)) {
            store.keepDocument(db, signed.sha256(), signed.encode());
        }
        boolean askerIsGenuine = all.isEmpty() || all.get().reason() == Refusal.NOT_APPROVED;
        if (request.isPresent() && askerIsGenuine) {
            store.keepDocument(db, request.get().sha256(), request.get().encode());
        }
        return new Word(
                handover.donor(),
                handover.recipient(),
                signed.sha256(),
                request.map(SignedDocument::sha256).orElse(""));
    }

    private boolean isGenuine(Connection db, OperatorId signer, SignatureCheck signature) throws SQLException {
        boolean counts = Parties.refuse(db, Parties.Role.OPERATOR, signer, clock.instant())
                .isEmpty();
        return counts
                && Parties.certificate(db, Parties.Role.OPERATOR, signer)
                        .filter(signature::isBy)
                        .isPresent();
    }

    EscrowAnswer answer(Connection db, String action, Word word, HandoverEntry entry, Optional<SlotLedger.No> no)
            throws SQLException {
        Map<String, String> details = new TreeMap<>(Map.of(
                "donor", word.donor().value(),
                "recipient", word.recipient().value(),
                "iccid", entry.iccid().digits(),
                "slot", entry.slot().toString(),
                "answer", no.map(refusal -> refusal.reason().name()).orElse("GRANTED")));
        if (!word.document().isEmpty()) {
            details.put("document", word.document());
        }
        if (!word.request().isEmpty()) {
            details.put("request", word.request());
        }
        record(db, action, details);
        return no.isEmpty()
                ? new EscrowAnswer.Granted(entry)
                : new EscrowAnswer.Refused(entry, no.get().reason(), no.get().detail());
    }

    void record(Connection db, String action, Map<String, String> details) throws SQLException {
        AuditLedger.append(db, new AuditEntry(clock.instant(), SELF.value(), action, details));
    }
}
