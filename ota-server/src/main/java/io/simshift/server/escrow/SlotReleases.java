package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.server.handover.Consent;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedCollection;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives slots away: the first of a card to its first operator, the others as hand-overs say. */
final class SlotReleases {
    private static final OperatorId SELF = EscrowJournal.SELF;
    private static final SlotIndex FIRST = new SlotIndex(1);

    private final EscrowCore core;
    private final EscrowStore store;
    private final EscrowJournal journal;

    SlotReleases(EscrowCore core) {
        this.core = core;
        this.store = core.store();
        this.journal = core.journal();
    }

    /**
     * Who asks for a release, and how that is known.
     *
     * @param collection what it has signed; empty where the caller has found out otherwise who it is
     * @param signature of the collection
     */
    private record Asker(
            OperatorId recipient, Optional<SignedCollection> collection, Optional<SignatureCheck> signature) {}

    byte[] issue(OperatorId operator, List<Iccid> cards) {
        try (OpenSlots open = new OpenSlots()) {
            X509Certificate certificate = core.database().writeNow(db -> {
                X509Certificate now = Parties.certificate(db, Parties.Role.OPERATOR, operator)
                        .orElseThrow(() -> new IllegalArgumentException("operator " + operator + " is not registered"));
                Optional<SlotLedger.No> no = Parties.refuse(
                        db, Parties.Role.OPERATOR, operator, core.clock().instant());
                if (no.isPresent()) {
                    throw new IllegalArgumentException(no.get().detail());
                }
                for (Iccid iccid : cards) {
                    open.add(issueOne(db, operator, iccid));
                }
                return now;
            });
            return open.seal(core, certificate);
        }
    }

    private ReleasedSlot issueOne(Connection db, OperatorId operator, Iccid iccid) throws SQLException {
        if (!store.hasCard(db, iccid)) {
            throw new IllegalArgumentException("nobody made card " + iccid);
        }
        if (store.isDestroyed(db, iccid, FIRST)) {
            throw new IllegalArgumentException("the keys of card " + iccid + " were destroyed here");
        }
        SlotLedger.Entry first = store.slots(db, iccid).at(FIRST);
        if (first.state() == SlotLedger.State.FREE) {
            store.update(
                    db,
                    iccid,
                    FIRST,
                    SlotLedger.State.RELEASED,
                    SELF,
                    operator,
                    core.clock().instant());
        } else if (!first.recipient().equals(operator)) {
            throw new IllegalArgumentException("card " + iccid + " was issued to another operator");
        }
        HandoverEntry entry = new HandoverEntry(store.firstImsi(db, iccid), iccid, FIRST);
        journal.answer(db, "issue", new EscrowJournal.Word(SELF, operator, "", ""), entry, Optional.empty());
        return store.unwrap(db, iccid, FIRST, entry.newImsi());
    }

    List<EscrowAnswer> reserve(SignedHandover handover) {
        SignatureCheck signature = SignatureCheck.ahead(core, handover);
        return core.database().writeNow(db -> {
            Optional<SlotLedger.No> all = refuseAll(db, handover, signature);
            EscrowJournal.Word word = journal.file(db, handover, signature, Optional.empty(), all);
            return claim(db, "reserve", handover.handover(), word, all, SlotLedger.State.RESERVED);
        });
    }

    Release release(OperatorId recipient, SignedHandover handover) {
        return release(new Asker(recipient, Optional.empty(), Optional.empty()), handover);
    }

    Release collect(SignedCollection collection, SignedHandover handover) {
        OperatorId recipient = collection.recipient();
        SignatureCheck signature = SignatureCheck.ahead(core, recipient, collection::isSignedBy);
        return release(new Asker(recipient, Optional.of(collection), Optional.of(signature)), handover);
    }

    /** What a release was decided to be; the certificate is there where anything was granted. */
    private record Decided(List<EscrowAnswer> answers, Optional<X509Certificate> recipient) {}

    private Release release(Asker asker, SignedHandover handover) {
        SignatureCheck signature = SignatureCheck.ahead(core, handover);
        try (OpenSlots open = new OpenSlots()) {
            Decided decided = core.database().writeNow(db -> release(db, asker, handover, signature, open));
            byte[] sealed = decided.recipient().isPresent()
                    ? open.seal(core, decided.recipient().get())
                    : new byte[0];
            return new Release(decided.answers(), sealed);
        }
    }

    private Decided release(
            Connection db, Asker asker, SignedHandover handover, SignatureCheck signature, OpenSlots open)
            throws SQLException {
        Optional<SlotLedger.No> all = refuseAll(db, handover, signature);
        if (all.isEmpty()) {
            all = refuseAsker(db, asker, handover);
        }
        if (all.isEmpty()) {
            all = refuseUnapproved(db, handover);
        }
        EscrowJournal.Word word = journal.file(db, handover, signature, asker.collection(), all);
        List<EscrowAnswer> answers = claim(db, "release", handover.handover(), word, all, SlotLedger.State.RELEASED);
        for (EscrowAnswer answer : answers) {
            if (answer instanceof EscrowAnswer.Granted) {
                HandoverEntry entry = answer.entry();
                open.add(store.unwrap(db, entry.iccid(), entry.slot(), entry.newImsi()));
            }
        }
        return new Decided(answers, Parties.certificate(db, Parties.Role.OPERATOR, asker.recipient()));
    }

    private Optional<SlotLedger.No> refuseAll(Connection db, SignedHandover handover, SignatureCheck signature)
            throws SQLException {
        return HandoverCheck.refuseAll(
                db,
                handover.handover(),
                signature,
                Handover.Kind.HAND_OVER,
                core.policies().current(db),
                core.clock().instant());
    }

    private Optional<SlotLedger.No> refuseAsker(Connection db, Asker asker, SignedHandover handover)
            throws SQLException {
        OperatorId named = handover.handover().recipient();
        if (!named.equals(asker.recipient())) {
            return no(Refusal.WRONG_RECIPIENT, asker.recipient() + " is not the recipient that the donor has named");
        }
        if (asker.collection().isEmpty()) {
            return Optional.empty();
        }
        SignedCollection collection = asker.collection().get();
        if (!collection.handover().equals(handover.sha256())) {
            return no(Refusal.WRONG_KIND, "the request of " + named + " is about another hand-over");
        }
        SignatureCheck signature = asker.signature().orElseThrow();
        boolean genuine = signature.isBy(
                Parties.certificate(db, Parties.Role.OPERATOR, named).orElseThrow());
        return genuine
                ? Optional.empty()
                : no(Refusal.BAD_SIGNATURE, "the signature of the request is not that of " + named);
    }

    private Optional<SlotLedger.No> refuseUnapproved(Connection db, SignedHandover handover) throws SQLException {
        int demanded = core.policies().current(db).officers();
        int approved = Officers.approvals(db, handover.sha256());
        return approved < demanded
                ? no(
                        Refusal.NOT_APPROVED,
                        approved + " of " + demanded + " officers have approved this hand-over, SHA-256 "
                                + handover.sha256())
                : Optional.empty();
    }

    private List<EscrowAnswer> claim(
            Connection db,
            String action,
            Handover handover,
            EscrowJournal.Word word,
            Optional<SlotLedger.No> all,
            SlotLedger.State target)
            throws SQLException {
        List<EscrowAnswer> answers = new ArrayList<>();
        for (HandoverEntry entry : handover.entries()) {
            Optional<SlotLedger.No> no = all.isPresent() ? all : refuse(db, handover, word, entry, target);
            if (no.isEmpty()) {
                claimOne(db, handover, entry, target);
            }
            answers.add(journal.answer(db, action, word, entry, no));
        }
        return answers;
    }

    private Optional<SlotLedger.No> refuse(
            Connection db, Handover handover, EscrowJournal.Word word, HandoverEntry entry, SlotLedger.State target)
            throws SQLException {
        Iccid iccid = entry.iccid();
        if (!store.hasCard(db, iccid)) {
            return SlotLedger.unknownCard(iccid);
        }
        Optional<SlotLedger.No> no =
                store.slots(db, iccid).refuseClaim(entry.slot(), handover.donor(), handover.recipient());
        if (no.isPresent()) {
            return no;
        }
        boolean wanted = target == SlotLedger.State.RELEASED
                || store.slots(db, iccid).at(entry.slot()).state() == SlotLedger.State.FREE;
        if (wanted && store.isDestroyed(db, iccid, entry.slot())) {
            return no(Refusal.DESTROYED, "the escrow's copy of these keys was destroyed");
        }
        boolean recipientHasSigned = !word.request().isEmpty();
        return Fleets.refuse(
                db,
                handover,
                new Consent.Card(iccid, entry.slot()),
                recipientHasSigned,
                core.clock().instant());
    }

    private void claimOne(Connection db, Handover handover, HandoverEntry entry, SlotLedger.State target)
            throws SQLException {
        SlotLedger.State now = store.slots(db, entry.iccid()).at(entry.slot()).state();
        // A reservation asked for again after the release must not take the release back.
        if (!now.isHeld()) {
            store.update(
                    db,
                    entry.iccid(),
                    entry.slot(),
                    target,
                    handover.donor(),
                    handover.recipient(),
                    core.clock().instant());
        }
    }

    private static Optional<SlotLedger.No> no(Refusal reason, String detail) {
        return Optional.of(new SlotLedger.No(reason, detail));
    }
}
