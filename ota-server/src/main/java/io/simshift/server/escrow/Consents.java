package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.server.handover.Consent;
import io.simshift.server.handover.SignedDocument;
import io.simshift.server.operator.OperatorId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes the word of owners, donors and recipients (TR 33.812 4.3). */
final class Consents {
    private final EscrowCore core;

    Consents(EscrowCore core) {
        this.core = core;
    }

    void put(Fleet fleet) {
        core.database().writeNow(db -> {
            if (Parties.certificate(db, Parties.Role.OWNER, fleet.owner()).isEmpty()) {
                throw new IllegalArgumentException("owner " + fleet.owner() + " is not registered");
            }
            Optional<Fleet> known = Fleets.find(db, fleet.name());
            if (known.isPresent() && !known.get().owner().equals(fleet.owner())) {
                throw new IllegalArgumentException("fleet " + fleet.name() + " belongs to somebody else");
            }
            if (known.isPresent() && !fleet.consent().containsAll(known.get().consent())) {
                core.policies().requireOfficers(db, document("weakened", fleet));
            }
            Fleets.put(db, fleet);
            core.journal()
                    .record(
                            db,
                            "fleet",
                            Map.of(
                                    "fleet", fleet.name(),
                                    "owner", fleet.owner().value(),
                                    "consent", fleet.consentText()));
            return null;
        });
    }

    private static String document(String what, Fleet fleet) {
        return "# simshift fleet " + what + " 1\n# fleet: " + fleet.name() + "\n# owner: " + fleet.owner()
                + "\n# consent: " + fleet.consentText() + "\n";
    }

    /** A card that is in a fleet stays in it: otherwise its owner's word could be got round. */
    void addCards(String name, List<Iccid> cards) {
        core.database().writeNow(db -> {
            if (Fleets.find(db, name).isEmpty()) {
                throw new IllegalArgumentException("there is no fleet " + name);
            }
            for (Iccid iccid : cards) {
                if (!core.store().hasCard(db, iccid)) {
                    throw new IllegalArgumentException("nobody made card " + iccid);
                }
                Optional<Fleet> other =
                        Fleets.of(db, iccid).filter(fleet -> !fleet.name().equals(name));
                if (other.isPresent()) {
                    throw new IllegalArgumentException(
                            "card " + iccid + " is in fleet " + other.get().name());
                }
                Fleets.addCard(db, name, iccid);
                core.journal().record(db, "fleet card", Map.of("fleet", name, "iccid", iccid.digits()));
            }
            return null;
        });
    }

    List<ConsentAnswer> take(SignedDocument document) {
        Consent consent = Consent.parse(document.text());
        return core.database().writeNow(db -> {
            Instant now = core.clock().instant();
            Optional<SlotLedger.No> all = refuseAll(db, consent, document, now);
            if (all.isEmpty()) {
                core.store().keepDocument(db, document.sha256(), document.encode());
            }
            List<ConsentAnswer> answers = new ArrayList<>();
            for (Consent.Card card : consent.cards()) {
                Optional<SlotLedger.No> no = all.isPresent() ? all : refuse(db, consent, card, document);
                if (no.isEmpty()) {
                    Fleets.put(db, consent, card, document);
                }
                record(db, consent, card, document, no);
                answers.add(new ConsentAnswer(
                        card,
                        no.map(SlotLedger.No::reason),
                        no.map(SlotLedger.No::detail).orElse("")));
            }
            return answers;
        });
    }

    private static Optional<SlotLedger.No> refuseAll(
            Connection db, Consent consent, SignedDocument document, Instant now) throws SQLException {
        OperatorId party = consent.party();
        Parties.Role role = Parties.role(db, party).orElse(Parties.Role.OPERATOR);
        Optional<SlotLedger.No> no = Parties.refuse(db, role, party, now);
        if (no.isPresent()) {
            return no;
        }
        if (!document.isSignedBy(Parties.certificate(db, role, party).orElseThrow())) {
            return no(Refusal.BAD_SIGNATURE, "the signature is not that of " + party);
        }
        Optional<SlotLedger.No> future = HandoverCheck.refuseFuture(consent.createdAt(), now);
        if (future.isPresent()) {
            return future;
        }
        boolean isOver = consent.validUntil().isPresent()
                && now.isAfter(consent.validUntil().get());
        if (isOver) {
            return no(
                    Refusal.LAPSED,
                    "this consent was valid until " + consent.validUntil().get());
        }
        boolean isAParty =
                role == Parties.Role.OWNER || party.equals(consent.donor()) || party.equals(consent.recipient());
        return isAParty ? Optional.empty() : no(Refusal.NOT_A_PARTY, party + " is neither donor nor recipient");
    }

    private Optional<SlotLedger.No> refuse(Connection db, Consent consent, Consent.Card card, SignedDocument document)
            throws SQLException {
        if (!core.store().hasCard(db, card.iccid())) {
            return SlotLedger.unknownCard(card.iccid());
        }
        boolean isOwner = Parties.role(db, consent.party()).orElseThrow() == Parties.Role.OWNER;
        Optional<Fleet> fleet = Fleets.of(db, card.iccid());
        if (isOwner && fleet.filter(its -> its.owner().equals(consent.party())).isEmpty()) {
            return no(Refusal.NOT_A_PARTY, consent.party() + " does not own card " + card.iccid());
        }
        // The same document again changes nothing; of two that were made at one moment the first counts.
        boolean isOld = Fleets.lastWord(db, consent, card)
                .filter(last -> !last.document().equals(document.sha256()))
                .filter(last -> !consent.createdAt().isAfter(last.at()))
                .isPresent();
        return isOld
                ? no(Refusal.SUPERSEDED, consent.party() + " has said something younger about card " + card.iccid())
                : Optional.empty();
    }

    private void record(
            Connection db, Consent consent, Consent.Card card, SignedDocument document, Optional<SlotLedger.No> no)
            throws SQLException {
        core.journal()
                .record(
                        db,
                        consent.given() ? "consent" : "withdraw",
                        new TreeMap<>(Map.of(
                                "party", consent.party().value(),
                                "donor", consent.donor().value(),
                                "recipient", consent.recipient().value(),
                                "iccid", card.iccid().digits(),
                                "slot", card.slot().toString(),
                                "document", document.sha256(),
                                "answer",
                                        no.map(refusal -> refusal.reason().name())
                                                .orElse("GRANTED"))));
    }

    private static Optional<SlotLedger.No> no(Refusal reason, String detail) {
        return Optional.of(new SlotLedger.No(reason, detail));
    }
}
