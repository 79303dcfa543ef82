package io.simshift.server.partner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.partner.PartnerStore.Word;
import io.simshift.server.remote.RemoteException;
import io.simshift.server.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells partners what they have to know, until they have taken it: at once where they listen, then ever more rarely, at last
 * every quarter of an hour. Partners may hear a word twice. Each has a thread of its own here, so that one that answers
 * slowly holds up nobody else.
 */
public final class Words implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Words.class);
    private static final int AT_A_TIME = 100;
    private static final Duration FIRST_DELAY = Duration.ofMillis(500);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);
    private static final int DOUBLINGS_MAX = 20;
    private static final long LOOK_MILLIS = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PartnerStore store;
    private final Ear ear;
    private final Clock clock;
    private final Map<OperatorId, Teller> tellers = new ConcurrentHashMap<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile boolean closed;

    /** Where words go. */
    @FunctionalInterface
    public interface Ear {
        /** Returns once the word was taken; {@link RemoteException} where it was not. */
        void tell(OperatorId partner, String path, JsonNode body);
    }

    /** Begins with what earlier runs have left. */
    public Words(PartnerStore store, Ear ear, Clock clock) {
        this.store = store;
        this.ear = ear;
        this.clock = clock;
    }

    /** Starts telling. */
    public void start() {
        started.set(true);
        store.partnersWithWords().forEach(this::teller);
    }

    /** Keeps a word in the caller's transaction; call {@link #happened} once that is committed. */
    void put(Connection db, OperatorId partner, String path, ObjectNode body) throws SQLException {
        PartnerStore.putWord(db, partner, path, body.toString(), clock.instant());
    }

    void happened() {
        if (started.get() && !closed) {
            store.partnersWithWords().forEach(partner -> teller(partner).news.release());
        }
    }

    private Teller teller(OperatorId partner) {
        return tellers.computeIfAbsent(partner, Teller::new);
    }

    /** Tells one partner. */
    private final class Teller {
        private final OperatorId partner;
        private final Semaphore news = new Semaphore(0);
        private final Thread thread;

        Teller(OperatorId partner) {
            this.partner = partner;
            this.thread = new Thread(this::run, "words-" + partner);
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            while (!closed) {
                try {
                    if (!tellDue()) {
                        news.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                        news.drainPermits();
                    }
                } catch (InterruptedException e) {
                    // Only close interrupts.
                    return;
                } catch (StoreException e) {
                    LOG.warn("words for {} have to wait: {}", partner, e.getMessage());
                    pause();
                } catch (RuntimeException | Error e) {
                    // The thread must go on whatever one word does.
                    LOG.error("words for {} failed", partner, e);
                    pause();
                }
            }
        }

        private boolean tellDue() {
            boolean told = false;
            for (Word word : store.dueWords(partner, clock.instant(), AT_A_TIME)) {
                if (closed) {
                    return false;
                }
                try {
                    ear.tell(word.partner(), word.path(), JSON.readTree(word.body()));
                    store.told(word);
                    told = true;
                } catch (RemoteException e) {
                    Duration delay = delay(word.attempts());
                    LOG.info("{}; again in {} s", e.getMessage(), delay.toSeconds());
                    store.failed(word, clock.instant().plus(delay));
                } catch (JsonProcessingException e) {
                    throw new IllegalStateException("a kept word cannot be read", e);
                }
            }
            return told;
        }
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private static Duration delay(int attempts) {
        Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(attempts, DOUBLINGS_MAX));
        return delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
    }

    @Override
    public void close() {
        closed = true;
        tellers.values().forEach(teller -> teller.thread.interrupt());
        try {
            for (Teller teller : tellers.values()) {
                teller.thread.join(TimeUnit.SECONDS.toMillis(10));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
