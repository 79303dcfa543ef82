package io.simshift.server.campaign;

import java.time.Duration;

/**
 * How fast a campaign goes. May be changed while it runs.
 *
 * @param messagesPerSecond most messages to cards in a second, first ones and repeated ones; 0 for as many as the SMSC takes
 * @param concurrency most cards at a time that were begun and neither answered nor wait for another try
 * @param priority 0 to 9; a campaign with a higher one takes its cards first
 * @param firstRetryDelay wait before the first repetition to a card, doubled with each further one
 * @param maxRetryDelay longest such wait
 */
public record Pace(
        int messagesPerSecond, int concurrency, int priority, Duration firstRetryDelay, Duration maxRetryDelay) {
    private static final int PRIORITY_MAX = 9;
    private static final int RATE_MAX = 1_000_000;
    private static final int CONCURRENCY_MAX = 1_000_000;

    public Pace {
        requireRange("rate", messagesPerSecond, 0, RATE_MAX);
        requireRange("concurrency", concurrency, 1, CONCURRENCY_MAX);
        requireRange("priority", priority, 0, PRIORITY_MAX);
        if (firstRetryDelay.isNegative() || firstRetryDelay.isZero() || maxRetryDelay.compareTo(firstRetryDelay) < 0) {
            throw new IllegalArgumentException(
                    "the waits before a repetition must be longer than nothing, and the longest"
                            + " not shorter than the first: " + firstRetryDelay + ", " + maxRetryDelay);
        }
    }

    /** As fast as the SMSC goes, 10,000 cards at a time, priority 5, repetitions from half a minute to an hour apart. */
    public static Pace standard() {
        return new Pace(0, 10_000, 5, Duration.ofSeconds(30), Duration.ofHours(1));
    }

    private static void requireRange(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("the " + what + " is " + value + ", not " + min + " to " + max);
        }
    }
}
