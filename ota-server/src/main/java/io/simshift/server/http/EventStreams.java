package io.simshift.server.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.simshift.server.store.StoreException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The open event streams. One reader has one chunk on its way at most: who does not take it in time is dropped, so that a
 * stream costs a bounded amount of memory whatever its reader does.
 */
final class EventStreams implements AutoCloseable {
    private static final long LOOK_MILLIS = 250;
    private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long TAKE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long ADMITTED_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int EVENTS_AT_ONCE = 1000;
    private static final int STREAMS_MAX = 500;
    private static final int STREAMS_OF_ONE_MAX = 20;

    private final long takeLimitNanos;
    private final Set<Stream> open = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<String, AtomicInteger> byCaller = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "event-streams");
        thread.setDaemon(true);
        return thread;
    });

    EventStreams() {
        this(TAKE_LIMIT_NANOS, LOOK_MILLIS);
    }

    /**
     * @param takeLimitNanos how long a reader may take for one chunk
     * @param lookMillis how often readers that have all there is are looked after
     */
    EventStreams(long takeLimitNanos, long lookMillis) {
        this.takeLimitNanos = takeLimitNanos;
        looker.scheduleWithFixedDelay(this::look, lookMillis, lookMillis, TimeUnit.MILLISECONDS);
    }

    /**
     * Opens a stream; {@link Problem} 429 or 503 where there are too many.
     *
     * @param admitted asked every few seconds whether the caller may still read
     */
    HttpResponse open(ServiceRequestContext ctx, String caller, EventSource source, BooleanSupplier admitted) {
        AtomicInteger own = byCaller.computeIfAbsent(caller, name -> new AtomicInteger());
        if (own.incrementAndGet() > STREAMS_OF_ONE_MAX) {
            own.decrementAndGet();
            throw new Problem(429, "too-many-streams", "a caller has " + STREAMS_OF_ONE_MAX + " event streams at most");
        }
        if (open.size() >= STREAMS_MAX) {
            own.decrementAndGet();
            throw new Problem(503, "too-many-streams", "there are too many event streams now");
        }
        ctx.clearRequestTimeout();
        HttpResponseWriter writer = HttpResponse.streaming();
        writer.write(ResponseHeaders.builder(HttpStatus.OK)
                .contentType(MediaType.parse("text/event-stream; charset=utf-8"))
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .build());
        Stream stream = new Stream(writer, source, admitted);
        open.add(stream);
        writer.whenComplete().handle((nothing, failure) -> {
            open.remove(stream);
            own.decrementAndGet();
            return null;
        });
        return writer;
    }

    private void look() {
        long nowNanos = System.nanoTime();
        open.forEach(stream -> look(stream, nowNanos));
    }

    private void look(Stream stream, long nowNanos) {
        try {
            stream.look(nowNanos);
        } catch (StoreException e) {
            // The store is away for now: the reader waits.
            Answers.LOG.debug("event stream waits: {}", e.getMessage());
        } catch (EventSource.LaggingReaderException e) {
            stream.writer.abort(e);
        } catch (RuntimeException | Error e) {
            // The one thread of all streams must go on whatever one of them does.
            Answers.LOG.error("event stream failed", e);
            stream.writer.close();
        }
    }

    /** A reader that is behind does not wait for its turn; others get theirs in between. */
    private void lookSoon(Stream stream) {
        try {
            looker.execute(() -> look(stream, System.nanoTime()));
        } catch (RejectedExecutionException e) {
            // Closed: nobody is looked after any more.
            Answers.LOG.trace("event streams are closed", e);
        }
    }

    /** Streams that are open. */
    int count() {
        return open.size();
    }

    @Override
    public void close() {
        looker.shutdownNow();
        open.forEach(stream -> stream.writer.close());
    }

    private final class Stream {
        private final HttpResponseWriter writer;
        private final EventSource source;
        private final BooleanSupplier admitted;
        private volatile boolean taken = true;
        private long sentNanos;
        private long admittedNanos;

        Stream(HttpResponseWriter writer, EventSource source, BooleanSupplier admitted) {
            this.writer = writer;
            this.source = source;
            this.admitted = admitted;
            this.admittedNanos = System.nanoTime();
            // the browser's wait before it comes again
            write("retry: 2000\n\n", admittedNanos, true);
        }

        void look(long nowNanos) {
            if (!taken) {
                if (nowNanos - sentNanos > takeLimitNanos) {
                    // a close would wait behind what is not taken
                    writer.abort(new EventSource.LaggingReaderException());
                }
                return;
            }
            if (nowNanos - admittedNanos > ADMITTED_NANOS) {
                admittedNanos = nowNanos;
                if (!admitted.getAsBoolean()) {
                    writer.close();
                    return;
                }
            }
            List<SentEvent> events = source.poll(EVENTS_AT_ONCE);
            if (!events.isEmpty()) {
                StringBuilder text = new StringBuilder();
                events.forEach(event -> text.append(event.encode()));
                write(text.toString(), nowNanos, events.size() >= EVENTS_AT_ONCE);
            } else if (nowNanos - sentNanos > HEARTBEAT_NANOS) {
                // An id without data moves the reader's Last-Event-ID and is no event.
                String position = source.position();
                write(": still here\n" + (position.isEmpty() ? "" : "id: " + position + "\n") + "\n", nowNanos, false);
            }
        }

        private void write(String text, long nowNanos, boolean goOn) {
            taken = false;
            sentNanos = nowNanos;
            if (writer.tryWrite(HttpData.ofUtf8(text))) {
                writer.whenConsumed().thenRun(() -> {
                    taken = true;
                    if (goOn) {
                        lookSoon(this);
                    }
                });
            }
        }
    }
}
