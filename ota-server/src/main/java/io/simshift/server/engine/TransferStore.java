package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.server.campaign.CardEvent;
import io.simshift.server.campaign.Page;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferMode;
import io.simshift.server.transfer.TransferState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The tables of campaigns, transfers and their events. Each method runs in its caller's transaction. */
final class TransferStore implements TransferLookup {
    private static final String CLOSED = "('CONFIRMED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FELL_BACK')";
    private static final String COLUMNS = "id, campaign, iccid, new_imsi, recipient, mode, home_slot, target_slot,"
            + " deadline, phase, counter, rebuilds, copies, submissions, unresolved, asked, provisioned, due_at, reason";

    /** A row's number is that of its first event; the last one's is not so much higher. */
    private static final long EVENTS_IN_ROW_MAX = 1_000_000;

    /** One step in the life of a transfer. */
    record Step(TransferId transfer, Instant at, String event, Phase phase) {}

    void insertCampaign(Connection db, CampaignRecord campaign) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement("INSERT INTO campaign VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, campaign.id());
            insert.setString(2, campaign.recipient().id().value());
            insert.setString(3, campaign.options().mode().name());
            insert.setString(4, campaign.optionsJson());
            insert.setLong(5, campaign.createdAt().toEpochMilli());
            insert.executeUpdate();
        }
    }

    List<CampaignRecord> campaigns(Connection db) throws SQLException {
        return campaigns(db, "");
    }

    /** Those that were not ordered at the desk. */
    List<CampaignRecord> directCampaigns(Connection db) throws SQLException {
        return campaigns(db, " WHERE id NOT IN (SELECT campaign FROM campaign_plan)");
    }

    private static List<CampaignRecord> campaigns(Connection db, String where) throws SQLException {
        List<CampaignRecord> campaigns = new ArrayList<>();
        String sql =
                "SELECT id, recipient, mode, options, created_at FROM campaign" + where + " ORDER BY created_at, id";
        try (PreparedStatement select = db.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                campaigns.add(CampaignRecord.of(
                        row.getString(1),
                        new OperatorId(row.getString(2)),
                        TransferMode.valueOf(row.getString(3)),
                        row.getString(4),
                        Instant.ofEpochMilli(row.getLong(5))));
            }
        }
        return campaigns;
    }

    /** Keeps another plan's record of a campaign of which no card was begun. */
    void updateCampaign(Connection db, CampaignRecord campaign) throws SQLException {
        try (PreparedStatement update =
                db.prepareStatement("UPDATE campaign SET recipient = ?, mode = ?, options = ? WHERE id = ?")) {
            update.setString(1, campaign.recipient().id().value());
            update.setString(2, campaign.options().mode().name());
            update.setString(3, campaign.optionsJson());
            update.setString(4, campaign.id());
            update.executeUpdate();
        }
    }

    /** Writes new transfers. */
    void insert(Connection db, List<Flight> fresh) throws SQLException {
        String sql = "INSERT INTO transfer (" + COLUMNS + ", changed_at, direct)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement insert = db.prepareStatement(sql)) {
            for (Flight flight : fresh) {
                TransferState.Order order = flight.state().order();
                insert.setLong(1, order.id().value());
                insert.setString(2, order.campaign());
                insert.setString(3, order.iccid().digits());
                insert.setString(4, order.newImsi().digits());
                insert.setString(5, order.recipient().value());
                insert.setString(6, order.mode().name());
                insert.setInt(7, order.homeSlot().value());
                insert.setInt(8, order.targetSlot().value());
                insert.setLong(9, order.deadline().toEpochMilli());
                int next = setProgress(insert, 10, flight.state(), flight.changedAt());
                insert.setInt(next, flight.row() == Flight.DIRECT ? 1 : 0);
                insert.executeUpdate();
            }
        }
    }

    /** Writes what can change of transfers. */
    void update(Connection db, List<Flight> changed) throws SQLException {
        String sql = "UPDATE transfer SET phase = ?, counter = ?, rebuilds = ?, copies = ?, submissions = ?,"
                + " unresolved = ?, asked = ?, provisioned = ?, due_at = ?, reason = ?, changed_at = ? WHERE id = ?";
        try (PreparedStatement update = db.prepareStatement(sql)) {
            for (Flight flight : changed) {
                int next = setProgress(update, 1, flight.state(), flight.changedAt());
                update.setLong(next, flight.state().id().value());
                update.executeUpdate();
            }
        }
    }

    private static int setProgress(PreparedStatement statement, int first, TransferState state, Instant now)
            throws SQLException {
        int next = first;
        statement.setString(next++, state.phase().name());
        statement.setLong(next++, state.counter());
        statement.setInt(next++, state.rebuilds());
        statement.setInt(next++, state.copies());
        statement.setInt(next++, state.submissions());
        statement.setInt(next++, state.unresolved());
        statement.setInt(next++, state.asked());
        statement.setInt(next++, state.provisioned() ? 1 : 0);
        if (state.dueAt() == null) {
            statement.setNull(next++, Types.BIGINT);
        } else {
            statement.setLong(next++, state.dueAt().toEpochMilli());
        }
        statement.setString(next++, state.reason());
        statement.setLong(next++, now.toEpochMilli());
        return next;
    }

    /** Writes the events of transfers: one row for those of a transfer that are written together. */
    void append(Connection db, List<Flight> flights) throws SQLException {
        String sql = "INSERT OR REPLACE INTO event (number, transfer, body) VALUES (?, ?, ?)";
        try (PreparedStatement insert = db.prepareStatement(sql)) {
            for (Flight flight : flights) {
                if (!flight.events().isEmpty()) {
                    insert.setLong(1, flight.events().get(0).number());
                    insert.setLong(2, flight.state().id().value());
                    insert.setString(3, EventLine.text(flight.events()));
                    insert.executeUpdate();
                }
            }
        }
    }

    /** A number that no event has. */
    long freeEventNumber(Connection db) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT max(number) FROM event");
                ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) + EVENTS_IN_ROW_MAX : EVENTS_IN_ROW_MAX;
        }
    }

    Optional<TransferState> find(Connection db, TransferId id) throws SQLException {
        return select(db, "id = ?", id.value()).stream().findFirst();
    }

    /** When something has happened to a transfer last. */
    Instant changedAt(Connection db, TransferId id) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT changed_at FROM transfer WHERE id = ?")) {
            select.setLong(1, id.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Instant.ofEpochMilli(row.getLong(1)) : Instant.EPOCH;
            }
        }
    }

    /** Transfers whose outcome is not known yet, by id, those after {@code after}. */
    List<TransferState> open(Connection db, long after, int limit) throws SQLException {
        return select(db, "phase NOT IN " + CLOSED + " AND id > ? ORDER BY id LIMIT " + limit, after);
    }

    /** When a transfer wants to be woken. */
    record Due(long atMillis, long transfer) {}

    /** Those that want to be woken from {@code from} on and before {@code to}, after one of them. */
    List<Due> due(Connection db, Due after, long to, int limit) throws SQLException {
        List<Due> due = new ArrayList<>();
        String sql = "SELECT due_at, id FROM transfer WHERE due_at IS NOT NULL AND (due_at, id) > (?, ?) AND due_at < ?"
                + " ORDER BY due_at, id LIMIT ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setLong(1, after.atMillis());
            select.setLong(2, after.transfer());
            select.setLong(3, to);
            select.setInt(4, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    due.add(new Due(row.getLong(1), row.getLong(2)));
                }
            }
        }
        return due;
    }

    List<TransferState> ofCampaign(Connection db, String campaign) throws SQLException {
        return select(db, "campaign = ? ORDER BY iccid", campaign);
    }

    /** Those of a campaign that are in one of these phases. */
    List<TransferState> ofCampaignIn(Connection db, String campaign, Collection<Phase> phases) throws SQLException {
        String names = phases.stream().map(phase -> "'" + phase + "'").collect(Collectors.joining(", ", "(", ")"));
        return select(db, "campaign = ? AND phase IN " + names, campaign);
    }

    /** Transfers of a card, as a condition on {@code transfer.id} with two parameters, both the same. */
    private static final String OF_CARD = "id IN (SELECT transfer FROM campaign_card WHERE iccid = ?"
            + " UNION ALL SELECT id FROM transfer WHERE iccid = ? AND direct = 1)";

    /** Transfers that are to give a card this IMSI, likewise. */
    private static final String TO_IMSI = "id IN (SELECT transfer FROM campaign_card WHERE new_imsi = ?"
            + " UNION ALL SELECT id FROM transfer WHERE new_imsi = ? AND direct = 1)";

    /** The events of all transfers of a card, in order. */
    Page<CardEvent> history(Connection db, Iccid iccid, long after, int limit) throws SQLException {
        SortedMap<Long, CardEvent> events = new TreeMap<>();
        String sql =
                "SELECT campaign, id, body FROM transfer JOIN event ON event.transfer = transfer.id WHERE " + OF_CARD;
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, iccid.digits());
            select.setString(2, iccid.digits());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    TransferId transfer = new TransferId(row.getLong(2));
                    for (EventLine line : EventLine.parse(row.getString(3))) {
                        CardEvent event = new CardEvent(
                                line.number(),
                                row.getString(1),
                                transfer,
                                line.at(),
                                line.type(),
                                line.values(),
                                line.phase());
                        events.put(line.number(), event);
                    }
                }
            }
        }
        List<CardEvent> page =
                events.tailMap(after + 1).values().stream().limit(limit).toList();
        boolean end = page.size() < limit;
        return new Page<>(
                page,
                end
                        ? OptionalLong.empty()
                        : OptionalLong.of(page.get(page.size() - 1).number()));
    }

    @Override
    public Optional<TransferState> openOf(Connection db, Iccid iccid) throws SQLException {
        return select(db, OF_CARD + " AND phase NOT IN " + CLOSED, iccid.digits(), iccid.digits()).stream()
                .findFirst();
    }

    @Override
    public Optional<TransferState> latestTo(Connection db, Imsi newImsi) throws SQLException {
        String latest = TO_IMSI + " ORDER BY phase IN " + CLOSED + ", changed_at DESC LIMIT 1";
        return select(db, latest, newImsi.digits(), newImsi.digits()).stream().findFirst();
    }

    private static List<TransferState> select(Connection db, String where, Object... arguments) throws SQLException {
        List<TransferState> states = new ArrayList<>();
        try (PreparedStatement select = db.prepareStatement("SELECT " + COLUMNS + " FROM transfer WHERE " + where)) {
            for (int i = 0; i < arguments.length; i++) {
                select.setObject(i + 1, arguments[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    states.add(read(row));
                }
            }
        }
        return states;
    }

    private static TransferState read(ResultSet row) throws SQLException {
        TransferState.Order order = new TransferState.Order(
                new TransferId(row.getLong(1)),
                row.getString(2),
                new Iccid(row.getString(3)),
                new Imsi(row.getString(4)),
                new OperatorId(row.getString(5)),
                TransferMode.valueOf(row.getString(6)),
                new SlotIndex(row.getInt(7)),
                new SlotIndex(row.getInt(8)),
                Instant.ofEpochMilli(row.getLong(9)));
        long dueAt = row.getLong(18);
        boolean never = row.wasNull();
        return new TransferState(
                order,
                Phase.valueOf(row.getString(10)),
                row.getLong(11),
                row.getInt(12),
                row.getInt(13),
                row.getInt(14),
                row.getInt(15),
                row.getInt(16),
                row.getInt(17) != 0,
                never ? null : Instant.ofEpochMilli(dueAt),
                row.getString(19));
    }

    /** All steps of a campaign's transfers, in order. */
    List<Step> history(Connection db, String campaign) throws SQLException {
        SortedMap<Long, Step> steps = new TreeMap<>();
        String sql =
                "SELECT transfer, body FROM event JOIN transfer ON transfer.id = event.transfer WHERE campaign = ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, campaign);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    TransferId transfer = new TransferId(row.getLong(1));
                    for (EventLine line : EventLine.parse(row.getString(2))) {
                        steps.put(line.number(), new Step(transfer, line.at(), line.type(), line.phase()));
                    }
                }
            }
        }
        return List.copyOf(steps.values());
    }
}
