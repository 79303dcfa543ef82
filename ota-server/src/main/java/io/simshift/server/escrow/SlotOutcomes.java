package io.simshift.server.escrow;

import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of slots that were given away: taken back by the donor, or confirmed by the recipient. */
final class SlotOutcomes {
    private final EscrowCore core;
    private final EscrowStore store;
    private final EscrowJournal journal;

    SlotOutcomes(EscrowCore core) {
        this.core = core;
        this.store = core.store();
        this.journal = core.journal();
    }

    List<EscrowAnswer> cancel(SignedHandover cancellation) {
        return decide(cancellation, Handover.Kind.CANCELLATION, "cancel", SlotLedger.State.CANCELLED);
    }

    List<EscrowAnswer> confirm(SignedHandover confirmation) {
        return decide(confirmation, Handover.Kind.CONFIRMATION, "confirm", SlotLedger.State.CONFIRMED);
    }

    private List<EscrowAnswer> decide(
            SignedHandover signed, Handover.Kind kind, String action, SlotLedger.State target) {
        SignatureCheck signature = SignatureCheck.ahead(core, signed);
        return core.database().writeNow(db -> {
            Handover handover = signed.handover();
            EscrowPolicy policy = core.policies().current(db);
            Optional<SlotLedger.No> all = HandoverCheck.refuseAll(
                    db, handover, signature, kind, policy, core.clock().instant());
            EscrowJournal.Word word = journal.file(db, signed, signature, Optional.empty(), all);
            List<EscrowAnswer> answers = new ArrayList<>();
            for (HandoverEntry entry : handover.entries()) {
                Optional<SlotLedger.No> no = all.isPresent() ? all : refuse(db, handover, entry);
                if (no.isEmpty()) {
                    store.update(
                            db,
                            entry.iccid(),
                            entry.slot(),
                            target,
                            handover.donor(),
                            handover.recipient(),
                            core.clock().instant());
                }
                answers.add(journal.answer(db, action, word, entry, no));
                if (no.isEmpty() && target == SlotLedger.State.CONFIRMED && policy.destroyConfirmed()) {
                    destroy(db, entry);
                }
            }
            return answers;
        });
    }

    private void destroy(Connection db, HandoverEntry entry) throws SQLException {
        if (store.destroy(db, entry.iccid(), entry.slot())) {
            journal.record(
                    db,
                    "destroy",
                    Map.of("iccid", entry.iccid().digits(), "slot", entry.slot().toString()));
        }
    }

    private Optional<SlotLedger.No> refuse(Connection db, Handover handover, HandoverEntry entry) throws SQLException {
        if (!store.hasCard(db, entry.iccid())) {
            return SlotLedger.unknownCard(entry.iccid());
        }
        SlotLedger slots = store.slots(db, entry.iccid());
        return handover.kind() == Handover.Kind.CONFIRMATION
                ? slots.refuseConfirmation(entry.slot(), handover.donor(), handover.recipient())
                : slots.refuseCancellation(entry.slot(), handover.donor(), handover.recipient());
    }
}
