package io.simshift.protocol.cattp;

/** Numbers of 16 bits that begin again at 0. */
final class SequenceNumbers {
    private SequenceNumbers() {}

    static int after(int number) {
        return plus(number, 1);
    }

    static int plus(int number, int count) {
        return number + count & 0xFFFF;
    }

    /** How far {@code number} is ahead of {@code other}; negative where it is behind. */
    static int distance(int number, int other) {
        return (short) (number - other);
    }
}
