package io.simshift.simulator.handset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private final Queue<Runnable> executor = new ArrayDeque<>();
    private final List<RuntimeException> failures = new ArrayList<>();
    private final Mailbox mailbox = new Mailbox(executor::add, failures::add);
    private final List<String> ran = new ArrayList<>();

    private void runAll() {
        for (Runnable next = executor.poll(); next != null; next = executor.poll()) {
            next.run();
        }
    }

    @Test
    void runsOneTaskAfterTheOther() {
        mailbox.post(() -> ran.add("1"));
        mailbox.post(() -> ran.add("2"));

        assertThat(executor).hasSize(1);
        runAll();

        assertThat(ran).containsExactly("1", "2");
    }

    @Test
    void goesOnAfterTaskThatThrows() {
        mailbox.post(() -> {
            throw new IllegalStateException("odd");
        });
        mailbox.post(() -> ran.add("2"));
        runAll();

        assertThat(ran).containsExactly("2");
        assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void holdsTasksUntilStageCompletesAndContinuesFirst() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        mailbox.post(() -> {
            ran.add("1");
            mailbox.hold(stage, (value, failure) -> ran.add("continued with " + value));
        });
        mailbox.post(() -> ran.add("2"));
        runAll();
        assertThat(ran).containsExactly("1");

        mailbox.post(() -> ran.add("3"));
        stage.complete("answer");
        runAll();

        assertThat(ran).containsExactly("1", "continued with answer", "2", "3");
    }

    @Test
    void continuesAfterStageThatIsAlreadyComplete() {
        mailbox.post(() -> mailbox.hold(
                CompletableFuture.failedFuture(new IllegalStateException("late")),
                (value, failure) -> ran.add(failure.getMessage())));
        mailbox.post(() -> ran.add("2"));
        runAll();

        assertThat(ran).containsExactly("late", "2");
    }

    @Test
    void saysThatItsExecutorTakesNoMore() {
        Mailbox dead = new Mailbox(
                task -> {
                    throw new RejectedExecutionException("shut down");
                },
                failures::add);

        assertThatThrownBy(() -> dead.post(() -> ran.add("1"))).isInstanceOf(RejectedExecutionException.class);
        assertThat(ran).isEmpty();
    }

    @Test
    void forgetsTaskThatItRefused() {
        boolean[] open = {false};
        Mailbox reopened = new Mailbox(
                task -> {
                    if (!open[0]) {
                        throw new RejectedExecutionException("not now");
                    }
                    executor.add(task);
                },
                failures::add);
        assertThatThrownBy(() -> reopened.post(() -> ran.add("refused")))
                .isInstanceOf(RejectedExecutionException.class);
        open[0] = true;
        reopened.post(() -> ran.add("2"));
        runAll();

        assertThat(ran).containsExactly("2");
    }

    @Test
    void neverRunsTwoTasksAtOnceOnManyThreads() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Mailbox shared = new Mailbox(threads, failures::add);
            int[] count = {0};
            CountDownLatch done = new CountDownLatch(10_000);
            for (int i = 0; i < 10_000; i++) {
                shared.post(() -> {
                    count[0]++; // not atomic: two at once would lose counts
                    done.countDown();
                });
            }
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(count[0]).isEqualTo(10_000);
        } finally {
            threads.shutdownNow();
        }
    }
}
