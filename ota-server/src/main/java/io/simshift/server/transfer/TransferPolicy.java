package io.simshift.server.transfer;

import java.time.Duration;

/**
 * How patient a transfer is.
 *
 * @param submitTimeout how long to wait for the SMSC's answer
 * @param smsValidity how long the SMSC may hold one message
 * @param porTimeout how long to wait for the PoR once the message was delivered or its validity has ended
 * @param firstRetryDelay wait before the first retry; doubled with each further one
 * @param maxRetryDelay longest wait
 * @param maxRebuilds how often the counter may be raised before the card is given up
 */
public record TransferPolicy(
        Duration submitTimeout,
        Duration smsValidity,
        Duration porTimeout,
        Duration firstRetryDelay,
        Duration maxRetryDelay,
        int maxRebuilds) {

    public TransferPolicy {
        requirePositive("submit timeout", submitTimeout);
        requirePositive("SMS validity", smsValidity);
        requirePositive("PoR timeout", porTimeout);
        requirePositive("first retry delay", firstRetryDelay);
        requirePositive("longest retry delay", maxRetryDelay);
        if (maxRebuilds < 0) {
            throw new IllegalArgumentException("the number of rebuilds is negative: " + maxRebuilds);
        }
    }

    /** For a live network: an hour at the SMSC, retries from half a minute up to an hour apart. */
    public static TransferPolicy standard() {
        return new TransferPolicy(
                Duration.ofSeconds(60),
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                5);
    }

    /** The wait before the retry that follows attempt number {@code attempts}. */
    Duration retryDelay(int attempts) {
        int doublings = Math.min(Math.max(attempts - 1, 0), 20);
        Duration delay = firstRetryDelay.multipliedBy(1L << doublings);
        return delay.compareTo(maxRetryDelay) > 0 ? maxRetryDelay : delay;
    }

    /**
     * How far to raise the counter: one step where the card has merely seen our own packet twice, then ever wider, up
     * to 2^32 (a counter has 40 bits).
     */
    long counterStep(int rebuilds) {
        return 1L << 8 * Math.min(rebuilds, 4);
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("the " + name + " must be longer than nothing: " + duration);
        }
    }
}
