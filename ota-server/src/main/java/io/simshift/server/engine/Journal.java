package io.simshift.server.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The table {@code journal}: one entry for each transaction, as long as something in it is not in the tables. */
final class Journal {
    private static final int READ_AT_A_TIME = 20;

    /** How many need each entry. */
    private final TreeMap<Long, Integer> needed = new TreeMap<>();

    private long last;
    private long first = 1;

    /** Says what to do when some entries have been read. */
    interface Pause {
        void run() throws SQLException;
    }

    /** Reads all entries, in order, some at a time. */
    void replay(Connection db, JournalCodec.Reader reader, Pause pause) throws SQLException {
        long after = Long.MIN_VALUE;
        List<byte[]> entries = new ArrayList<>();
        do {
            entries.clear();
            String sql = "SELECT number, body FROM journal WHERE number > ? ORDER BY number LIMIT " + READ_AT_A_TIME;
            try (PreparedStatement select = db.prepareStatement(sql)) {
                select.setLong(1, after);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        after = row.getLong(1);
                        last = Math.max(last, after);
                        entries.add(row.getBytes(2));
                    }
                }
            }
            for (byte[] entry : entries) {
                JournalCodec.decode(entry, reader);
            }
            pause.run();
        } while (!entries.isEmpty());
    }

    /** Writes an entry, and says its number. */
    long append(Connection db, byte[] body) throws SQLException {
        last++;
        try (PreparedStatement insert = db.prepareStatement("INSERT INTO journal (number, body) VALUES (?, ?)")) {
            insert.setLong(1, last);
            insert.setBytes(2, body);
            insert.executeUpdate();
        }
        return last;
    }

    /** Somebody needs this entry and all after it; 0 is none. */
    void need(long number) {
        if (number != 0) {
            needed.merge(number, 1, Integer::sum);
        }
    }

    /** Somebody who needed this entry does no longer; 0 is none. */
    void release(long number) {
        if (number != 0) {
            needed.merge(number, -1, (before, one) -> before + one == 0 ? null : before + one);
        }
    }

    /** Deletes the entries that nobody needs. */
    void trim(Connection db) throws SQLException {
        delete(db, needed.isEmpty() ? last + 1 : needed.firstKey());
    }

    /** Deletes all. */
    void clear(Connection db) throws SQLException {
        needed.clear();
        delete(db, last + 1);
    }

    private void delete(Connection db, long before) throws SQLException {
        if (before <= first) {
            return;
        }
        try (PreparedStatement delete = db.prepareStatement("DELETE FROM journal WHERE number < ?")) {
            delete.setLong(1, before);
            delete.executeUpdate();
        }
        first = before;
    }

    /** What was done since the last commit is undone: it is to be read again. */
    void takenBack() {
        needed.clear();
        first = 0;
    }
}
