package io.simshift.protocol.fuzz;

import io.simshift.protocol.WireFormatException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What holds for every decoder and whatever bytes. Plain comparisons: these run some million times. */
final class Property {
    private static final HexFormat HEX = HexFormat.of();

    private Property() {}

    /** A value or the decoders' one exception, which names a place in the input. */
    static <T> Optional<T> decoded(byte[] bytes, Function<byte[], T> decoder) {
        byte[] given = bytes.clone();
        try {
            return Optional.of(decoder.apply(bytes));
        } catch (WireFormatException refused) {
            holds(refused.offset() >= 0 && refused.offset() <= bytes.length, "%s of %s", refused, bytes);
            return Optional.empty();
        } finally {
            holds(Arrays.equals(given, bytes), "the decoder changed %s to %s", given, bytes);
        }
    }

    /** A reading of a decoded value: a result, or the decoders' one exception where the bytes behind it are broken. */
    static <T> Optional<T> read(Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (WireFormatException refused) {
            return Optional.empty();
        }
    }

    /** What was decoded is encoded and decoded to the same value, and from then on to the same bytes. */
    static <T> Optional<T> stable(byte[] bytes, Function<byte[], T> decoder, Function<T, byte[]> encoder) {
        Optional<T> value = decoded(bytes, decoder);
        if (value.isPresent()) {
            byte[] encoded = encoder.apply(value.get());
            T again = decoder.apply(encoded);
            holds(again.equals(value.get()), "%s came back as %s from %s", value.get(), again, encoded);
            same(encoder.apply(again), encoded);
        }
        return value;
    }

    /** Stable, and the bytes that came are the only ones for their value. */
    static <T> Optional<T> exact(byte[] bytes, Function<byte[], T> decoder, Function<T, byte[]> encoder) {
        Optional<T> value = stable(bytes, decoder, encoder);
        value.ifPresent(present -> same(encoder.apply(present), bytes));
        return value;
    }

    /** Stable, and the bytes that came are the shortest for their value or longer ones: BER lengths have several forms. */
    static <T> Optional<T> shortest(byte[] bytes, Function<byte[], T> decoder, Function<T, byte[]> encoder) {
        Optional<T> value = stable(bytes, decoder, encoder);
        if (value.isPresent()) {
            byte[] encoded = encoder.apply(value.get());
            holds(encoded.length <= bytes.length, "%s is longer than %s", encoded, bytes);
            if (encoded.length == bytes.length) {
                same(encoded, bytes);
            }
        }
        return value;
    }

    static void same(byte[] actual, byte[] expected) {
        holds(Arrays.equals(actual, expected), "%s instead of %s", actual, expected);
    }

    static void holds(boolean condition, String otherwise, Object... values) {
        if (!condition) {
            Object[] shown = Arrays.stream(values)
                    .map(value -> value instanceof byte[] bytes ? HEX.formatHex(bytes) : value)
                    .toArray();
            throw new AssertionError(String.format(otherwise, shown));
        }
    }

    /** Refused with the decoders' one exception. */
    static void refused(byte[] bytes, Function<byte[], ?> decoder) {
        decoded(bytes, decoder).ifPresent(value -> {
            throw new AssertionError(HEX.formatHex(bytes) + " was taken as " + value);
        });
    }
}
