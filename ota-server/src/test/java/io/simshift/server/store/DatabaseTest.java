package io.simshift.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    private static final String SCHEMA = "/io/simshift/server/escrow/schema.sql";

    @TempDir
    Path folder;

    @Test
    void commitsWhatIsQueuedTogether() throws Exception {
        try (Database database = open()) {
            long before = database.commits();
            CountDownLatch gate = new CountDownLatch(1);
            CompletableFuture<Void> first = database.write(db -> waitFor(gate));
            List<CompletableFuture<Void>> others = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int number = i;
                others.add(database.write(db -> insert(db, "B" + number)));
            }
            assertThat(others).noneMatch(CompletableFuture::isDone);
            gate.countDown();
            first.join();
            others.forEach(CompletableFuture::join);
            // One for the first, one for the 500, one for the question about the first number.
            assertThat(database.commits() - before).isBetween(2L, 4L);
            assertThat(database.read(DatabaseTest::count)).isEqualTo(500);
        }
    }

    private static Void execute(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
        return null;
    }

    /** SQLite takes whole transactions back by itself where a disk is full; a trigger does the same. */
    private static void makeFull(Database database) {
        database.writeNow(db -> execute(
                db,
                "CREATE TRIGGER full BEFORE INSERT ON operator WHEN NEW.id = 'too much'"
                        + " BEGIN SELECT RAISE(ROLLBACK, 'full'); END"));
    }

    @Test
    void goesOnInTransactionsAfterSqliteHasTakenOneBackByItself() {
        try (Database database = open()) {
            makeFull(database);
            assertThatThrownBy(() -> database.writeNow(db -> insert(db, "too much")))
                    .isInstanceOf(StoreException.class);
            database.writeNow(db -> insert(db, "good"));
            assertThatThrownBy(() -> database.writeNow(db -> {
                        insert(db, "bad");
                        throw new IllegalArgumentException("no");
                    }))
                    .hasMessage("no");
            assertThat(database.read(DatabaseTest::count)).isEqualTo(1);
        }
    }

    @Test
    void whatSqliteHasTakenBackIsNotToldAsWritten() {
        try (Database database = open()) {
            makeFull(database);
            CountDownLatch gate = new CountDownLatch(1);
            database.write(db -> waitFor(gate));
            CompletableFuture<Void> before = database.writeBehind(db -> insert(db, "before"), nothing -> {});
            CompletableFuture<Void> full = database.writeBehind(db -> insert(db, "too much"), nothing -> {});
            CompletableFuture<Void> after = database.writeBehind(db -> insert(db, "after"), nothing -> {});
            gate.countDown();
            assertThat(List.of(before, full, after))
                    .allSatisfy(future -> assertThatThrownBy(future::join).isNotNull());
            assertThat(database.read(DatabaseTest::count)).isZero();
        }
    }

    @Test
    void undoesOnlyTheWorkThatFails() {
        try (Database database = open()) {
            CountDownLatch gate = new CountDownLatch(1);
            database.write(db -> waitFor(gate));
            CompletableFuture<Void> good = database.write(db -> insert(db, "good"));
            CompletableFuture<Void> bad = database.write(db -> {
                insert(db, "bad");
                throw new IllegalArgumentException("no");
            });
            CompletableFuture<Void> alsoGood = database.write(db -> insert(db, "also good"));
            gate.countDown();
            good.join();
            alsoGood.join();
            assertThatThrownBy(bad::join).hasRootCauseMessage("no");
            assertThat(database.read(DatabaseTest::count)).isEqualTo(2);
        }
    }

    @Test
    void outlivesWorkThatFailsWithAnError() throws Exception {
        try (Database database = open()) {
            CompletableFuture<Void> bad = database.write(db -> {
                insert(db, "bad");
                throw new StackOverflowError("too deep");
            });
            CompletableFuture<Void> badAfterwards = database.write(db -> insert(db, "good"), result -> {
                throw new AssertionError("told in vain");
            });
            assertThatThrownBy(() -> bad.get(20, TimeUnit.SECONDS)).hasRootCauseMessage("too deep");
            assertThatThrownBy(() -> badAfterwards.get(20, TimeUnit.SECONDS)).hasRootCauseMessage("told in vain");
            database.write(db -> insert(db, "also good")).get(20, TimeUnit.SECONDS);
            assertThat(database.read(DatabaseTest::count)).isEqualTo(2);
        }
    }

    @Test
    void tellsResultsInTheOrderOfTheCommits() {
        List<Integer> told = Collections.synchronizedList(new ArrayList<>());
        try (Database database = open()) {
            for (int i = 0; i < 300; i++) {
                int number = i;
                database.write(db -> number, told::add);
            }
        }
        assertThat(told).hasSize(300).isSorted();
    }

    @Test
    void writesWhatIsQueuedBeforeItCloses() {
        Database database = open();
        for (int i = 0; i < 100; i++) {
            int number = i;
            database.write(db -> insert(db, "B" + number));
        }
        database.close();
        try (Database again = open()) {
            assertThat(again.read(DatabaseTest::count)).isEqualTo(100);
        }
        assertThatThrownBy(() -> database.writeNow(db -> insert(db, "late")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is closed");
    }

    @Test
    void refusesASecondServerOnTheSameFile() {
        try (Database database = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(StoreException.class)
                    .hasMessageEndingWith("is in use by another server");
            assertThat(database.read(DatabaseTest::count)).isZero();
        }
        open().close();
    }

    @Test
    void refusesAnotherSchemaVersion() {
        open().close();
        assertThatThrownBy(() -> Database.open(folder.resolve("test.db"), SCHEMA, 2))
                .isInstanceOf(StoreException.class)
                .hasMessageEndingWith("has schema version 1, this server needs 2");
    }

    @Test
    void saysThatAFileIsNoDatabase() throws Exception {
        Files.writeString(folder.resolve("test.db"), "this is no database, but long enough to be looked at".repeat(50));
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("test.db cannot be opened");
    }

    @Test
    void syncsEachCommit() {
        try (Database database = open()) {
            String synchronous = database.writeNow(db -> pragma(db, "synchronous"));
            assertThat(synchronous).isEqualTo("2");
            String journal = database.writeNow(db -> pragma(db, "journal_mode"));
            assertThat(journal).isEqualTo("wal");
        }
    }

    private Database open() {
        return Database.open(folder.resolve("test.db"), SCHEMA, 1);
    }

    private static Void insert(Connection db, String id) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute("INSERT INTO operator (id, certificate) VALUES ('" + id + "', x'00')");
        }
        return null;
    }

    private static int count(Connection db) throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM operator")) {
            return row.getInt(1);
        }
    }

    private static String pragma(Connection db, String name) throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA " + name)) {
            return row.getString(1);
        }
    }

    private static Void waitFor(CountDownLatch gate) {
        try {
            gate.await();
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
