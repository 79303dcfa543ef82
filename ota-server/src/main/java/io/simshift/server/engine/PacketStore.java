package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.Counter;
import io.simshift.server.sms.DeliveryReceipt;
import io.simshift.server.transfer.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tables of finished packets and of what the SMSC calls them. Each method runs in its caller's transaction. */
final class PacketStore {
    /**
     * A finished packet.
     *
     * @param order what it asks for which transfer; empty for a QUERY
     * @param userData user data header and ciphered packet, as they go out
     */
    record StoredPacket(Optional<Order> order, byte[] userData) {
        /** A command for a transfer. */
        record Order(TransferId transfer, Event.Command command) {}

        StoredPacket {
            userData = userData.clone();
        }

        @Override
        public byte[] userData() {
            return userData.clone();
        }
    }

    /** Which submission of which transfer the SMSC means. */
    record Submission(TransferId transfer, int number) {}

    /** Writes the packets of transfers. One that is there already is the same, and stays: {@link WorkingSet#store}. */
    void insert(Connection db, List<Flight> flights) throws SQLException {
        String sql = "INSERT INTO packet (transfer, counter, slot, command, bytes) VALUES (?, ?, ?, ?, ?)"
                + " ON CONFLICT (transfer, counter) DO NOTHING";
        try (PreparedStatement insert = db.prepareStatement(sql)) {
            for (Flight flight : flights) {
                for (Flight.Packet packet : flight.unwrittenPackets()) {
                    insert.setLong(1, flight.state().id().value());
                    insert.setLong(2, packet.counter());
                    insert.setInt(3, flight.state().order().homeSlot().value());
                    insert.setString(
                            4, packet.stored().order().orElseThrow().command().name());
                    insert.setBytes(5, packet.stored().userData());
                    insert.executeUpdate();
                }
            }
        }
    }

    /** Whether a transfer has a packet with this counter. */
    boolean has(Connection db, TransferId transfer, long counter) throws SQLException {
        try (PreparedStatement select =
                db.prepareStatement("SELECT 1 FROM packet WHERE transfer = ? AND counter = ?")) {
            select.setLong(1, transfer.value());
            select.setLong(2, counter);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Writes a packet that belongs to no transfer. */
    void insertQuery(Connection db, Iccid iccid, SlotIndex slot, Counter counter, byte[] userData) throws SQLException {
        String sql = "INSERT INTO query_packet (iccid, slot, counter, bytes) VALUES (?, ?, ?, ?)";
        try (PreparedStatement insert = db.prepareStatement(sql)) {
            insert.setString(1, iccid.digits());
            insert.setInt(2, slot.value());
            insert.setLong(3, counter.value());
            insert.setBytes(4, userData);
            insert.executeUpdate();
        }
    }

    Optional<StoredPacket> find(Connection db, Iccid iccid, SlotIndex slot, long counter) throws SQLException {
        String sql = "SELECT transfer, command, bytes FROM packet WHERE transfer IN"
                + " (SELECT transfer FROM campaign_card WHERE iccid = ?"
                + " UNION ALL SELECT id FROM transfer WHERE iccid = ? AND direct = 1) AND slot = ? AND counter = ?"
                + " UNION ALL SELECT 0, NULL, bytes FROM query_packet WHERE iccid = ? AND slot = ? AND counter = ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, iccid.digits());
            select.setString(2, iccid.digits());
            select.setInt(3, slot.value());
            select.setLong(4, counter);
            select.setString(5, iccid.digits());
            select.setInt(6, slot.value());
            select.setLong(7, counter);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                long transfer = row.getLong(1);
                String command = row.getString(2);
                Optional<StoredPacket.Order> order = Optional.ofNullable(command)
                        .map(Event.Command::valueOf)
                        .map(known -> new StoredPacket.Order(new TransferId(transfer), known));
                return Optional.of(new StoredPacket(order, row.getBytes(3)));
            }
        }
    }

    /** Writes what the SMSC calls submissions. */
    void insertSubmissions(Connection db, List<Flight> flights) throws SQLException {
        String sql = "INSERT OR REPLACE INTO submission (message_id, transfer, number) VALUES (?, ?, ?)";
        try (PreparedStatement insert = db.prepareStatement(sql)) {
            for (Flight flight : flights) {
                for (Flight.Submission submission : flight.submissions()) {
                    insert.setString(1, submission.messageId());
                    insert.setLong(2, flight.state().id().value());
                    insert.setInt(3, submission.number());
                    insert.executeUpdate();
                }
            }
        }
    }

    Optional<Submission> submission(Connection db, String messageId) throws SQLException {
        String sql = "SELECT transfer, number FROM submission WHERE message_id = ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, messageId);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Submission(new TransferId(row.getLong(1)), row.getInt(2)))
                        : Optional.empty();
            }
        }
    }

    /** Keeps a receipt that has come before the SMSC's answer to the submission. */
    void keepEarly(Connection db, DeliveryReceipt receipt, Instant now) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement("INSERT OR REPLACE INTO early_receipt VALUES (?, ?, ?)")) {
            insert.setString(1, receipt.messageId());
            insert.setString(2, receipt.outcome().name());
            insert.setLong(3, now.toEpochMilli());
            insert.executeUpdate();
        }
    }

    /** The receipt that came early for this message, which is then forgotten. */
    Optional<DeliveryReceipt.Outcome> takeEarly(Connection db, String messageId) throws SQLException {
        String sql = "DELETE FROM early_receipt WHERE message_id = ? RETURNING outcome";
        try (PreparedStatement delete = db.prepareStatement(sql)) {
            delete.setString(1, messageId);
            try (ResultSet row = delete.executeQuery()) {
                return row.next() ? Optional.of(DeliveryReceipt.Outcome.valueOf(row.getString(1))) : Optional.empty();
            }
        }
    }

    /** Whether any receipt waits for its message. */
    boolean hasEarly(Connection db) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT 1 FROM early_receipt LIMIT 1");
                ResultSet row = select.executeQuery()) {
            return row.next();
        }
    }

    /** Forgets early receipts from before {@code limit}: nobody will claim them any more. */
    void forgetEarlyBefore(Connection db, Instant limit) throws SQLException {
        try (PreparedStatement delete = db.prepareStatement("DELETE FROM early_receipt WHERE at < ?")) {
            delete.setLong(1, limit.toEpochMilli());
            delete.executeUpdate();
        }
    }
}
