package io.simshift.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventStreamsTest {
    private static final List<SentEvent> MANY = List.of(new SentEvent("", "x", "y".repeat(10_000)));

    private static ServiceRequestContext context() {
        return ServiceRequestContext.of(HttpRequest.of(HttpMethod.GET, "/"));
    }

    @Test
    void aReaderThatTakesNothingIsDroppedAndCostsOneChunk() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (EventStreams streams = new EventStreams(TimeUnit.MILLISECONDS.toNanos(600), 250)) {
            HttpResponse stalled = streams.open(
                    context(),
                    "a",
                    max -> {
                        asked.incrementAndGet();
                        return MANY;
                    },
                    () -> true);
            assertThat(streams.count()).isEqualTo(1);
            while (streams.count() > 0) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(asked.get()).isZero(); // what was written first was never taken
            assertThatThrownBy(() -> stalled.aggregate().join())
                    .hasCauseInstanceOf(EventSource.LaggingReaderException.class);
        }
    }

    /** Nobody looks for hours: what is taken brings the next. */
    @Test
    void aReaderThatIsBehindGetsOneChunkAfterTheOther() throws Exception {
        SentEvent event = new SentEvent("", "x", "y");
        AtomicInteger chunks = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(5);
        try (EventStreams streams = new EventStreams(TimeUnit.HOURS.toNanos(9), TimeUnit.HOURS.toMillis(9))) {
            HttpResponse reader = streams.open(
                    context(),
                    "a",
                    max -> {
                        asked.countDown();
                        return chunks.incrementAndGet() < 5 ? Collections.nCopies(max, event) : List.of();
                    },
                    () -> true);
            reader.subscribe();
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anErrorOfOneStreamLeavesTheOthers() throws Exception {
        CountDownLatch asked = new CountDownLatch(3);
        try (EventStreams streams = new EventStreams(TimeUnit.HOURS.toNanos(9), 20)) {
            streams.open(
                            context(),
                            "a",
                            max -> {
                                throw new AssertionError("of one");
                            },
                            () -> true)
                    .subscribe();
            streams.open(
                            context(),
                            "b",
                            max -> {
                                asked.countDown();
                                return List.of();
                            },
                            () -> true)
                    .subscribe();
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aCallerHasSoManyStreamsAndNoMore() {
        try (EventStreams streams = new EventStreams()) {
            for (int i = 0; i < 20; i++) {
                streams.open(context(), "a", max -> List.of(), () -> true);
            }
            assertThatThrownBy(() -> streams.open(context(), "a", max -> List.of(), () -> true))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.status()).isEqualTo(429));
            streams.open(context(), "b", max -> List.of(), () -> true);
            assertThat(streams.count()).isEqualTo(21);
        }
    }
}
