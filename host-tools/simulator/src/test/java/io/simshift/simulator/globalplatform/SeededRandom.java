package io.simshift.simulator.globalplatform;

import java.security.SecureRandom;
import java.util.Random;

/** The same bytes in each run, so that an exchange can be replayed. */
final class SeededRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final Random source = new Random(1);

    @Override
    public void nextBytes(byte[] bytes) {
        source.nextBytes(bytes);
    }
}
