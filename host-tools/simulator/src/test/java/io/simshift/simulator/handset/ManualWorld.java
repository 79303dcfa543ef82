package io.simshift.simulator.handset;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;

/** An executor, a clock and delays that move only when a test says so. */
public final class ManualWorld extends Clock implements Delays {
    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Later> later =
            new PriorityQueue<>(Comparator.comparing(Later::at).thenComparing(Later::order));
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private int order;

    public final List<HandsetEvent> events = new ArrayList<>();

    private record Later(Instant at, int order, Runnable task) {}

    public Handset.Surroundings surroundings(HandsetSettings settings) {
        return new Handset.Surroundings(ready::add, this, this, settings, (handset, event) -> events.add(event));
    }

    /** Runs everything that is ready, and what that makes ready. */
    public void settle() {
        for (Runnable next = ready.poll(); next != null; next = ready.poll()) {
            next.run();
        }
    }

    /** Lets time pass, with all that falls due on the way. */
    public void pass(Duration time) {
        settle();
        Instant end = now.plus(time);
        while (!later.isEmpty() && !later.peek().at.isAfter(end)) {
            Later due = later.remove();
            now = due.at;
            due.task.run();
            settle();
        }
        now = end;
    }

    @Override
    public void after(Duration delay, Runnable task) {
        later.add(new Later(now.plus(delay), order++, task));
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
        throw new UnsupportedOperationException("one zone is enough");
    }

    public <E extends HandsetEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
