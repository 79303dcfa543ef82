package io.simshift.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.TransferId;
import io.simshift.server.store.Database;
import io.simshift.server.store.Migrations;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlarmsTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final long HOUR = 3_600_000;

    @TempDir
    Path folder;

    private Database database;
    private Alarms alarms;

    @BeforeEach
    void open() {
        database = Database.open(folder.resolve("server.db"), new Migrations("io/simshift/server/store/sqlite", 4, 7));
        database.writeNow(db -> {
            try (Statement statement = db.createStatement()) {
                return statement.execute("INSERT INTO campaign VALUES ('c', 'B', 'AS_SPECIFIED', '{}', 7)");
            }
        });
        alarms = new Alarms(database, new TransferStore());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void store(long id, long due) {
        database.writeNow(db -> {
            try (PreparedStatement insert = db.prepareStatement(
                    "INSERT INTO transfer VALUES (?, 'c', '1', '2', 'B', 'AS_SPECIFIED', 1, 2, 3, 'QUEUED', 0, 0, 0, 0, 0, 0,"
                            + " 0, ?, '', 0, 1)")) {
                insert.setLong(1, id);
                insert.setLong(2, due);
                return insert.executeUpdate();
            }
        });
    }

    private static List<TransferId> ids(long... values) {
        List<TransferId> ids = new ArrayList<>();
        for (long value : values) {
            ids.add(new TransferId(value));
        }
        return ids;
    }

    @Test
    void wakesInTheOrderOfTimes() {
        assertThat(alarms.due(NOW)).isEmpty();
        List<Long> times = new ArrayList<>();
        for (long i = 1; i <= 1000; i++) {
            times.add(i);
        }
        Collections.shuffle(times, new Random(5));
        times.forEach(time -> alarms.set(new TransferId(time), Instant.ofEpochMilli(NOW + time)));
        List<TransferId> woken = new ArrayList<>();
        for (long time = NOW; time <= NOW + 1000; time += 7) {
            woken.addAll(alarms.due(time));
        }
        woken.addAll(alarms.due(NOW + 1000));
        assertThat(woken).hasSize(1000).isSortedAccordingTo((a, b) -> Long.compare(a.value(), b.value()));
    }

    @Test
    void readsFromTheStoreWhatMemoryDoesNotHave() {
        store(1, NOW - HOUR);
        store(2, NOW + 10);
        store(3, NOW + HOUR);
        store(4, NOW + HOUR);
        assertThat(alarms.due(NOW)).isEqualTo(ids(1));
        alarms.set(new TransferId(3), Instant.ofEpochMilli(NOW + HOUR));
        assertThat(alarms.due(NOW + 10)).isEqualTo(ids(2));
        assertThat(alarms.due(NOW + HOUR - 1)).isEmpty();
        assertThat(alarms.due(NOW + HOUR)).containsExactlyInAnyOrderElementsOf(ids(3, 4));
        assertThat(alarms.due(NOW + 2 * HOUR)).isEmpty();
    }

    @Test
    void wakesNobodyBeforeHisTime() {
        assertThat(alarms.due(NOW)).isEmpty();
        alarms.set(new TransferId(9), Instant.ofEpochMilli(NOW + 5).plusNanos(1));
        assertThat(alarms.due(NOW + 5)).isEmpty();
        assertThat(alarms.due(NOW + 6)).isEqualTo(ids(9));
    }
}
