package io.simshift.protocol;

import java.util.Arrays;

/** Builds a wire format from front to back. */
public final class WireWriter {
    private static final int FIRST_CAPACITY = 64;

    // No ByteArrayOutputStream: its lock on every byte costs more than the bytes of a packet.
    private byte[] out;
    private int size;

    /** Grows as needed. */
    public WireWriter() {
        this(FIRST_CAPACITY);
    }

    /** Has room for {@code capacity} bytes, and grows where there are more. */
    public WireWriter(int capacity) {
        out = new byte[capacity];
    }

    /** Appends the low byte of {@code value}. */
    public WireWriter u8(int value) {
        makeRoom(1);
        out[size++] = (byte) value;
        return this;
    }

    /** Appends two bytes, high one first. */
    public WireWriter u16(int value) {
        return u8(value >> 8).u8(value);
    }

    /** Appends the low {@code length} bytes of {@code value}, high one first. */
    public WireWriter unsigned(long value, int length) {
        makeRoom(length);
        for (int i = length - 1; i >= 0; i--) {
            out[size++] = (byte) (value >> 8 * i);
        }
        return this;
    }

    /** Appends all of {@code bytes}. */
    public WireWriter bytes(byte[] bytes) {
        return bytes(bytes, 0, bytes.length);
    }

    /** Appends {@code length} of {@code bytes} from {@code offset}. */
    public WireWriter bytes(byte[] bytes, int offset, int length) {
        makeRoom(length);
        System.arraycopy(bytes, offset, out, size, length);
        size += length;
        return this;
    }

    /** Appends {@code count} times {@code value}. */
    public WireWriter fill(int value, int count) {
        makeRoom(count);
        Arrays.fill(out, size, size + count, (byte) value);
        size += count;
        return this;
    }

    /** Appends a BER length in its shortest form. */
    public WireWriter berLength(int length) {
        if (length < 0x80) {
            return u8(length);
        }
        if (length <= 0xFF) {
            return u8(0x81).u8(length);
        }
        if (length <= 0xFFFF) {
            return u8(0x82).u16(length);
        }
        return u8(0x83).unsigned(length, 3);
    }

    /** Bytes written so far. */
    public int size() {
        return size;
    }

    /** All bytes written. */
    public byte[] toByteArray() {
        // an array that is full is never written again: the next byte needs a new one
        return size == out.length ? out : Arrays.copyOf(out, size);
    }

    private void makeRoom(int length) {
        if (length > out.length - size) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, Math.addExact(size, length)));
        }
    }
}
