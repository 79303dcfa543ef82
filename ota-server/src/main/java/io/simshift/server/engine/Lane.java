package io.simshift.server.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that does work in the order in which it was given, all that is queued at a time. */
final class Lane<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int GROUP_MAX = 1000;

    /** An empty item only wakes the thread. */
    private final BlockingQueue<Optional<T>> queue = new LinkedBlockingQueue<>();

    private final Consumer<List<T>> work;
    private final Thread thread;
    private volatile boolean closed;

    Lane(String name, Consumer<List<T>> work) {
        this.work = work;
        this.thread = new Thread(this::loop, name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void add(T item) {
        queue.add(Optional.of(item));
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
            List<T> items = group.stream().flatMap(Optional::stream).toList();
            group.clear();
            if (!closed && !items.isEmpty()) {
                runGuarded(items);
            }
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
