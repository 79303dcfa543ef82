package io.simshift.protocol.aka;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.util.HexFormat;

/**
 * SQN of AKA (TS 33.102 6.3, Annex C.1): 48 bits, of which the low {@code indexBits} are IND, an index into the USIM's
 * array, and the others SEQ.
 */
public record SequenceNumber(long value, int indexBits) implements Comparable<SequenceNumber> {
    public static final int LENGTH = 6;
    /** Suggested by Annex C.3. */
    public static final int DEFAULT_INDEX_BITS = 5;

    public static final SequenceNumber ZERO = new SequenceNumber(0);

    private static final long MAX = 0xFFFF_FFFF_FFFFL;
    private static final int MAX_INDEX_BITS = 16;

    public SequenceNumber {
        if (value < 0 || value > MAX) {
            throw new IllegalArgumentException("SQN has 48 bits");
        }
        if (indexBits < 0 || indexBits > MAX_INDEX_BITS) {
            throw new IllegalArgumentException("IND has 0 to 16 bits, not " + indexBits);
        }
    }

    /** With IND of five bits. */
    public SequenceNumber(long value) {
        this(value, DEFAULT_INDEX_BITS);
    }

    /** SEQ ‖ IND. */
    public static SequenceNumber of(long seq, int ind, int indexBits) {
        if (ind < 0 || ind >= 1 << indexBits) {
            throw new IllegalArgumentException("IND " + ind + " does not fit " + indexBits + " bits");
        }
        if (seq < 0 || seq > MAX >> indexBits) {
            throw new IllegalArgumentException("SEQ " + seq + " does not fit " + (8 * LENGTH - indexBits) + " bits");
        }
        return new SequenceNumber(seq << indexBits | ind, indexBits);
    }

    /** Reads six bytes, with IND of five bits. */
    public static SequenceNumber decode(byte[] bytes) {
        return decode(bytes, DEFAULT_INDEX_BITS);
    }

    /** Reads six bytes. */
    public static SequenceNumber decode(byte[] bytes, int indexBits) {
        WireReader in = new WireReader(bytes, "TS 33.102 6.3.2");
        long value = in.unsigned(LENGTH, "SQN");
        in.requireEnd();
        return new SequenceNumber(value, indexBits);
    }

    /** The six bytes. */
    public byte[] encode() {
        return new WireWriter().unsigned(value, LENGTH).toByteArray();
    }

    public long seq() {
        return value >> indexBits;
    }

    public int ind() {
        return (int) (value & (1L << indexBits) - 1);
    }

    /**
     * What an AuC uses next (Annex C.1.1.3): SEQ one higher, with this IND.
     *
     * @throws IllegalStateException where all sequence numbers are used up
     */
    public SequenceNumber next(int ind) {
        if (seq() == MAX >> indexBits) {
            throw new IllegalStateException("all sequence numbers are used up");
        }
        return of(seq() + 1, ind, indexBits);
    }

    /** The same number read with another length of IND. */
    public SequenceNumber withIndexBits(int bits) {
        return new SequenceNumber(value, bits);
    }

    @Override
    public int compareTo(SequenceNumber other) {
        return Long.compare(value, other.value);
    }

    /** Twelve hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value, 12);
    }
}
