package io.simshift.simulator.handset;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Runs tasks one after the other on a shared executor: a handset needs no thread of its own and no locks. A task may hold
 * the mailbox until a stage completes: what arrives meanwhile waits, as a modem answers one thing at a time.
 */
final class Mailbox {
    private final Executor executor;
    private final Consumer<RuntimeException> onFailure;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean running;
    private boolean held;

    /**
     * @param executor shared by many mailboxes
     * @param onFailure told of what a task threw; the mailbox goes on
     */
    Mailbox(Executor executor, Consumer<RuntimeException> onFailure) {
        this.executor = executor;
        this.onFailure = onFailure;
    }

    /**
     * Puts a task behind all others.
     *
     * @throws RejectedExecutionException where the executor takes no more tasks; the task is not kept then
     */
    void post(Runnable task) {
        synchronized (tasks) {
            tasks.addLast(task);
            try {
                schedule();
            } catch (RejectedExecutionException e) {
                tasks.removeLast();
                throw e;
            }
        }
    }

    /**
     * Called by a task as its last act: no other task runs before {@code stage} has completed and {@code continuation},
     * given its value or its failure, has run.
     */
    <T> void hold(CompletionStage<T> stage, BiConsumer<T, Throwable> continuation) {
        synchronized (tasks) {
            held = true;
        }
        stage.whenComplete((value, failure) -> resume(() -> continuation.accept(value, failure)));
    }

    private void resume(Runnable continuation) {
        synchronized (tasks) {
            held = false;
            tasks.addFirst(continuation);
            schedule();
        }
    }

    private void schedule() {
        if (!running && !held && !tasks.isEmpty()) {
            running = true;
            try {
                executor.execute(this::runOne);
            } catch (RejectedExecutionException e) {
                running = false;
                throw e;
            }
        }
    }

    private void runOne() {
        Runnable task;
        synchronized (tasks) {
            task = tasks.removeFirst();
        }
        try {
            task.run();
        } catch (RuntimeException e) {
            onFailure.accept(e);
        } finally {
            synchronized (tasks) {
                running = false;
                schedule();
            }
        }
    }
}
