package io.simshift.server.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Work on a database, inside a transaction that somebody else begins and commits. */
@FunctionalInterface
public interface SqlWork<T> {
    T run(Connection connection) throws SQLException;
}
