package io.simshift.cli.world;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Seeds that follow each other.
 *
 * @param count at least 1
 */
record SeedRange(long first, int count) {
    private static final int COUNT_MAX = 1_000_000;
    private static final Pattern RANGE = Pattern.compile("(-?\\d{1,18})\\.\\.(-?\\d{1,18})");
    private static final Pattern COUNT = Pattern.compile("\\d{1,7}");

    SeedRange {
        if (count < 1 || count > COUNT_MAX) {
            throw new IllegalArgumentException("there can be 1 to " + COUNT_MAX + " seeds");
        }
    }

    /**
     * @param text {@code FROM..TO}, both included, or a number of seeds
     * @param first the first of so many
     */
    static SeedRange parse(String text, long first) {
        Matcher range = RANGE.matcher(text);
        if (range.matches()) {
            long from = Long.parseLong(range.group(1));
            long count = Long.parseLong(range.group(2)) - from + 1;
            return new SeedRange(from, (int) Math.max(0, Math.min(count, COUNT_MAX + 1L)));
        }
        if (COUNT.matcher(text).matches()) {
            return new SeedRange(first, Integer.parseInt(text));
        }
        throw new IllegalArgumentException("seeds are FROM..TO or a number of seeds, not '" + text + "'");
    }
}
