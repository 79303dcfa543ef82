package io.simshift.server.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does work in the order in which it was given, all that is queued at a time: on a thread of its own, or on turns that a
 * driver gives it.
 */
final class Lane<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int GROUP_MAX = 1000;

    /** An empty item only wakes the thread. */
    private final BlockingQueue<Optional<T>> queue = new LinkedBlockingQueue<>();

    private final Consumer<List<T>> work;
    private final Optional<Executor> driver;
    private final Thread thread;
    private volatile boolean closed;

    /** @param driver runs the work instead of a thread; one task at a time */
    Lane(String name, Consumer<List<T>> work, Optional<Executor> driver) {
        this.work = work;
        this.driver = driver;
        this.thread = new Thread(this::loop, name);
        this.thread.setDaemon(true);
    }

    void start() {
        if (driver.isEmpty()) {
            thread.start();
        }
    }

    void add(T item) {
        queue.add(Optional.of(item));
        driver.ifPresent(executor -> executor.execute(this::turn));
    }

    private void turn() {
        List<Optional<T>> group = new ArrayList<>();
        queue.drainTo(group, GROUP_MAX);
        if (!closed) {
            runItems(group);
        }
    }

    private void loop() {
        List<Optional<T>> group = new ArrayList<>();
        while (!closed) {
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                throw new IllegalStateException(thread.getName() + " was interrupted", e);
            }
            queue.drainTo(group, GROUP_MAX - 1);
            if (!closed) {
                runItems(group);
            }
            group.clear();
        }
    }

    private void runItems(List<Optional<T>> group) {
        List<T> items = group.stream().flatMap(Optional::stream).toList();
        if (!items.isEmpty()) {
            runGuarded(items);
        }
    }

    private void runGuarded(List<T> items) {
        try {
            work.accept(items);
        } catch (RuntimeException | Error e) {
            // The lane must live on; what this group wanted is tried again by its transfers' timers.
            LOG.error("work on {} failed", thread.getName(), e);
        }
    }

    /** Waits for the work in hand, without interrupting it; what is queued is left, a restart resumes it. */
    @Override
    public void close() {
        closed = true;
        queue.add(Optional.empty());
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
