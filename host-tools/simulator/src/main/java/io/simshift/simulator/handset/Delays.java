package io.simshift.simulator.handset;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Lets time pass: passed in, so that a test decides when. */
@FunctionalInterface
public interface Delays {
    /** Runs {@code task} once, {@code delay} from now; the task is short. */
    void after(Duration delay, Runnable task);

    /** Real time. */
    static Delays on(ScheduledExecutorService scheduler) {
        return (delay, task) -> scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
}
