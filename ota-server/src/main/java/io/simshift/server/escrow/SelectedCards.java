package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The cards of a selection, page by page in the order of their ICCIDs. Each method runs in its caller's transaction. */
final class SelectedCards {
    /** Higher than any ICCID. */
    private static final String HIGHEST = "~";

    private static final String WHERE = " FROM card WHERE batch = ? AND iccid >= ? AND iccid <= ?";

    private final CardSelection selection;

    SelectedCards(CardSelection selection) {
        this.selection = selection;
    }

    private void bind(PreparedStatement select) throws SQLException {
        select.setString(1, selection.batch());
        select.setString(2, selection.first().map(Iccid::digits).orElse(""));
        select.setString(3, selection.last().map(Iccid::digits).orElse(HIGHEST));
    }

    /** @throws IllegalArgumentException where there are none */
    int count(Connection db) throws SQLException {
        int count = number(db, "SELECT count(*)" + WHERE);
        if (count == 0) {
            throw new IllegalArgumentException("no such card is in batch " + selection.batch());
        }
        return count;
    }

    /** How many of them have a slot that somebody has been promised or given. */
    int countGiven(Connection db) throws SQLException {
        return number(
                db,
                "SELECT count(*)" + WHERE
                        + " AND EXISTS (SELECT 1 FROM slot WHERE slot.iccid = card.iccid AND state <> 'FREE')");
    }

    /** How many of them have keys that were destroyed here. */
    int countDestroyed(Connection db) throws SQLException {
        return number(
                db,
                "SELECT count(*)" + WHERE
                        + " AND EXISTS (SELECT 1 FROM slot WHERE slot.iccid = card.iccid AND wrapped_keys IS NULL)");
    }

    /** The highest number of slots on one of them, and the lowest. */
    int[] slotCounts(Connection db) throws SQLException {
        return new int[] {number(db, "SELECT max(slot_count)" + WHERE), number(db, "SELECT min(slot_count)" + WHERE)};
    }

    private int number(Connection db, String sql) throws SQLException {
        try (PreparedStatement select = db.prepareStatement(sql)) {
            bind(select);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }

    /** The next ones behind {@code after}. */
    List<Iccid> page(Connection db, String after, int limit) throws SQLException {
        List<Iccid> cards = new ArrayList<>();
        try (PreparedStatement select =
                db.prepareStatement("SELECT iccid" + WHERE + " AND iccid > ? ORDER BY iccid LIMIT ?")) {
            bind(select);
            select.setString(4, after);
            select.setInt(5, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    cards.add(new Iccid(row.getString(1)));
                }
            }
        }
        return cards;
    }
}
