package io.simshift.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.function.Function;

/** What every decoder must stand: bytes cut short, and single bits flipped. */
public final class Damage {
    private Damage() {}

    /** Every proper beginning of {@code bytes} is refused with the decoders' one exception. */
    public static void refusesEveryTruncation(byte[] bytes, Function<byte[], ?> decoder) {
        assertThat(decoder.apply(bytes)).isNotNull();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> decoder.apply(cut))
                    .as("%d of %d bytes", length, bytes.length)
                    .isInstanceOf(WireFormatException.class);
        }
    }

    /** Every proper beginning is refused, or stands for another value: never another exception. */
    public static void neverMistakesTruncation(byte[] bytes, Function<byte[], ?> decoder) {
        Object whole = decoder.apply(bytes);
        for (int length = 0; length < bytes.length; length++) {
            Object value = valueOrNull(Arrays.copyOf(bytes, length), decoder);
            assertThat(value).as("%d of %d bytes", length, bytes.length).isNotEqualTo(whole);
        }
    }

    /** Every single flipped bit is refused, or stands for another value: never another exception. */
    public static void neverMistakesFlippedBit(byte[] bytes, Function<byte[], ?> decoder) {
        Object whole = decoder.apply(bytes);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            Object value = valueOrNull(flip(bytes, bit), decoder);
            assertThat(value).as("bit %d of byte %d", bit % 8, bit / 8).isNotEqualTo(whole);
        }
    }

    /** Every single flipped bit is refused with the decoders' one exception. */
    public static void refusesEveryFlippedBit(byte[] bytes, Function<byte[], ?> decoder) {
        assertThat(decoder.apply(bytes)).isNotNull();
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] damaged = flip(bytes, bit);
            assertThatThrownBy(() -> decoder.apply(damaged))
                    .as("bit %d of byte %d", bit % 8, bit / 8)
                    .isInstanceOf(WireFormatException.class);
        }
    }

    /** {@code bytes} with one bit flipped. */
    public static byte[] flip(byte[] bytes, int bit) {
        byte[] damaged = bytes.clone();
        damaged[bit / 8] ^= (byte) (1 << bit % 8);
        return damaged;
    }

    private static Object valueOrNull(byte[] bytes, Function<byte[], ?> decoder) {
        try {
            return decoder.apply(bytes);
        } catch (WireFormatException refused) {
            return null;
        }
    }
}
