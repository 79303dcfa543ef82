package io.simshift.server.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.server.campaign.CardEvent;
import io.simshift.server.campaign.Page;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.transfer.Event;
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
import java.util.stream.Collectors;

/** The tables of campaigns, transfers and their events. Each method runs in its caller's transaction. */
final class TransferStore {
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance));
    private static final String CLOSED = "('CONFIRMED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FELL_BACK')";
    private static final String COLUMNS = "id, campaign, iccid, new_imsi, recipient, mode, home_slot, target_slot,"
            + " deadline, phase, counter, rebuilds, copies, submissions, unresolved, asked, provisioned, due_at, reason";

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

    void insert(Connection db, TransferState state, Instant now) throws SQLException {
        String sql = "INSERT INTO transfer (" + COLUMNS + ", changed_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        TransferState.Order order = state.order();
        try (PreparedStatement insert = db.prepareStatement(sql)) {
            insert.setLong(1, order.id().value());
            insert.setString(2, order.campaign());
            insert.setString(3, order.iccid().digits());
            insert.setString(4, order.newImsi().digits());
            insert.setString(5, order.recipient().value());
            insert.setString(6, order.mode().name());
            insert.setInt(7, order.homeSlot().value());
            insert.setInt(8, order.targetSlot().value());
            insert.setLong(9, order.deadline().toEpochMilli());
            setProgress(insert, 10, state, now);
            insert.executeUpdate();
        }
    }

    /** Writes what can change of a transfer. */
    void update(Connection db, TransferState state, Instant now) throws SQLException {
        String sql = "UPDATE transfer SET phase = ?, counter = ?, rebuilds = ?, copies = ?, submissions = ?,"
                + " unresolved = ?, asked = ?, provisioned = ?, due_at = ?, reason = ?, changed_at = ? WHERE id = ?";
        try (PreparedStatement update = db.prepareStatement(sql)) {
            int next = setProgress(update, 1, state, now);
            update.setLong(next, state.id().value());
            update.executeUpdate();
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

    void append(Connection db, TransferId transfer, Event event, Phase phase, Instant now) throws SQLException {
        String sql = "INSERT INTO event (transfer, at, type, body, phase) VALUES (?, ?, ?, ?, ?)";
        try (PreparedStatement insert = db.prepareStatement(sql)) {
            insert.setLong(1, transfer.value());
            insert.setLong(2, now.toEpochMilli());
            insert.setString(3, event.getClass().getSimpleName());
            insert.setString(4, JSON.writeValueAsString(event));
            insert.setString(5, phase.name());
            insert.executeUpdate();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event " + event + " cannot be written", e);
        }
    }

    Optional<TransferState> find(Connection db, TransferId id) throws SQLException {
        return select(db, "id = ?", id.value()).stream().findFirst();
    }

    /** Transfers whose outcome is not known yet, oldest first. */
    List<TransferState> open(Connection db) throws SQLException {
        return select(db, "phase NOT IN " + CLOSED + " ORDER BY changed_at, id", null);
    }

    List<TransferState> ofCampaign(Connection db, String campaign) throws SQLException {
        return select(db, "campaign = ? ORDER BY iccid", campaign);
    }

    /** Those of a campaign that are in one of these phases. */
    List<TransferState> ofCampaignIn(Connection db, String campaign, Collection<Phase> phases) throws SQLException {
        String names = phases.stream().map(phase -> "'" + phase + "'").collect(Collectors.joining(", ", "(", ")"));
        return select(db, "campaign = ? AND phase IN " + names, campaign);
    }

    /** The events of all transfers of a card, in order. */
    Page<CardEvent> history(Connection db, Iccid iccid, long after, int limit) throws SQLException {
        List<CardEvent> events = new ArrayList<>();
        String sql = "SELECT number, campaign, transfer, at, type, body, event.phase FROM event"
                + " JOIN transfer ON transfer.id = event.transfer"
                + " WHERE iccid = ? AND number > ? ORDER BY number LIMIT ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, iccid.digits());
            select.setLong(2, after);
            select.setInt(3, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    events.add(new CardEvent(
                            row.getLong(1),
                            row.getString(2),
                            new TransferId(row.getLong(3)),
                            Instant.ofEpochMilli(row.getLong(4)),
                            row.getString(5),
                            row.getString(6),
                            Phase.valueOf(row.getString(7))));
                }
            }
        }
        boolean end = events.size() < limit;
        return new Page<>(
                events,
                end
                        ? OptionalLong.empty()
                        : OptionalLong.of(events.get(events.size() - 1).number()));
    }

    /** The id of the transfer of a card whose outcome is not known yet. */
    Optional<TransferId> openIdOf(Connection db, Iccid iccid) throws SQLException {
        return id(db, "SELECT id FROM transfer WHERE iccid = ? AND phase NOT IN " + CLOSED, iccid.digits());
    }

    /** Whether any transfer was ever to give a card this IMSI. */
    boolean isWanted(Connection db, Imsi newImsi) throws SQLException {
        return id(db, "SELECT id FROM transfer WHERE new_imsi = ? LIMIT 1", newImsi.digits())
                .isPresent();
    }

    private static Optional<TransferId> id(Connection db, String sql, String argument) throws SQLException {
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, argument);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new TransferId(row.getLong(1))) : Optional.empty();
            }
        }
    }

    /** The transfer of a card whose outcome is not known yet. */
    Optional<TransferState> openOf(Connection db, Iccid iccid) throws SQLException {
        return select(db, "iccid = ? AND phase NOT IN " + CLOSED, iccid.digits()).stream()
                .findFirst();
    }

    /** The transfer that gives a card this IMSI: the one that is open, or else the youngest. */
    Optional<TransferState> latestTo(Connection db, Imsi newImsi) throws SQLException {
        return select(db, "new_imsi = ? ORDER BY phase IN " + CLOSED + ", changed_at DESC LIMIT 1", newImsi.digits())
                .stream()
                .findFirst();
    }

    private static List<TransferState> select(Connection db, String where, Object argument) throws SQLException {
        List<TransferState> states = new ArrayList<>();
        try (PreparedStatement select = db.prepareStatement("SELECT " + COLUMNS + " FROM transfer WHERE " + where)) {
            if (argument != null) {
                select.setObject(1, argument);
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
        List<Step> steps = new ArrayList<>();
        String sql = "SELECT transfer, at, type, event.phase FROM event JOIN transfer ON transfer.id = event.transfer"
                + " WHERE campaign = ? ORDER BY number";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, campaign);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    steps.add(new Step(
                            new TransferId(row.getLong(1)),
                            Instant.ofEpochMilli(row.getLong(2)),
                            row.getString(3),
                            Phase.valueOf(row.getString(4))));
                }
            }
        }
        return steps;
    }
}
