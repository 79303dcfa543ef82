package io.simshift.protocol;

import java.util.Arrays;

/**
 * Reads a wire format from front to back; whatever is missing becomes a {@link WireFormatException} that names offset
 * and clause. One reader serves one thread.
 */
public final class WireReader {
    private final byte[] bytes;
    private final String clause;
    private final int end;
    private int position;

    /**
     * @param bytes what to read; not changed
     * @param clause the clause that an exception names, for example {@code "TS 102 225 5.1"}
     */
    public WireReader(byte[] bytes, String clause) {
        this(bytes, clause, 0, bytes.length);
    }

    private WireReader(byte[] bytes, String clause, int start, int end) {
        this.bytes = bytes;
        this.clause = clause;
        this.end = end;
        this.position = start;
    }

    /** Offset of the next byte, from the start of the input. */
    public int offset() {
        return position;
    }

    /** Bytes that are still there. */
    public int remaining() {
        return end - position;
    }

    /** Whether there are bytes left. */
    public boolean hasMore() {
        return position < end;
    }

    /** The next byte, without moving on. */
    public int peek(String field) {
        need(1, field);
        return bytes[position] & 0xFF;
    }

    /** The next byte, 0 to 255. */
    public int u8(String field) {
        need(1, field);
        return bytes[position++] & 0xFF;
    }

    /** The next two bytes, high one first. */
    public int u16(String field) {
        need(2, field);
        return (bytes[position++] & 0xFF) << 8 | bytes[position++] & 0xFF;
    }

    /** The next {@code length} bytes as an unsigned number, high one first; {@code length} at most 7. */
    public long unsigned(int length, String field) {
        need(length, field);
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | bytes[position++] & 0xFF;
        }
        return value;
    }

    /** A copy of the next {@code length} bytes. */
    public byte[] bytes(int length, String field) {
        need(length, field);
        byte[] out = Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return out;
    }

    /** Passes over the next {@code length} bytes. */
    public void skip(int length, String field) {
        need(length, field);
        position += length;
    }

    /** A copy of all that is left. */
    public byte[] rest() {
        return bytes(remaining(), "rest");
    }

    /** A reader of the next {@code length} bytes, whose offsets count from the start of this input. */
    public WireReader slice(int length, String field) {
        need(length, field);
        WireReader slice = new WireReader(bytes, clause, position, position + length);
        position += length;
        return slice;
    }

    /** A BER length (ISO/IEC 8825-1 8.1.3): one byte up to 7F, or 81, 82, 83 and that many bytes. */
    public int berLength(String field) {
        int first = u8(field);
        if (first < 0x80) {
            return first;
        }
        int count = first & 0x7F;
        if (count == 0 || count > 3) {
            throw failAt(position - 1, field + " has a length form that is not 00..7F, 81, 82 or 83");
        }
        return (int) unsigned(count, field);
    }

    /** Fails unless everything has been read. */
    public void requireEnd() {
        if (hasMore()) {
            throw fail(remaining() + " bytes too many");
        }
    }

    /** The exception that says {@code message} about the place reached. */
    public WireFormatException fail(String message) {
        return failAt(position, message);
    }

    /** The exception that says {@code message} about {@code offset}. */
    public WireFormatException failAt(int offset, String message) {
        return new WireFormatException(clause, offset, message);
    }

    private void need(int length, String field) {
        if (length < 0 || remaining() < length) {
            throw fail(field + " needs " + length + " bytes, " + remaining() + " are left");
        }
    }
}
