package io.simshift.server.partner;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.store.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Subscribers for the AuC, words for partners, and answers under idempotency keys: {@code partners.db}. */
public final class PartnerStore implements AutoCloseable {
    private static final String SCHEMA = "/io/simshift/server/partner/schema.sql";
    private static final int SCHEMA_VERSION = 1;

    private final Database database;

    /**
     * A subscriber that the AuC has not acknowledged.
     *
     * @param sealed {@link SealedSubscriber}
     */
    public record Subscriber(long number, HandoverEntry entry, Optional<OperatorId> donor, byte[] sealed) {
        public Subscriber {
            sealed = sealed.clone();
        }

        @Override
        public byte[] sealed() {
            return sealed.clone();
        }
    }

    /** Something that a partner has to be told. @param attempts how often that has failed */
    record Word(long number, OperatorId partner, String path, String body, int attempts) {}

    private PartnerStore(Database database) {
        this.database = database;
    }

    /** Opens the file, or makes it. */
    public static PartnerStore open(Path folder) {
        return new PartnerStore(Database.open(folder.resolve("partners.db"), SCHEMA, SCHEMA_VERSION));
    }

    Database database() {
        return database;
    }

    /** Keeps subscribers for the AuC; those that it has acknowledged before are in the result and need nothing more. */
    List<HandoverEntry> putSubscribers(List<Subscriber> subscribers) {
        return database.writeNow(db -> {
            List<HandoverEntry> done = new ArrayList<>();
            for (Subscriber subscriber : subscribers) {
                if (isAcknowledged(db, subscriber.entry())) {
                    done.add(subscriber.entry());
                } else {
                    put(db, subscriber);
                }
            }
            return done;
        });
    }

    private static boolean isAcknowledged(Connection db, HandoverEntry entry) throws SQLException {
        String sql = "SELECT acknowledged FROM subscriber WHERE iccid = ? AND imsi = ? AND slot = ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, entry.iccid().digits());
            select.setString(2, entry.newImsi().digits());
            select.setInt(3, entry.slot().value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getInt(1) != 0;
            }
        }
    }

    private static void put(Connection db, Subscriber subscriber) throws SQLException {
        String sql = "INSERT INTO subscriber (iccid, imsi, slot, donor, sealed, acknowledged) VALUES (?, ?, ?, ?, ?, 0)"
                + " ON CONFLICT (iccid, imsi, slot) DO UPDATE SET donor = excluded.donor, sealed = excluded.sealed";
        try (PreparedStatement insert = db.prepareStatement(sql)) {
            insert.setString(1, subscriber.entry().iccid().digits());
            insert.setString(2, subscriber.entry().newImsi().digits());
            insert.setInt(3, subscriber.entry().slot().value());
            insert.setString(4, subscriber.donor().map(OperatorId::value).orElse(null));
            insert.setBytes(5, subscriber.sealed());
            insert.executeUpdate();
        }
    }

    /** Subscribers that wait for the AuC, oldest first. */
    public List<Subscriber> subscribers(long after, int limit) {
        String sql = "SELECT number, imsi, iccid, slot, donor, sealed FROM subscriber"
                + " WHERE acknowledged = 0 AND number > ? ORDER BY number LIMIT ?";
        return database.read(db -> {
            List<Subscriber> waiting = new ArrayList<>();
            try (PreparedStatement select = db.prepareStatement(sql)) {
                select.setLong(1, after);
                select.setInt(2, limit);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        waiting.add(new Subscriber(
                                row.getLong(1),
                                entry(row),
                                Optional.ofNullable(row.getString(5)).map(OperatorId::new),
                                row.getBytes(6)));
                    }
                }
            }
            return waiting;
        });
    }

    private static HandoverEntry entry(ResultSet row) throws SQLException {
        return new HandoverEntry(new Imsi(row.getString(2)), new Iccid(row.getString(3)), new SlotIndex(row.getInt(4)));
    }

    /** Writes down, in the caller's transaction, that the AuC serves one; empty where there is none of this number. */
    Optional<Subscriber> acknowledge(Connection db, long number) throws SQLException {
        Subscriber found = null;
        try (PreparedStatement select = db.prepareStatement(
                "SELECT number, imsi, iccid, slot, donor, sealed FROM subscriber WHERE number = ?")) {
            select.setLong(1, number);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    found = new Subscriber(
                            number,
                            entry(row),
                            Optional.ofNullable(row.getString(5)).map(OperatorId::new),
                            row.getBytes(6));
                }
            }
        }
        // The AuC has it: no copy is kept, not even one that only the AuC can open.
        try (PreparedStatement update =
                db.prepareStatement("UPDATE subscriber SET acknowledged = 1, sealed = x'' WHERE number = ?")) {
            update.setLong(1, number);
            update.executeUpdate();
        }
        return Optional.ofNullable(found);
    }

    /** Keeps a word, in the caller's transaction. */
    static void putWord(Connection db, OperatorId partner, String path, String body, Instant now) throws SQLException {
        String sql = "INSERT INTO word (partner, path, body, attempts, due_at) VALUES (?, ?, ?, 0, ?)";
        try (PreparedStatement insert = db.prepareStatement(sql)) {
            insert.setString(1, partner.value());
            insert.setString(2, path);
            insert.setString(3, body);
            insert.setLong(4, now.toEpochMilli());
            insert.executeUpdate();
        }
    }

    /** Who has to be told something, now or later. */
    List<OperatorId> partnersWithWords() {
        return database.read(db -> {
            List<OperatorId> partners = new ArrayList<>();
            try (PreparedStatement select = db.prepareStatement("SELECT DISTINCT partner FROM word");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    partners.add(new OperatorId(row.getString(1)));
                }
            }
            return partners;
        });
    }

    List<Word> dueWords(OperatorId partner, Instant now, int limit) {
        String sql = "SELECT number, partner, path, body, attempts FROM word WHERE due_at <= ? AND partner = ?"
                + " ORDER BY due_at, number LIMIT ?";
        return database.read(db -> {
            List<Word> due = new ArrayList<>();
            try (PreparedStatement select = db.prepareStatement(sql)) {
                select.setLong(1, now.toEpochMilli());
                select.setString(2, partner.value());
                select.setInt(3, limit);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        due.add(new Word(
                                row.getLong(1),
                                new OperatorId(row.getString(2)),
                                row.getString(3),
                                row.getString(4),
                                row.getInt(5)));
                    }
                }
            }
            return due;
        });
    }

    void told(Word word) {
        database.writeNow(db -> {
            try (PreparedStatement delete = db.prepareStatement("DELETE FROM word WHERE number = ?")) {
                delete.setLong(1, word.number());
                return delete.executeUpdate();
            }
        });
    }

    void failed(Word word, Instant next) {
        database.writeNow(db -> {
            try (PreparedStatement update =
                    db.prepareStatement("UPDATE word SET attempts = attempts + 1, due_at = ? WHERE number = ?")) {
                update.setLong(1, next.toEpochMilli());
                update.setLong(2, word.number());
                return update.executeUpdate();
            }
        });
    }

    @Override
    public void close() {
        database.close();
    }
}
