package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.TransferId;
import io.simshift.server.campaign.Approval;
import io.simshift.server.campaign.CampaignCard;
import io.simshift.server.campaign.CampaignState;
import io.simshift.server.campaign.CampaignStep;
import io.simshift.server.campaign.OrderProblem;
import io.simshift.server.campaign.OrderRow;
import io.simshift.server.campaign.Page;
import io.simshift.server.campaign.Party;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The tables of the desk. Each method runs in its caller's transaction. */
final class CampaignStore {
    private static final String CARD_COLUMNS = "c.number, c.line, c.iccid, c.new_imsi, c.status, c.transfer,"
            + " coalesce(t.changed_at, c.changed_at), t.phase, t.submissions, coalesce(t.reason, c.reason)";
    private static final String CARDS =
            "SELECT " + CARD_COLUMNS + " FROM campaign_card c LEFT JOIN transfer t ON t.id = c.transfer";
    private static final int REASONS_MAX = 50;

    private final TransferStore transfers;

    CampaignStore(TransferStore transfers) {
        this.transfers = transfers;
    }

    void insert(Connection db, StoredCampaign campaign) throws SQLException {
        transfers.insertCampaign(db, campaign.record());
        String sql = "INSERT INTO campaign_plan (campaign, state, plan, priority, reason, created_by, started_at,"
                + " ended_at, cards, refused) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement insert = db.prepareStatement(sql)) {
            insert.setString(1, campaign.id());
            insert.setString(2, campaign.state().name());
            insert.setString(3, PlanJson.write(campaign.plan()));
            insert.setInt(4, campaign.plan().pace().priority());
            insert.setString(5, campaign.reason());
            insert.setString(6, campaign.createdBy());
            setInstant(insert, 7, campaign.startedAt());
            setInstant(insert, 8, campaign.endedAt());
            insert.setLong(9, campaign.cards());
            insert.setLong(10, campaign.refused());
            insert.executeUpdate();
        }
    }

    /** Writes what can change of a campaign, its approvals too. */
    void update(Connection db, StoredCampaign campaign) throws SQLException {
        transfers.updateCampaign(db, campaign.record());
        String sql = "UPDATE campaign_plan SET state = ?, plan = ?, priority = ?, reason = ?, started_at = ?,"
                + " ended_at = ?, cards = ?, refused = ? WHERE campaign = ?";
        try (PreparedStatement update = db.prepareStatement(sql)) {
            update.setString(1, campaign.state().name());
            update.setString(2, PlanJson.write(campaign.plan()));
            update.setInt(3, campaign.plan().pace().priority());
            update.setString(4, campaign.reason());
            setInstant(update, 5, campaign.startedAt());
            setInstant(update, 6, campaign.endedAt());
            update.setLong(7, campaign.cards());
            update.setLong(8, campaign.refused());
            update.setString(9, campaign.id());
            update.executeUpdate();
        }
        try (PreparedStatement delete = db.prepareStatement("DELETE FROM campaign_approval WHERE campaign = ?")) {
            delete.setString(1, campaign.id());
            delete.executeUpdate();
        }
        for (Approval approval : campaign.approvals()) {
            try (PreparedStatement insert = db.prepareStatement(
                    "INSERT INTO campaign_approval (campaign, party, approved_by, at) VALUES (?, ?, ?, ?)")) {
                insert.setString(1, campaign.id());
                insert.setString(2, approval.party().name());
                insert.setString(3, approval.by());
                insert.setLong(4, approval.at().toEpochMilli());
                insert.executeUpdate();
            }
        }
    }

    private static void setInstant(PreparedStatement statement, int index, Optional<Instant> at) throws SQLException {
        if (at.isPresent()) {
            statement.setLong(index, at.get().toEpochMilli());
        } else {
            statement.setNull(index, Types.BIGINT);
        }
    }

    /** All campaigns of the desk, youngest first. */
    List<StoredCampaign> all(Connection db) throws SQLException {
        Map<String, CampaignRecord> records = new LinkedHashMap<>();
        transfers.campaigns(db).forEach(record -> records.put(record.id(), record));
        List<StoredCampaign> campaigns = new ArrayList<>();
        String sql = "SELECT campaign, state, plan, reason, created_by, started_at, ended_at, cards, refused"
                + " FROM campaign_plan";
        try (PreparedStatement select = db.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                CampaignRecord record = records.get(row.getString(1));
                campaigns.add(new StoredCampaign(
                        record,
                        PlanJson.read(row.getString(3), record),
                        CampaignState.valueOf(row.getString(2)),
                        row.getString(4),
                        row.getString(5),
                        instant(row, 6),
                        instant(row, 7),
                        row.getLong(8),
                        row.getLong(9),
                        approvals(db, record.id())));
            }
        }
        return campaigns;
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(value));
    }

    private static List<Approval> approvals(Connection db, String campaign) throws SQLException {
        List<Approval> approvals = new ArrayList<>();
        String sql = "SELECT party, approved_by, at FROM campaign_approval WHERE campaign = ? ORDER BY party";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, campaign);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    approvals.add(new Approval(
                            Party.valueOf(row.getString(1)), row.getString(2), Instant.ofEpochMilli(row.getLong(3))));
                }
            }
        }
        return approvals;
    }

    void step(Connection db, String campaign, CampaignStep step) throws SQLException {
        String sql = "INSERT INTO campaign_step (campaign, at, done_by, action, state) VALUES (?, ?, ?, ?, ?)";
        try (PreparedStatement insert = db.prepareStatement(sql)) {
            insert.setString(1, campaign);
            insert.setLong(2, step.at().toEpochMilli());
            insert.setString(3, step.by());
            insert.setString(4, step.action());
            insert.setString(5, step.state().name());
            insert.executeUpdate();
        }
    }

    List<CampaignStep> steps(Connection db, String campaign) throws SQLException {
        List<CampaignStep> steps = new ArrayList<>();
        String sql = "SELECT at, done_by, action, state FROM campaign_step WHERE campaign = ? ORDER BY number";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, campaign);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    steps.add(new CampaignStep(
                            Instant.ofEpochMilli(row.getLong(1)),
                            row.getString(2),
                            row.getString(3),
                            CampaignState.valueOf(row.getString(4))));
                }
            }
        }
        return steps;
    }

    void insertCard(Connection db, String campaign, long number, OrderRow row) throws SQLException {
        String sql = "INSERT INTO campaign_card (campaign, number, line, iccid, new_imsi, status, reason)"
                + " VALUES (?, ?, ?, ?, ?, 'WAITING', '')";
        try (PreparedStatement insert = db.prepareStatement(sql)) {
            insert.setString(1, campaign);
            insert.setLong(2, number);
            insert.setInt(3, row.line());
            insert.setString(4, row.iccid().digits());
            insert.setString(5, row.newImsi().digits());
            insert.executeUpdate();
        }
    }

    void insertProblem(Connection db, String campaign, long number, OrderProblem problem) throws SQLException {
        String sql = "INSERT INTO campaign_problem (campaign, number, file, line, message) VALUES (?, ?, ?, ?, ?)";
        try (PreparedStatement insert = db.prepareStatement(sql)) {
            insert.setString(1, campaign);
            insert.setLong(2, number);
            insert.setString(3, problem.file());
            insert.setInt(4, problem.line());
            insert.setString(5, problem.message());
            insert.executeUpdate();
        }
    }

    /** Forgets up to {@code limit} rows of an order of which no card was begun; true where there may be more. */
    boolean forgetOrder(Connection db, String campaign, int limit) throws SQLException {
        int deleted = 0;
        for (String table : List.of("campaign_card", "campaign_problem")) {
            String sql = "DELETE FROM " + table + " WHERE campaign = ? AND number IN (SELECT number FROM " + table
                    + " WHERE campaign = ? LIMIT ?)";
            try (PreparedStatement delete = db.prepareStatement(sql)) {
                delete.setString(1, campaign);
                delete.setString(2, campaign);
                delete.setInt(3, limit);
                deleted += delete.executeUpdate();
            }
        }
        return deleted > 0;
    }

    Page<OrderProblem> problems(Connection db, String campaign, long after, int limit) throws SQLException {
        List<OrderProblem> problems = new ArrayList<>();
        long last = after;
        String sql = "SELECT number, file, line, message FROM campaign_problem"
                + " WHERE campaign = ? AND number > ? ORDER BY number LIMIT ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, campaign);
            select.setLong(2, after);
            select.setInt(3, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    last = row.getLong(1);
                    problems.add(new OrderProblem(row.getString(2), row.getInt(3), row.getString(4)));
                }
            }
        }
        return new Page<>(problems, problems.size() < limit ? OptionalLong.empty() : OptionalLong.of(last));
    }

    /** Where a card waits that is not begun yet. */
    record Waiting(String campaign, int line) {}

    Optional<Waiting> waiting(Connection db, Iccid iccid) throws SQLException {
        return waiting(db, "iccid", iccid.digits());
    }

    Optional<Waiting> waiting(Connection db, Imsi newImsi) throws SQLException {
        return waiting(db, "new_imsi", newImsi.digits());
    }

    private static Optional<Waiting> waiting(Connection db, String column, String value) throws SQLException {
        String sql = "SELECT campaign, line FROM campaign_card WHERE " + column + " = ? AND status = 'WAITING'";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, value);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new Waiting(row.getString(1), row.getInt(2))) : Optional.empty();
            }
        }
    }

    /** A row whose turn may come. */
    record Turn(long number, OrderRow row) {}

    List<Turn> waiting(Connection db, String campaign, long after, int limit) throws SQLException {
        List<Turn> turns = new ArrayList<>();
        String sql = "SELECT number, line, iccid, new_imsi FROM campaign_card"
                + " WHERE campaign = ? AND number > ? AND status = 'WAITING' ORDER BY number LIMIT ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, campaign);
            select.setLong(2, after);
            select.setInt(3, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    turns.add(new Turn(
                            row.getLong(1),
                            new OrderRow(row.getInt(2), new Iccid(row.getString(3)), new Imsi(row.getString(4)))));
                }
            }
        }
        return turns;
    }

    /** Rows of a campaign that did not bring their card over; to be tried again. */
    List<Turn> failed(Connection db, String campaign, long after, int limit) throws SQLException {
        List<Turn> turns = new ArrayList<>();
        String sql = "SELECT c.number, c.line, c.iccid, c.new_imsi FROM campaign_card c"
                + " LEFT JOIN transfer t ON t.id = c.transfer WHERE c.campaign = ? AND c.number > ?"
                + " AND (c.status IN ('LEFT_OUT', 'CALLED_OFF', 'EXPIRED')"
                + " OR t.phase IN ('REJECTED', 'EXPIRED', 'CANCELLED', 'FELL_BACK')) ORDER BY c.number LIMIT ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, campaign);
            select.setLong(2, after);
            select.setInt(3, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    turns.add(new Turn(
                            row.getLong(1),
                            new OrderRow(row.getInt(2), new Iccid(row.getString(3)), new Imsi(row.getString(4)))));
                }
            }
        }
        return turns;
    }

    boolean isWaiting(Connection db, String campaign, long number) throws SQLException {
        String sql = "SELECT status FROM campaign_card WHERE campaign = ? AND number = ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, campaign);
            select.setLong(2, number);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getString(1).equals(CampaignCard.Status.WAITING.name());
            }
        }
    }

    /** Writes down which transfers rows have become. */
    void begun(Connection db, List<Flight> fresh) throws SQLException {
        String sql = "UPDATE campaign_card SET status = 'BEGUN', transfer = ?, changed_at = ?"
                + " WHERE campaign = ? AND number = ?";
        try (PreparedStatement update = db.prepareStatement(sql)) {
            for (Flight flight : fresh) {
                update.setLong(1, flight.state().id().value());
                update.setLong(2, flight.changedAt().toEpochMilli());
                update.setString(3, flight.state().order().campaign());
                update.setLong(4, flight.row());
                update.executeUpdate();
            }
        }
    }

    void notBegun(Connection db, String campaign, long number, CampaignCard.Status status, String reason, Instant now)
            throws SQLException {
        String sql =
                "UPDATE campaign_card SET status = ?, reason = ?, changed_at = ? WHERE campaign = ? AND number = ?";
        try (PreparedStatement update = db.prepareStatement(sql)) {
            update.setString(1, status.name());
            update.setString(2, reason);
            update.setLong(3, now.toEpochMilli());
            update.setString(4, campaign);
            update.setLong(5, number);
            update.executeUpdate();
        }
    }

    /** Ends up to {@code limit} rows that wait; says how many. */
    int endWaiting(Connection db, String campaign, CampaignCard.Status status, String reason, Instant now, int limit)
            throws SQLException {
        List<Turn> turns = waiting(db, campaign, 0, limit);
        for (Turn turn : turns) {
            notBegun(db, campaign, turn.number(), status, reason, now);
        }
        return turns.size();
    }

    Page<CampaignCard> cards(Connection db, String campaign, Optional<Phase> phase, long after, int limit)
            throws SQLException {
        String wanted = phase.isPresent() ? " AND t.phase = ?" : "";
        String sql = CARDS + " WHERE c.campaign = ? AND c.number > ?" + wanted + " ORDER BY c.number LIMIT ?";
        List<CampaignCard> cards = new ArrayList<>();
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, campaign);
            select.setLong(2, after);
            int next = 3;
            if (phase.isPresent()) {
                select.setString(next++, phase.get().name());
            }
            select.setInt(next, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    cards.add(card(row));
                }
            }
        }
        boolean end = cards.size() < limit;
        return new Page<>(
                cards,
                end
                        ? OptionalLong.empty()
                        : OptionalLong.of(cards.get(cards.size() - 1).number()));
    }

    Optional<CampaignCard> card(Connection db, String campaign, Iccid iccid) throws SQLException {
        try (PreparedStatement select = db.prepareStatement(CARDS + " WHERE c.iccid = ? AND c.campaign = ?")) {
            select.setString(1, iccid.digits());
            select.setString(2, campaign);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(card(row)) : Optional.empty();
            }
        }
    }

    private static CampaignCard card(ResultSet row) throws SQLException {
        String phase = row.getString(8);
        return new CampaignCard(
                row.getLong(1),
                row.getInt(2),
                new Iccid(row.getString(3)),
                new Imsi(row.getString(4)),
                CampaignCard.Status.valueOf(row.getString(5)),
                phase == null ? Optional.empty() : Optional.of(new TransferId(row.getLong(6))),
                Optional.ofNullable(phase).map(Phase::valueOf),
                instant(row, 7),
                row.getInt(9),
                row.getString(10));
    }

    /** Numbers of cards by campaign: what has become of their rows, and the phases of those begun. */
    Map<String, Tally> tallies(Connection db) throws SQLException {
        Map<String, Tally> tallies = new LinkedHashMap<>();
        try (PreparedStatement select = db.prepareStatement(
                        "SELECT campaign, status, count(*) FROM campaign_card GROUP BY campaign, status");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                tallies.computeIfAbsent(row.getString(1), key -> new Tally())
                        .add(CampaignCard.Status.valueOf(row.getString(2)), row.getLong(3));
            }
        }
        try (PreparedStatement select =
                        db.prepareStatement("SELECT campaign, phase, count(*) FROM transfer GROUP BY campaign, phase");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                tallies.computeIfAbsent(row.getString(1), key -> new Tally())
                        .add(Phase.valueOf(row.getString(2)), row.getLong(3));
            }
        }
        return tallies;
    }

    Map<String, Long> failures(Connection db, String campaign) throws SQLException {
        Map<String, Long> failures = new LinkedHashMap<>();
        String sql = "SELECT why, sum(n) FROM (SELECT reason AS why, count(*) AS n FROM transfer WHERE campaign = ?"
                + " AND phase IN ('REJECTED', 'EXPIRED', 'FELL_BACK', 'UNKNOWN') GROUP BY reason"
                + " UNION ALL SELECT reason, count(*) FROM campaign_card WHERE campaign = ?"
                + " AND status IN ('LEFT_OUT', 'EXPIRED') GROUP BY reason) AS causes"
                + " GROUP BY why ORDER BY 2 DESC, why LIMIT " + REASONS_MAX;
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, campaign);
            select.setString(2, campaign);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    failures.put(row.getString(1), row.getLong(2));
                }
            }
        }
        return failures;
    }

    /** Transfers of a campaign that are not settled and of which nothing was sent for certain. */
    List<TransferState> unsent(Connection db, String campaign) throws SQLException {
        return transfers
                .ofCampaignIn(db, campaign, List.of(Phase.ORDERED, Phase.RESERVED, Phase.PROVISIONED, Phase.QUEUED))
                .stream()
                .filter(state -> state.unresolved() == 0)
                .toList();
    }
}
