package io.simshift.applet;

import javacard.framework.Util;

/**
 * Freshness of sequence numbers (TS 33.102 Annex C.2) with 32 entries: SQN = SEQ (43 bits) ‖ IND (5 bits). An entry holds
 * the whole SQN last accepted for its IND, six bytes of zeros if none.
 */
final class SequenceNumbers {
    static final short SQN_SIZE = 6;
    static final byte LIMIT_OFF = 0x2B;
    private static final byte IND_MASK = 0x1F;
    private static final short IND_BITS = 5;

    private final byte[] state;
    /** n of the limit 2^n for SEQ − SEQ_MS; {@link #LIMIT_OFF}: none. */
    private final byte limit;

    SequenceNumbers(Transient ram, byte limit) {
        state = ram.state;
        this.limit = limit;
    }

    /** Whether the SQN in {@link Transient#SQN} is fresh. Changes nothing. */
    boolean isFresh(byte[] entries) {
        short highest = highest(entries);
        if (compareSeq(state, Transient.SQN, entries, highest) > 0 && !withinLimit(entries, highest)) {
            return false; // C.2.1
        }
        return compareSeq(state, Transient.SQN, entries, entryOf(state[(short) (Transient.SQN + 5)])) > 0; // C.2.2
    }

    /** Writes the accepted SQN into the entry of its IND. One atomic copy of six bytes. */
    void accept(byte[] entries) {
        Util.arrayCopy(state, Transient.SQN, entries, entryOf(state[(short) (Transient.SQN + 5)]), SQN_SIZE);
    }

    private static short entryOf(byte lastByte) {
        return (short) ((short) (lastByte & IND_MASK) * SQN_SIZE);
    }

    /** Offset of the entry with the highest SEQ, the lowest IND among equals: SQN_MS. */
    short highest(byte[] entries) {
        short highest = 0;
        for (short entry = SQN_SIZE; entry < ProfileBanks.SQN_SIZE; entry += SQN_SIZE) {
            if (compareSeq(entries, entry, entries, highest) > 0) {
                highest = entry;
            }
        }
        return highest;
    }

    /** Compares the SEQ parts of two SQNs: negative, zero or positive. */
    private static short compareSeq(byte[] a, short aOff, byte[] b, short bOff) {
        for (short i = 0; i < SQN_SIZE; i++) {
            short mask = i == 5 ? (short) 0xE0 : (short) 0xFF;
            short difference =
                    (short) ((short) (a[(short) (aOff + i)] & mask) - (short) (b[(short) (bOff + i)] & mask));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    /**
     * Whether SEQ − SEQ_MS ≤ 2^limit, for SEQ > SEQ_MS. SEQ − SEQ_MS − 1 is computed in the place of the SEQ of an SQN;
     * it must have no bit at or above the limit's.
     */
    private boolean withinLimit(byte[] entries, short highest) {
        short borrow = 1 << IND_BITS;
        for (short i = 5; i >= 0; i--) {
            short mask = i == 5 ? (short) 0xE0 : (short) 0xFF;
            short a = (short) (state[(short) (Transient.SQN + i)] & mask);
            short b = (short) (entries[(short) (highest + i)] & mask);
            short difference = (short) ((short) (a - b) - borrow);
            borrow = (short) (difference < 0 ? 1 : 0);
            state[(short) (Transient.WORK + i)] = (byte) difference;
        }
        short bits = (short) (limit + IND_BITS); // the lowest so many bits may be set
        for (short i = 5; i >= 0; i--) {
            short allowed = bits >= 8 ? (short) 0xFF : (short) ((short) (1 << bits) - 1);
            if ((short) ((short) (state[(short) (Transient.WORK + i)] & 0xFF) & (short) ~allowed) != 0) {
                return false;
            }
            bits = bits >= 8 ? (short) (bits - 8) : 0;
        }
        return true;
    }
}
