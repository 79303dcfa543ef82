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
import java.sql.Types;
import java.time.Instant;
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

    void insert(Connection db, Iccid iccid, SlotIndex slot, Counter counter, StoredPacket packet) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement("INSERT INTO packet VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, iccid.digits());
            insert.setInt(2, slot.value());
            insert.setLong(3, counter.value());
            if (packet.order().isPresent()) {
                insert.setLong(4, packet.order().get().transfer().value());
                insert.setString(5, packet.order().get().command().name());
            } else {
                insert.setNull(4, Types.INTEGER);
                insert.setNull(5, Types.VARCHAR);
            }
            insert.setBytes(6, packet.userData());
            insert.executeUpdate();
        }
    }

    Optional<StoredPacket> find(Connection db, Iccid iccid, SlotIndex slot, long counter) throws SQLException {
        String sql = "SELECT transfer, command, bytes FROM packet WHERE iccid = ? AND slot = ? AND counter = ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, iccid.digits());
            select.setInt(2, slot.value());
            select.setLong(3, counter);
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

    void insertSubmission(Connection db, String messageId, TransferId transfer, int number) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement("INSERT OR REPLACE INTO submission VALUES (?, ?, ?)")) {
            insert.setString(1, messageId);
            insert.setLong(2, transfer.value());
            insert.setInt(3, number);
            insert.executeUpdate();
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

    /** Forgets early receipts from before {@code limit}: nobody will claim them any more. */
    void forgetEarlyBefore(Connection db, Instant limit) throws SQLException {
        try (PreparedStatement delete = db.prepareStatement("DELETE FROM early_receipt WHERE at < ?")) {
            delete.setLong(1, limit.toEpochMilli());
            delete.executeUpdate();
        }
    }
}
