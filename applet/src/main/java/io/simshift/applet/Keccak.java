package io.simshift.applet;

/**
 * The permutation Keccak-f[1600] (FIPS 202 §3.3) on bytes: 200 of state, where lane x + 5y begins at byte 8(x + 5y) with its
 * low byte, and 48 of scratch.
 */
final class Keccak {
    static final short STATE_SIZE = 200;
    private static final short LANE = 8;
    /** Five lanes: what chi and theta look at together. */
    private static final short PLANE = 40;

    /** Lanes in the order of pi, which begins at lane 1, and the rotation of rho on the way to each. */
    private static final byte[] WALK = {
        10, 1, 7, 3, 11, 6, 17, 10, 18, 15, 3, 21, 5, 28, 16, 36, 8, 45, 21, 55, 24, 2, 4, 14, 15, 27, 23, 41, 19, 56,
        13, 8, 12, 25, 2, 43, 20, 62, 14, 18, 22, 39, 9, 61, 6, 20, 1, 44,
    };
    /** Round constants: bits 0, 1, 3 and 7 where they are, and bits 15, 31 and 63 in the places of 4, 5 and 6. */
    private static final byte[] ROUNDS = {
        0x01,
        (byte) 0x92,
        (byte) 0xDA,
        0x70,
        (byte) 0x9B,
        0x21,
        (byte) 0xF1,
        0x59,
        (byte) 0x8A,
        (byte) 0x88,
        0x39,
        0x2A,
        (byte) 0xBB,
        (byte) 0xCB,
        (byte) 0xD9,
        0x53,
        0x52,
        (byte) 0xC0,
        0x1A,
        0x6A,
        (byte) 0xF1,
        (byte) 0xD0,
        0x21,
        0x78,
    };

    private static final byte LOW_BITS = (byte) 0x8B;

    /** 40 bytes, with those behind it: the plane that a step works on. */
    private static final short PLANE_AT = Transient.BLOCK;
    /** 8 bytes: the lane that rho carries along. {@link Transient#SQN} stays as it is. */
    private static final short CARRIED = Transient.WORK;

    private final byte[] scratch;

    Keccak(Transient ram) {
        scratch = ram.state;
    }

    /** Permutes 200 bytes in place. */
    void permute(byte[] s, short off) {
        for (short round = 0; round < (short) ROUNDS.length; round++) {
            theta(s, off);
            rhoAndPi(s, off);
            chi(s, off);
            byte constant = ROUNDS[round];
            s[off] ^= constant & LOW_BITS;
            s[(short) (off + 1)] ^= constant << 3 & 0x80;
            s[(short) (off + 3)] ^= constant << 2 & 0x80;
            s[(short) (off + 7)] ^= constant << 1 & 0x80;
        }
    }

    private void theta(byte[] s, short off) {
        for (short i = 0; i < PLANE; i++) {
            byte parity = 0;
            for (short at = i; at < STATE_SIZE; at += PLANE) {
                parity ^= s[(short) (off + at)];
            }
            scratch[(short) (PLANE_AT + i)] = parity;
        }
        for (short i = 0; i < PLANE; i++) {
            short lane = (short) (i & ~7);
            short next = (short) (PLANE_AT + (short) ((short) (lane + LANE) % PLANE));
            short low = (short) (next + (short) ((short) (i + 7) & 7));
            byte rotated = (byte) (scratch[(short) (next + (short) (i & 7))] << 1 | (scratch[low] & 0x80) >> 7);
            byte before = scratch[(short) (PLANE_AT + (short) ((short) (i + 4 * LANE) % PLANE))];
            for (short at = i; at < STATE_SIZE; at += PLANE) {
                s[(short) (off + at)] ^= before ^ rotated;
            }
        }
    }

    private void rhoAndPi(byte[] s, short off) {
        Transient.copy(s, (short) (off + LANE), scratch, CARRIED, LANE);
        for (short step = 0; step < (short) WALK.length; step += 2) {
            short to = (short) (off + (short) (WALK[step] * LANE));
            Transient.copy(s, to, scratch, PLANE_AT, LANE);
            short bits = (short) (WALK[(short) (step + 1)] & 7);
            short bytes = (short) (WALK[(short) (step + 1)] >> 3);
            for (short i = 0; i < LANE; i++) {
                short high = scratch[(short) (CARRIED + i)];
                short low = (short) (scratch[(short) (CARRIED + (short) ((short) (i + 7) & 7))] & 0xFF);
                s[(short) (to + (short) ((short) (i + bytes) & 7))] =
                        (byte) ((short) (high << bits) | low >> (short) (8 - bits));
            }
            Transient.copy(scratch, PLANE_AT, scratch, CARRIED, LANE);
        }
    }

    private void chi(byte[] s, short off) {
        short end = (short) (off + STATE_SIZE);
        for (short plane = off; plane < end; plane += PLANE) {
            Transient.copy(s, plane, scratch, PLANE_AT, PLANE);
            for (short i = 0; i < PLANE; i++) {
                byte second = scratch[(short) (PLANE_AT + (short) ((short) (i + LANE) % PLANE))];
                byte third = scratch[(short) (PLANE_AT + (short) ((short) (i + 2 * LANE) % PLANE))];
                s[(short) (plane + i)] ^= ~second & third;
            }
        }
    }
}
