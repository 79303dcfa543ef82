package io.simshift.bench;

import java.util.Random;

/** More random keys than a cipher could remember; the same in every run, so that runs compare. */
final class KeyPool {
    static final int SIZE = 4096;

    private static final long SEED = 33_812;

    private final byte[][] keys = new byte[SIZE][];
    private int next;

    KeyPool(int keyLength, int salt) {
        Random random = new Random(SEED + salt);
        for (int i = 0; i < SIZE; i++) {
            keys[i] = new byte[keyLength];
            random.nextBytes(keys[i]);
        }
    }

    byte[] next() {
        next = (next + 1) % SIZE;
        return keys[next];
    }

    byte[] get(int index) {
        return keys[index];
    }
}
