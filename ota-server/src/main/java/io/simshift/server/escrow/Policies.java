package io.simshift.server.escrow;

import io.simshift.server.operator.TextSignature;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The policy that is kept in the database, together with the one that the escrow was opened with. Each method runs in its
 * caller's transaction.
 */
final class Policies {
    private static final String SETTING = "policy";
    private static final String FIRST_LINE = "# simshift escrow policy 1";
    private static final String NUMBER = "number";
    private static final String DESTROY = "destroy confirmed";
    private static final String OFFICERS = "officers";
    private static final String VALIDITY = "validity days";
    private static final String AGAIN = "production again";

    private final EscrowPolicy opened;
    private final EscrowJournal journal;

    Policies(EscrowPolicy opened, EscrowJournal journal) {
        this.opened = opened;
        this.journal = journal;
    }

    EscrowPolicy current(Connection db) throws SQLException {
        Optional<Map<String, String>> stored = stored(db);
        return stored.isEmpty() ? opened : opened.and(parse(stored.get()));
    }

    /** The text that officers approve before this policy replaces the present one; its number keeps it from coming back. */
    String document(Connection db, EscrowPolicy next) throws SQLException {
        int number =
                Integer.parseInt(stored(db).map(fields -> fields.get(NUMBER)).orElse("0")) + 1;
        return FIRST_LINE + "\n# " + NUMBER + ": " + number + "\n# " + DESTROY + ": " + next.destroyConfirmed() + "\n# "
                + OFFICERS + ": " + next.officers() + "\n# " + VALIDITY + ": " + next.validityDays() + "\n# " + AGAIN
                + ": " + next.productionAgain() + "\n";
    }

    void set(Connection db, EscrowPolicy next) throws SQLException {
        String text = document(db, next);
        requireOfficers(db, text);
        try (PreparedStatement insert = db.prepareStatement("INSERT OR REPLACE INTO setting VALUES (?, ?)")) {
            insert.setString(1, SETTING);
            insert.setString(2, text);
            insert.executeUpdate();
        }
        journal.record(
                db,
                "policy",
                Map.of(
                        "destroy_confirmed", Boolean.toString(next.destroyConfirmed()),
                        "officers", Integer.toString(next.officers()),
                        "validity_days", Integer.toString(next.validityDays()),
                        "production_again", Boolean.toString(next.productionAgain()),
                        "document", TextSignature.sha256(text)));
    }

    /** @throws ApprovalMissingException where not as many officers as the policy demands have approved this text */
    void requireOfficers(Connection db, String text) throws SQLException {
        String document = TextSignature.sha256(text);
        int approved = Officers.approvals(db, document);
        int demanded = current(db).officers();
        if (approved < demanded) {
            throw new ApprovalMissingException(approved, demanded, text, document);
        }
    }

    private static EscrowPolicy parse(Map<String, String> fields) {
        return new EscrowPolicy(
                Boolean.parseBoolean(fields.get(DESTROY)),
                Integer.parseInt(fields.get(OFFICERS)),
                Integer.parseInt(fields.get(VALIDITY)),
                Boolean.parseBoolean(fields.get(AGAIN)));
    }

    private static Optional<Map<String, String>> stored(Connection db) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT value FROM setting WHERE name = ?")) {
            select.setString(1, SETTING);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                Map<String, String> fields = new HashMap<>();
                row.getString(1).lines().skip(1).forEach(line -> {
                    String[] parts = line.substring(2).split(": ", 2);
                    fields.put(parts[0], parts[1]);
                });
                return Optional.of(fields);
            }
        }
    }
}
