package io.simshift.server.escrow;

import static io.simshift.server.escrow.EscrowBench.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.server.store.StoreException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases of older escrows, with what is in them. */
class EscrowUpgradeTest {
    @TempDir
    Path folder;

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("escrow/escrow.db"));
    }

    /** What version 4 would hold now: its tables, with the rows of this one as far as it had their columns. */
    private void goBackToVersion4() throws Exception {
        try (Connection db = connect();
                Statement statement = db.createStatement();
                InputStream in = getClass().getResourceAsStream("schema-4.sql")) {
            List<String> old = new ArrayList<>();
            for (String sql : new String(in.readAllBytes(), StandardCharsets.UTF_8).split(";")) {
                if (!sql.isBlank()) {
                    old.add(sql.strip().replaceFirst("CREATE TABLE (\\w+)", "$1\n$0"));
                }
            }
            for (String tableAndSql : old) {
                String table = tableAndSql.substring(0, tableAndSql.indexOf('\n'));
                String sql = tableAndSql.substring(tableAndSql.indexOf('\n') + 1);
                statement.execute("ALTER TABLE " + table + " RENAME TO new_" + table);
                statement.execute(sql);
                String columns = String.join(", ", columns(statement, table));
                statement.execute(
                        "INSERT INTO " + table + " (" + columns + ") SELECT " + columns + " FROM new_" + table);
            }
            statement.execute("PRAGMA foreign_keys = OFF");
            for (String table : List.of("consent", "fleet_card", "fleet", "setting")) {
                statement.execute("DROP TABLE " + table);
            }
            for (String tableAndSql : old) {
                statement.execute("DROP TABLE new_" + tableAndSql.substring(0, tableAndSql.indexOf('\n')));
            }
            // The renamed tables had taken the references of the others with them.
            statement.execute("PRAGMA writable_schema = ON");
            statement.execute("UPDATE sqlite_schema SET sql = replace(replace(sql, '\"new_card\"', 'card'),"
                    + " '\"new_officer\"', 'officer')");
            statement.execute("PRAGMA writable_schema = OFF");
            statement.execute("PRAGMA user_version = 4");
        }
    }

    private static List<String> columns(Statement statement, String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("PRAGMA table_info(" + table + ")")) {
            while (row.next()) {
                columns.add(row.getString("name"));
            }
        }
        return columns;
    }

    /** Tables with their columns. */
    private TreeMap<String, List<String>> schema() throws SQLException {
        TreeMap<String, List<String>> tables = new TreeMap<>();
        try (Connection db = connect();
                Statement statement = db.createStatement()) {
            List<String> names = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
            for (String name : names) {
                tables.put(name, columns(statement, name));
            }
        }
        return tables;
    }

    @Test
    void goesOnWithAnOlderDatabase() throws Exception {
        EscrowBench bench = new EscrowBench(folder);
        assertThat(reason(bench.escrow.reserve(bench.signed(bench.handover("A", "B", 2)))))
                .isNull();
        bench.close();
        TreeMap<String, List<String>> fresh = schema();
        goBackToVersion4();
        assertThat(schema()).isNotEqualTo(fresh).doesNotContainKey("fleet");

        try (EscrowBench again = new EscrowBench(folder, bench)) {
            Release release = again.escrow.release(
                    new io.simshift.server.operator.OperatorId("B"), again.signed(again.handover("A", "B", 2)));
            assertThat(reason(release.answers())).isNull();
            assertThat(SealedSlots.open(release.sealedSlots(), again.identity("B"), again.escrow.certificate()))
                    .hasSize(1);
            assertThat(again.ledger()).contains("\"action\":\"reserve\"", "\"action\":\"release\"");
        }
        assertThat(schema()).isEqualTo(fresh);
    }

    @Test
    void refusesWhatIsTooOldOrTooNew() throws Exception {
        EscrowBench bench = new EscrowBench(folder);
        bench.close();
        for (int version : new int[] {3, 99}) {
            try (Connection db = connect();
                    Statement statement = db.createStatement()) {
                statement.execute("PRAGMA user_version = " + version);
            }
            assertThatThrownBy(() -> new EscrowBench(folder, bench))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("schema version " + version);
        }
    }
}
