package io.simshift.protocol.packet;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.util.HexFormat;

/** Replay counter CNTR (TS 102 225 5.1.4): five bytes, one sequence per keyset. */
public record Counter(long value) implements Comparable<Counter> {
    public static final int LENGTH = 5;
    public static final Counter ZERO = new Counter(0);
    /** The highest value; a keyset that has reached it takes no more packets. */
    public static final Counter BLOCKED = new Counter(0xFF_FFFF_FFFFL);

    public Counter {
        if (value < 0 || value > 0xFF_FFFF_FFFFL) {
            throw new IllegalArgumentException("a counter has five bytes");
        }
    }

    static Counter read(WireReader in) {
        return new Counter(in.unsigned(LENGTH, "CNTR"));
    }

    /** Reads five bytes. */
    public static Counter decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, "TS 102 225 5.1.4");
        Counter counter = read(in);
        in.requireEnd();
        return counter;
    }

    /** The five bytes. */
    public byte[] encode() {
        return new WireWriter().unsigned(value, LENGTH).toByteArray();
    }

    public boolean isBlocked() {
        return equals(BLOCKED);
    }

    /** One higher. */
    public Counter next() {
        if (isBlocked()) {
            throw new IllegalStateException("the counter is used up");
        }
        return new Counter(value + 1);
    }

    @Override
    public int compareTo(Counter other) {
        return Long.compare(value, other.value);
    }

    /** Ten hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().withUpperCase().toHexDigits(value, 10);
    }
}
