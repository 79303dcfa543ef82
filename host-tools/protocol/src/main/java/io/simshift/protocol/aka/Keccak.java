package io.simshift.protocol.aka;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The permutation Keccak-f[1600] (FIPS 202 3.3), which TUAK uses bare: libraries offer only the hashes made of it. */
public final class Keccak {
    /** Length of the state. */
    public static final int STATE_BYTES = 200;

    private static final int LANES = 25;
    private static final int ROUNDS = 24;
    private static final VarHandle LANE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Rotations of rho along the walk of pi, which begins at lane 1 (FIPS 202 3.2.2, 3.2.3). */
    private static final int[] ROTATION = new int[LANES - 1];
    /** The lane that step i of that walk comes to. */
    private static final int[] TARGET = new int[LANES - 1];

    private static final long[] ROUND_CONSTANTS = new long[ROUNDS];

    static {
        int x = 1;
        int y = 0;
        for (int t = 0; t < LANES - 1; t++) {
            ROTATION[t] = (t + 1) * (t + 2) / 2 % Long.SIZE;
            int newY = (2 * x + 3 * y) % 5;
            x = y;
            y = newY;
            TARGET[t] = x + 5 * y;
        }
        int register = 1;
        for (int round = 0; round < ROUNDS; round++) {
            for (int j = 0; j <= 6; j++) {
                if ((register & 1) != 0) {
                    ROUND_CONSTANTS[round] |= 1L << (1 << j) - 1;
                }
                // x^8 + x^6 + x^5 + x^4 + 1, FIPS 202 algorithm 5
                register = register << 1 ^ ((register & 0x80) == 0 ? 0 : 0x171);
            }
        }
    }

    private Keccak() {}

    /**
     * Permutes {@code state} in place.
     *
     * @param state 200 bytes: lane x + 5y from byte 8(x + 5y) on, its low byte first
     */
    public static void permute(byte[] state) {
        if (state.length != STATE_BYTES) {
            throw new IllegalArgumentException("the state of Keccak-f[1600] has 200 bytes, not " + state.length);
        }
        long[] lanes = new long[LANES];
        for (int i = 0; i < LANES; i++) {
            lanes[i] = (long) LANE.get(state, i * Long.BYTES);
        }
        for (long constant : ROUND_CONSTANTS) {
            theta(lanes);
            rhoAndPi(lanes);
            chi(lanes);
            lanes[0] ^= constant;
        }
        for (int i = 0; i < LANES; i++) {
            LANE.set(state, i * Long.BYTES, lanes[i]);
        }
    }

    private static void theta(long[] lanes) {
        long[] parity = new long[5];
        for (int i = 0; i < LANES; i++) {
            parity[i % 5] ^= lanes[i];
        }
        for (int i = 0; i < LANES; i++) {
            lanes[i] ^= parity[(i + 4) % 5] ^ Long.rotateLeft(parity[(i + 1) % 5], 1);
        }
    }

    private static void rhoAndPi(long[] lanes) {
        long carried = lanes[1];
        for (int t = 0; t < LANES - 1; t++) {
            long next = lanes[TARGET[t]];
            lanes[TARGET[t]] = Long.rotateLeft(carried, ROTATION[t]);
            carried = next;
        }
    }

    private static void chi(long[] lanes) {
        for (int row = 0; row < LANES; row += 5) {
            long first = lanes[row];
            long second = lanes[row + 1];
            for (int x = 0; x < 3; x++) {
                lanes[row + x] ^= ~lanes[row + x + 1] & lanes[row + x + 2];
            }
            lanes[row + 3] ^= ~lanes[row + 4] & first;
            lanes[row + 4] ^= ~first & second;
        }
    }
}
