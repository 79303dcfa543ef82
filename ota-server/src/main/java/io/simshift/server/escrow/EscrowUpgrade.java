package io.simshift.server.escrow;

import io.simshift.server.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Brings the database of an older escrow to the schema of this one, step by step, each in a transaction: after a power cut it has
 * one version or the other.
 */
final class EscrowUpgrade {
    /** The oldest from which there is a way. */
    static final int OLDEST = 4;

    private static final int BUSY_TIMEOUT_MILLIS = 5000;

    private EscrowUpgrade() {}

    /** Does nothing where there is no database, or where its version is not between the oldest and {@code latest}. */
    static void run(Path file, int latest) {
        if (!Files.exists(file)) {
            return;
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MILLIS);
            while (isBetween(statement, latest)) {
                step(statement, latest);
            }
        } catch (SQLException | IOException e) {
            throw new StoreException("database " + file + " cannot be brought up to date: " + e.getMessage(), e);
        }
    }

    private static boolean isBetween(Statement statement, int latest) throws SQLException {
        int version = version(statement);
        return version >= OLDEST && version < latest;
    }

    private static void step(Statement statement, int latest) throws SQLException, IOException {
        // Exclusive, and the version read again within: another process may be at the same work.
        statement.execute("BEGIN EXCLUSIVE");
        try {
            if (isBetween(statement, latest)) {
                int from = version(statement);
                for (String sql : script(from).split(";")) {
                    if (!sql.isBlank()) {
                        statement.execute(sql);
                    }
                }
                statement.execute("PRAGMA user_version = " + (from + 1));
            }
            statement.execute("COMMIT");
        } catch (SQLException | IOException e) {
            statement.execute("ROLLBACK");
            throw e;
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
        }
    }

    private static String script(int from) throws IOException {
        String name = "/io/simshift/server/escrow/upgrade-from-" + from + ".sql";
        try (InputStream in = EscrowUpgrade.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("there is no step from schema version " + from);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
