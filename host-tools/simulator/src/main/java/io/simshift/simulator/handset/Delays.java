package io.simshift.simulator.handset;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Lets time pass: passed in, so that a test decides when. */
@FunctionalInterface
public interface Delays {
    /** Runs {@code task} once, {@code delay} from now; the task is short. */
    void after(Duration delay, Runnable task);

    /** Real time, for as long as the scheduler runs: what falls due after its shutdown never comes. */
    static Delays on(ScheduledExecutorService scheduler) {
        return (delay, task) -> {
            try {
                scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                if (!scheduler.isShutdown()) {
                    throw e;
                }
            }
        };
    }
}
