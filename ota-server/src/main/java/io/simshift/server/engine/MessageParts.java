package io.simshift.server.engine;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.sms.UserDataHeader.Concatenation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Parts of long messages from cards (TS 23.040 9.2.3.24.1, 9.2.3.24.8) until they are whole, in any order. They are kept
 * in the store, because the SMSC forgets each part once it is taken. Each method runs in its caller's transaction.
 */
final class MessageParts {
    /** A part whose message is not whole after this time is forgotten. */
    static final Duration LIFE = Duration.ofHours(1);
    /** Messages of one card that may be in parts at a time; the oldest makes room. */
    static final int MESSAGES_PER_CARD = 4;

    private static final String OF_MESSAGE = " WHERE source = ? AND wide = ? AND reference = ? AND total = ?";

    /** Keeps a part. The whole message, in order, where it was the last one that was missing; its parts are then forgotten. */
    Optional<List<UserData>> add(Connection db, Msisdn source, Concatenation place, byte[] userData, Instant now)
            throws SQLException {
        forgetBefore(db, now.minus(LIFE));
        Optional<byte[]> same = find(db, source, place);
        if (same.isPresent() && !Arrays.equals(same.get(), userData)) {
            // The card has begun another message under this reference: what is there belongs to one that never came
            // whole.
            forget(db, source, place);
        }
        insert(db, source, place, userData, now);
        List<UserData> parts = parts(db, source, place);
        if (parts.size() < place.total()) {
            makeRoom(db, source);
            return Optional.empty();
        }
        forget(db, source, place);
        return Optional.of(parts);
    }

    /** Forgets parts from before {@code limit}. */
    void forgetBefore(Connection db, Instant limit) throws SQLException {
        try (PreparedStatement delete = db.prepareStatement("DELETE FROM message_part WHERE at < ?")) {
            delete.setLong(1, limit.toEpochMilli());
            delete.executeUpdate();
        }
    }

    private static Optional<byte[]> find(Connection db, Msisdn source, Concatenation place) throws SQLException {
        String sql = "SELECT bytes FROM message_part" + OF_MESSAGE + " AND sequence = ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            setMessage(select, source, place);
            select.setInt(5, place.sequence());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
            }
        }
    }

    private static void insert(Connection db, Msisdn source, Concatenation place, byte[] userData, Instant now)
            throws SQLException {
        String sql = "INSERT OR REPLACE INTO message_part VALUES (?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement insert = db.prepareStatement(sql)) {
            setMessage(insert, source, place);
            insert.setInt(5, place.sequence());
            insert.setBytes(6, userData);
            insert.setLong(7, now.toEpochMilli());
            insert.executeUpdate();
        }
    }

    private static List<UserData> parts(Connection db, Msisdn source, Concatenation place) throws SQLException {
        List<UserData> parts = new ArrayList<>();
        String sql = "SELECT bytes FROM message_part" + OF_MESSAGE + " ORDER BY sequence";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            setMessage(select, source, place);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    parts.add(UserData.of(row.getBytes(1)));
                }
            }
        }
        return parts;
    }

    private static void forget(Connection db, Msisdn source, Concatenation place) throws SQLException {
        try (PreparedStatement delete = db.prepareStatement("DELETE FROM message_part" + OF_MESSAGE)) {
            setMessage(delete, source, place);
            delete.executeUpdate();
        }
    }

    private static void makeRoom(Connection db, Msisdn source) throws SQLException {
        String sql = "DELETE FROM message_part WHERE source = ? AND (wide, reference, total) NOT IN"
                + " (SELECT wide, reference, total FROM message_part WHERE source = ?"
                + " GROUP BY wide, reference, total ORDER BY max(at) DESC LIMIT ?)";
        try (PreparedStatement delete = db.prepareStatement(sql)) {
            delete.setString(1, source.digits());
            delete.setString(2, source.digits());
            delete.setInt(3, MESSAGES_PER_CARD);
            delete.executeUpdate();
        }
    }

    private static void setMessage(PreparedStatement statement, Msisdn source, Concatenation place)
            throws SQLException {
        statement.setString(1, source.digits());
        statement.setInt(2, place.wide() ? 1 : 0);
        statement.setInt(3, place.reference());
        statement.setInt(4, place.total());
    }
}
