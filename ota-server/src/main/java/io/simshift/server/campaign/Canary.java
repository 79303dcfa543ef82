package io.simshift.server.campaign;

import java.time.Duration;

/**
 * A test batch: the first cards of the order go alone, and the others only once these are settled.
 *
 * @param cards how many
 * @param maxFailures more of them than this end the campaign
 * @param patience after this time those that are not settled count as failures
 */
public record Canary(int cards, int maxFailures, Duration patience) {
    public Canary {
        if (cards < 1 || maxFailures < 0 || maxFailures >= cards) {
            throw new IllegalArgumentException("a test batch of " + cards + " cards with at most " + maxFailures
                    + " failures: at least one card is needed, and fewer failures than cards");
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException(
                    "the patience with a test batch must be longer than nothing: " + patience);
        }
    }
}
