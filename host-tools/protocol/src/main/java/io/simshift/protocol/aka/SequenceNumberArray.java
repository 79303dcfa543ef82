package io.simshift.protocol.aka;

import java.util.Arrays;

/**
 * The sequence numbers that a USIM has accepted, one for each IND (TS 33.102 Annex C.2), as an immutable value.
 *
 * <p>A number is accepted if its SEQ is higher than the one kept for its IND and not more than {@code delta} above the
 * highest one kept.
 */
public final class SequenceNumberArray {
    /** Suggested by Annex C.3. */
    public static final long DEFAULT_DELTA = 1L << 28;
    /** With this delta nothing is too far ahead. */
    public static final long NO_LIMIT = Long.MAX_VALUE;

    private final long[] seqs;
    private final int indexBits;
    private final long delta;

    private SequenceNumberArray(long[] seqs, int indexBits, long delta) {
        this.seqs = seqs;
        this.indexBits = indexBits;
        this.delta = delta;
    }

    /** What the USIM says to a sequence number. */
    public enum Verdict {
        ACCEPTED,
        /** SEQ is not higher than the one kept for its IND (C.2.2). */
        NOT_FRESH,
        /** SEQ is more than delta above the highest one (C.2.1). */
        TOO_FAR_AHEAD
    }

    /** 32 entries of zero, delta 2^28. */
    public static SequenceNumberArray fresh() {
        return fresh(SequenceNumber.DEFAULT_INDEX_BITS, DEFAULT_DELTA);
    }

    /** 2^indexBits entries of zero. */
    public static SequenceNumberArray fresh(int indexBits, long delta) {
        if (indexBits < 0 || indexBits > 16 || delta < 1) {
            throw new IllegalArgumentException("IND has 0 to 16 bits and delta is positive");
        }
        return new SequenceNumberArray(new long[1 << indexBits], indexBits, delta);
    }

    /** Judges a number; {@code sqn} is read with this array's length of IND. */
    public Verdict check(SequenceNumber sqn) {
        SequenceNumber number = sqn.withIndexBits(indexBits);
        long highest = highest().seq();
        if (number.seq() > highest && number.seq() - highest > delta) {
            return Verdict.TOO_FAR_AHEAD;
        }
        return number.seq() > seqs[number.ind()] ? Verdict.ACCEPTED : Verdict.NOT_FRESH;
    }

    /**
     * The array after {@code sqn} was accepted.
     *
     * @throws IllegalArgumentException where it is not acceptable
     */
    public SequenceNumberArray accept(SequenceNumber sqn) {
        Verdict verdict = check(sqn);
        if (verdict != Verdict.ACCEPTED) {
            throw new IllegalArgumentException("sequence number " + sqn + " is " + verdict);
        }
        SequenceNumber number = sqn.withIndexBits(indexBits);
        long[] next = seqs.clone();
        next[number.ind()] = number.seq();
        return new SequenceNumberArray(next, indexBits, delta);
    }

    /** SQN_MS: the highest number accepted so far. */
    public SequenceNumber highest() {
        int ind = 0;
        for (int i = 1; i < seqs.length; i++) {
            ind = seqs[i] > seqs[ind] ? i : ind;
        }
        return SequenceNumber.of(seqs[ind], ind, indexBits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SequenceNumberArray that
                && indexBits == that.indexBits
                && delta == that.delta
                && Arrays.equals(seqs, that.seqs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(seqs);
    }

    @Override
    public String toString() {
        return "SequenceNumberArray[highest " + highest() + "]";
    }
}
