package io.simshift.protocol.fuzz;

import java.util.Arrays;

/** Takes choices from the front of a fuzzer's bytes; what is not there any more reads as zero. */
final class FuzzInput {
    private final byte[] bytes;
    private int position;

    FuzzInput(byte[] bytes) {
        this.bytes = bytes;
    }

    int u8() {
        return position < bytes.length ? bytes[position++] & 0xFF : 0;
    }

    int u16() {
        return u8() << 8 | u8();
    }

    long unsigned(int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | u8();
        }
        return value;
    }

    boolean flag() {
        return (u8() & 1) != 0;
    }

    boolean hasMore() {
        return position < bytes.length;
    }

    /** At most {@code length} bytes. */
    byte[] bytes(int length) {
        int end = Math.min(bytes.length, position + length);
        byte[] taken = Arrays.copyOfRange(bytes, position, end);
        position = end;
        return taken;
    }

    byte[] rest() {
        return bytes(bytes.length);
    }
}
