package io.simshift.server.engine;

import io.simshift.protocol.identity.TransferId;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * Ids that grow with time, so that what is written together lies together: milliseconds, then bits that are random at the
 * beginning of each millisecond and count up within it. Never zero, which means "no transfer" in the card's answer to QUERY.
 */
final class TransferIds {
    private static final int RANDOM_BITS = 20;

    private final Clock clock;
    private final SecureRandom random;
    private long last;

    TransferIds(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    synchronized TransferId next() {
        long fresh = clock.millis() << RANDOM_BITS | random.nextInt(1 << RANDOM_BITS);
        last = Math.max(fresh, last + 1);
        return new TransferId(last);
    }
}
