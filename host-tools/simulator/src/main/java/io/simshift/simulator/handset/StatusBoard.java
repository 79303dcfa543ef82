package io.simshift.simulator.handset;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** The status of one handset, for all to read and to wait for. */
final class StatusBoard {
    private final List<Waiter> waiters = new ArrayList<>();
    private HandsetStatus current = HandsetStatus.OFF;

    private record Waiter(Predicate<HandsetStatus> condition, CompletableFuture<HandsetStatus> met) {}

    synchronized HandsetStatus current() {
        return current;
    }

    void post(HandsetStatus status) {
        List<Waiter> met = new ArrayList<>();
        synchronized (this) {
            current = status;
            for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
                Waiter waiter = all.next();
                if (waiter.condition.test(status)) {
                    all.remove();
                    met.add(waiter);
                }
            }
        }
        // outside the lock: what hangs on it may ask for the status
        met.forEach(waiter -> waiter.met.complete(status));
    }

    CompletableFuture<HandsetStatus> when(Predicate<HandsetStatus> condition) {
        synchronized (this) {
            HandsetStatus now = current;
            if (condition.test(now)) {
                return CompletableFuture.completedFuture(now);
            }
            Waiter waiter = new Waiter(condition, new CompletableFuture<>());
            waiters.add(waiter);
            return waiter.met;
        }
    }
}
