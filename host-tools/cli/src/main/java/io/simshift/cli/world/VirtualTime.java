package io.simshift.cli.world;

import io.simshift.simulator.handset.Delays;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * The one clock, the one queue of work and the one thread of a world. Time stands still while there is work, and then jumps
 * to what is due next.
 */
final class VirtualTime extends Clock implements Delays, Executor {
    /** So much work at one moment means that somebody goes round in circles. */
    private static final int WORK_AT_ONCE_MAX = 1_000_000;

    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Later> later =
            new PriorityQueue<>(Comparator.comparing(Later::at).thenComparing(Later::order));
    private Instant now;
    private long order;

    private record Later(Instant at, long order, Runnable task) {}

    VirtualTime(Instant begin) {
        now = begin;
    }

    @Override
    public void execute(Runnable task) {
        ready.add(task);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        later.add(new Later(now.plus(delay), order++, task));
    }

    /** Does all work there is, and what follows from it at this moment. */
    void settle() {
        int done = 0;
        for (Runnable next = ready.poll(); next != null; next = ready.poll()) {
            if (++done > WORK_AT_ONCE_MAX) {
                throw new IllegalStateException("the world does not come to rest at " + now);
            }
            next.run();
        }
    }

    /**
     * Jumps to what is due next and does it, with all that follows at that moment.
     *
     * @return false where nothing is due before {@code end}; it is {@code end} then
     */
    boolean step(Instant end) {
        settle();
        if (later.isEmpty() || later.peek().at.isAfter(end)) {
            now = end;
            return false;
        }
        Later due = later.remove();
        now = due.at;
        due.task.run();
        settle();
        return true;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the world has one time zone");
    }
}
