package io.simshift.server.store;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What is written into its tables later than it is committed. With each commit it appends what has changed to a journal, which
 * is part of the same transaction; into the tables it goes in bulk. Called by the writer only, but for {@link #isSettled}.
 */
public interface WriteBehind {
    /** A transaction begins: what only the journal knows goes into the tables first. */
    void begin(Connection db) throws SQLException;

    /** Where {@link #undoTo} leads back to. */
    int mark();

    /** Forgets what was changed since {@code mark}, which was made in this transaction. */
    void undoTo(int mark);

    /** Writes everything into the tables. */
    void settle(Connection db) throws SQLException;

    /** Cards may have been changed behind its back, since {@link #settle}. */
    void tablesChanged();

    /** Appends to the journal what this transaction has changed. */
    void beforeCommit(Connection db) throws SQLException;

    /** The transaction is durable. */
    void committed();

    /** The transaction was taken back: what is remembered is worth nothing, the journal and the tables are right. */
    void takenBack();

    /** Whether the tables hold all that was committed; any thread may ask. */
    boolean isSettled();
}
