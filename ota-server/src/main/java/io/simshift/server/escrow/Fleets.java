package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.server.handover.Consent;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.SignedDocument;
import io.simshift.server.operator.OperatorId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Whose cards they are, and what was consented to. Each method runs in its caller's transaction. */
final class Fleets {
    private Fleets() {}

    static Optional<Fleet> find(Connection db, String name) throws SQLException {
        return one(db, "SELECT name, owner, consent FROM fleet WHERE name = ?", name);
    }

    static Optional<Fleet> of(Connection db, Iccid iccid) throws SQLException {
        return one(
                db,
                "SELECT name, owner, consent FROM fleet JOIN fleet_card ON fleet = name WHERE iccid = ?",
                iccid.digits());
    }

    private static Optional<Fleet> one(Connection db, String sql, String key) throws SQLException {
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Fleet(
                                row.getString(1),
                                new OperatorId(row.getString(2)),
                                Fleet.parseConsent(row.getString(3))))
                        : Optional.empty();
            }
        }
    }

    static void put(Connection db, Fleet fleet) throws SQLException {
        String sql = "INSERT INTO fleet VALUES (?, ?, ?)"
                + " ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, consent = excluded.consent";
        try (PreparedStatement insert = db.prepareStatement(sql)) {
            insert.setString(1, fleet.name());
            insert.setString(2, fleet.owner().value());
            insert.setString(3, fleet.consentText());
            insert.executeUpdate();
        }
    }

    static void addCard(Connection db, String fleet, Iccid iccid) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement("INSERT OR REPLACE INTO fleet_card VALUES (?, ?)")) {
            insert.setString(1, iccid.digits());
            insert.setString(2, fleet);
            insert.executeUpdate();
        }
    }

    /** Something that a party has said. */
    record Said(Instant at, String document) {}

    /** What this party last said about this move; empty where it never did. */
    static Optional<Said> lastWord(Connection db, Consent consent, Consent.Card card) throws SQLException {
        String sql = "SELECT created_at, document FROM consent"
                + " WHERE iccid = ? AND slot_index = ? AND donor = ? AND recipient = ? AND party = ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, card.iccid().digits());
            select.setInt(2, card.slot().value());
            select.setString(3, consent.donor().value());
            select.setString(4, consent.recipient().value());
            select.setString(5, consent.party().value());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Said(Instant.parse(row.getString(1)), row.getString(2)))
                        : Optional.empty();
            }
        }
    }

    static void put(Connection db, Consent consent, Consent.Card card, SignedDocument document) throws SQLException {
        try (PreparedStatement insert =
                db.prepareStatement("INSERT OR REPLACE INTO consent VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, card.iccid().digits());
            insert.setInt(2, card.slot().value());
            insert.setString(3, consent.donor().value());
            insert.setString(4, consent.recipient().value());
            insert.setString(5, consent.party().value());
            insert.setBoolean(6, consent.given());
            insert.setString(7, consent.createdAt().toString());
            insert.setString(8, consent.validUntil().map(Instant::toString).orElse(null));
            insert.setString(9, document.sha256());
            insert.executeUpdate();
        }
    }

    /**
     * Empty where all have consented whose consent the policy of the card's fleet demands. The donor's is in its hand-over.
     *
     * @param recipientHasSigned whether the recipient's own signed request is at hand
     */
    static Optional<SlotLedger.No> refuse(
            Connection db, Handover handover, Consent.Card card, boolean recipientHasSigned, Instant now)
            throws SQLException {
        Optional<Fleet> fleet = of(db, card.iccid());
        if (fleet.isEmpty()) {
            return Optional.empty();
        }
        Set<Fleet.Party> demanded = fleet.get().consent();
        if (demanded.contains(Fleet.Party.OWNER)
                && !consents(db, handover, card, fleet.get().owner(), Parties.Role.OWNER, now)) {
            return no(card, "the owner " + fleet.get().owner());
        }
        boolean recipientConsents = !demanded.contains(Fleet.Party.RECIPIENT)
                || recipientHasSigned
                || consents(db, handover, card, handover.recipient(), Parties.Role.OPERATOR, now);
        return recipientConsents ? Optional.empty() : no(card, "the recipient " + handover.recipient());
    }

    private static Optional<SlotLedger.No> no(Consent.Card card, String who) {
        return Optional.of(new SlotLedger.No(
                Refusal.NO_CONSENT,
                who + " has not consented that card " + card.iccid() + " goes into slot " + card.slot()));
    }

    private static boolean consents(
            Connection db, Handover handover, Consent.Card card, OperatorId party, Parties.Role role, Instant now)
            throws SQLException {
        if (Parties.refuse(db, role, party, now).isPresent()) {
            return false;
        }
        String sql =
                "SELECT valid_until FROM consent WHERE iccid = ? AND slot_index = ? AND donor = ? AND recipient = ?"
                        + " AND party = ? AND given";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, card.iccid().digits());
            select.setInt(2, card.slot().value());
            select.setString(3, handover.donor().value());
            select.setString(4, handover.recipient().value());
            select.setString(5, party.value());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                String end = row.getString(1);
                return end == null || !now.isAfter(Instant.parse(end));
            }
        }
    }
}
