package io.simshift.server.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The steps that bring a database's schema from any earlier version to this server's (Flyway; its table
 * {@code flyway_schema_history} says which were done). The version is also in {@code PRAGMA user_version}, so that a database
 * that is up to date is opened without looking further.
 *
 * @param location folder on the class path with scripts {@code V<version>__<what>.sql}
 * @param oldest version of databases from before there were migrations
 * @param latest version that this server needs
 */
public record Migrations(String location, int oldest, int latest) {
    /**
     * Brings an SQLite file up to date, or makes it.
     *
     * @throws StoreException where it is younger than this server, or a step fails; the steps before that one are kept
     */
    void bringUpToDate(Path file, DataSource source) throws SQLException {
        int found;
        try (Connection connection = source.getConnection()) {
            found = userVersion(connection);
            if (found == latest) {
                return;
            }
            if (found > latest) {
                throw new StoreException("database " + file + " has schema version " + found + ", this server needs "
                        + latest + ": it was written by a newer one");
            }
            if (found != 0 && found < oldest) {
                throw new StoreException("database " + file + " has schema version " + found
                        + ", and there is no way from it to " + latest);
            }
        }
        try {
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:" + location)
                    .baselineVersion(Integer.toString(found == 0 ? oldest : found))
                    .baselineOnMigrate(true)
                    .baselineDescription("before migrations")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StoreException(
                    "database " + file + " cannot be brought to schema version " + latest + ": " + e.getMessage(), e);
        }
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = " + latest);
        }
    }

    private static int userVersion(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
        }
    }
}
