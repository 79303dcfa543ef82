package io.simshift.server.transfer;

import io.simshift.protocol.packet.Counter;
import java.time.Duration;

/**
 * How patient a transfer is.
 *
 * @param submitTimeout how long to wait for the SMSC's answer
 * @param smsValidity how long the SMSC may hold one message
 * @param porTimeout how long to wait for the PoR once the message was delivered or its validity has ended
 * @param firstRetryDelay wait before the first retry; doubled with each further one
 * @param maxRetryDelay longest wait
 * @param maxRebuilds how often the counter may be raised for one packet before the card is given up; 12 raises reach all
 *     but the last few hundredths of the counters
 */
public record TransferPolicy(
        Duration submitTimeout,
        Duration smsValidity,
        Duration porTimeout,
        Duration firstRetryDelay,
        Duration maxRetryDelay,
        int maxRebuilds) {
    /** The highest counter that a packet can have: a card that has seen the one above takes nothing more. */
    private static final long LAST_COUNTER = Counter.BLOCKED.value() - 1;

    private static final int BYTEWISE_STEPS = 4;

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
                12);
    }

    /** The same with other waits before a retry. */
    public TransferPolicy withRetries(Duration first, Duration longest) {
        return new TransferPolicy(submitTimeout, smsValidity, porTimeout, first, longest, maxRebuilds);
    }

    /** The wait before the retry that follows attempt number {@code attempts}. */
    Duration retryDelay(int attempts) {
        int doublings = Math.min(Math.max(attempts - 1, 0), 20);
        Duration delay = firstRetryDelay.multipliedBy(1L << doublings);
        return delay.compareTo(maxRetryDelay) > 0 ? maxRetryDelay : delay;
    }

    /**
     * How far to raise a counter that was too low for the card: one step where the card has merely seen our own packet
     * twice, then ever wider (2^8, 2^16, 2^24, 2^32, 2^34 …), but never over more than half of the counters that are
     * left, since a counter is spent for ever. A card does not tell its counter until it has taken a packet, so this is
     * all that a server can do.
     *
     * @param raises how often it was raised before
     * @param counter the one that was too low
     */
    public long counterStep(int raises, long counter) {
        int beyond = Math.max(0, raises - BYTEWISE_STEPS);
        int bits = Math.min(8 * (raises - beyond) + 2 * beyond, Long.SIZE - 2);
        return Math.max(1, Math.min(1L << bits, (LAST_COUNTER - counter) / 2));
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("the " + name + " must be longer than nothing: " + duration);
        }
    }
}
