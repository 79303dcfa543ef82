package io.simshift.server.engine;

import io.simshift.protocol.identity.TransferId;
import io.simshift.server.engine.TransferStore.Due;
import io.simshift.server.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * When transfers want to be woken. Memory has the next minute only, sixteen bytes for each; what is later stands in the store,
 * and is read when its minute has come.
 */
final class Alarms {
    private static final long WINDOW_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final int READ_AT_A_TIME = 10_000;
    /** The others are woken the next time. */
    private static final int WOKEN_AT_A_TIME = 5000;

    private static final int FIRST_SIZE = 256;
    private static final int NANOS_BELOW_A_MILLISECOND = 999_999;

    private final Database database;
    private final TransferStore transfers;
    private final Object lock = new Object();
    /** A binary heap of pairs: time, transfer. */
    private long[] times = new long[FIRST_SIZE];

    private long[] ids = new long[FIRST_SIZE];
    private int size;
    /** Memory has what is before this. */
    private long horizonMillis = Long.MIN_VALUE / 2;

    Alarms(Database database, TransferStore transfers) {
        this.database = database;
        this.transfers = transfers;
    }

    /** To be called once the state that asks for it is durable. */
    void set(TransferId id, Instant at) {
        // Not before its time: what comes too early counts for nothing.
        long millis = at.plusNanos(NANOS_BELOW_A_MILLISECOND).toEpochMilli();
        synchronized (lock) {
            if (millis < horizonMillis) {
                add(millis, id.value());
            }
        }
    }

    /** Takes those whose time has come, first come first. */
    List<TransferId> due(long nowMillis) {
        advance(nowMillis);
        List<TransferId> due = new ArrayList<>();
        synchronized (lock) {
            while (size > 0 && times[0] <= nowMillis && due.size() < WOKEN_AT_A_TIME) {
                due.add(new TransferId(ids[0]));
                removeFirst();
            }
        }
        return due;
    }

    private void advance(long nowMillis) {
        long from;
        long to = nowMillis + 2 * WINDOW_MILLIS;
        synchronized (lock) {
            if (nowMillis < horizonMillis - WINDOW_MILLIS) {
                return;
            }
            from = horizonMillis;
            // Before the table is read: what becomes durable from now on comes through set.
            horizonMillis = to;
        }
        try {
            Due last = new Due(from, Long.MIN_VALUE);
            List<Due> page;
            do {
                Due after = last;
                page = database.read(db -> transfers.due(db, after, to, READ_AT_A_TIME));
                synchronized (lock) {
                    page.forEach(due -> add(due.atMillis(), due.transfer()));
                }
                last = page.isEmpty() ? last : page.get(page.size() - 1);
            } while (page.size() == READ_AT_A_TIME);
        } catch (RuntimeException e) {
            synchronized (lock) {
                horizonMillis = from;
            }
            throw e;
        }
    }

    private void add(long millis, long id) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            ids = Arrays.copyOf(ids, 2 * size);
        }
        int at = size++;
        while (at > 0 && times[(at - 1) / 2] > millis) {
            times[at] = times[(at - 1) / 2];
            ids[at] = ids[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        times[at] = millis;
        ids[at] = id;
    }

    private void removeFirst() {
        size--;
        long millis = times[size];
        long id = ids[size];
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && times[child + 1] < times[child]) {
                child++;
            }
            if (times[child] >= millis) {
                break;
            }
            times[at] = times[child];
            ids[at] = ids[child];
            at = child;
        }
        times[at] = millis;
        ids[at] = id;
    }
}
