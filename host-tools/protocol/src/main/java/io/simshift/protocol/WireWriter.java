package io.simshift.protocol;

import java.io.ByteArrayOutputStream;

/** Builds a wire format from front to back. */
public final class WireWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

    /** Appends the low byte of {@code value}. */
    public WireWriter u8(int value) {
        out.write(value);
        return this;
    }

    /** Appends two bytes, high one first. */
    public WireWriter u16(int value) {
        return u8(value >> 8).u8(value);
    }

    /** Appends the low {@code length} bytes of {@code value}, high one first. */
    public WireWriter unsigned(long value, int length) {
        for (int i = length - 1; i >= 0; i--) {
            u8((int) (value >> 8 * i));
        }
        return this;
    }

    /** Appends all of {@code bytes}. */
    public WireWriter bytes(byte[] bytes) {
        out.write(bytes, 0, bytes.length);
        return this;
    }

    /** Appends {@code count} times {@code value}. */
    public WireWriter fill(int value, int count) {
        for (int i = 0; i < count; i++) {
            u8(value);
        }
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
        return out.size();
    }

    /** All bytes written. */
    public byte[] toByteArray() {
        return out.toByteArray();
    }
}
