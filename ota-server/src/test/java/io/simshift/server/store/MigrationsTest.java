package io.simshift.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {
    private static final String LOCATION = "io/simshift/server/store/sqlite";
    private static final Migrations LATEST = new Migrations(LOCATION, 4, latest());

    @TempDir
    Path folder;

    private static int latest() {
        try {
            Path scripts =
                    Path.of(MigrationsTest.class.getResource("/" + LOCATION).toURI());
            try (var files = Files.list(scripts)) {
                return files.mapToInt(file ->
                                Integer.parseInt(file.getFileName().toString().replaceFirst("V(\\d+)__.*", "$1")))
                        .max()
                        .orElseThrow();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void bringsADatabaseFromBeforeMigrationsUpToDateAndKeepsWhatIsInIt() throws Exception {
        Path old = folder.resolve("old.db");
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + old);
                Statement statement = db.createStatement();
                InputStream script = getClass().getResourceAsStream("/" + LOCATION + "/V4__cards_and_transfers.sql")) {
            for (String sql : new String(script.readAllBytes(), StandardCharsets.UTF_8).split(";")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
            statement.execute("INSERT INTO campaign VALUES ('c', 'B', 'AS_SPECIFIED', '{}', 7)");
            statement.execute("PRAGMA user_version = 4");
        }
        TreeMap<String, String> upgraded;
        try (Database database = Database.open(old, LATEST)) {
            upgraded = database.read(MigrationsTest::schema);
            String kept = database.read(db -> text(db, "SELECT id FROM campaign"));
            assertThat(kept).isEqualTo("c");
        }
        try (Database fresh = Database.open(folder.resolve("fresh.db"), LATEST)) {
            assertThat(upgraded).isEqualTo(fresh.read(MigrationsTest::schema)).hasSizeGreaterThan(20);
        }
        Database.open(old, LATEST).close();
    }

    @Test
    void refusesADatabaseOfANewerServer() {
        Database.open(folder.resolve("a.db"), LATEST).close();
        assertThatThrownBy(() -> Database.open(folder.resolve("a.db"), new Migrations(LOCATION, 4, 4)))
                .isInstanceOf(StoreException.class)
                .hasMessageEndingWith("this server needs 4: it was written by a newer one");
    }

    @Test
    void refusesADatabaseThatIsTooOld() throws Exception {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("b.db"));
                Statement statement = db.createStatement()) {
            statement.execute("PRAGMA user_version = 3");
        }
        assertThatThrownBy(() -> Database.open(folder.resolve("b.db"), LATEST))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has schema version 3, and there is no way from it");
    }

    private static TreeMap<String, String> schema(Connection db) throws SQLException {
        TreeMap<String, String> objects = new TreeMap<>();
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'flyway%'")) {
            while (row.next()) {
                objects.put(
                        row.getString(1),
                        row.getString(2).replaceAll("\\s+", " ").strip());
            }
        }
        return objects;
    }

    private static String text(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getString(1);
        }
    }
}
