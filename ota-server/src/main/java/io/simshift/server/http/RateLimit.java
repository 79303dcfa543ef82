package io.simshift.server.http;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** A bucket of tokens for each caller: so many requests a second, and some more at once after a pause. */
final class RateLimit {
    /** Callers whose buckets are kept; the one that was away longest is forgotten, which only fills its bucket. */
    private static final int CALLERS_MAX = 10_000;

    private static final double MILLIS_PER_SECOND = 1000;

    private final double perSecond;
    private final double burst;
    private final Clock clock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > CALLERS_MAX;
        }
    };

    private static final class Bucket {
        private double tokens;
        private long filledAt;
    }

    RateLimit(int perSecond, int burst, Clock clock) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.clock = clock;
    }

    /** Takes a token; false where there is none. */
    synchronized boolean take(String caller) {
        long now = clock.millis();
        Bucket bucket = buckets.computeIfAbsent(caller, key -> {
            Bucket full = new Bucket();
            full.tokens = burst;
            full.filledAt = now;
            return full;
        });
        double earned = Math.max(0, now - bucket.filledAt) / MILLIS_PER_SECOND * perSecond;
        bucket.tokens = Math.min(burst, bucket.tokens + earned);
        bucket.filledAt = now;
        if (bucket.tokens < 1) {
            return false;
        }
        bucket.tokens--;
        return true;
    }
}
