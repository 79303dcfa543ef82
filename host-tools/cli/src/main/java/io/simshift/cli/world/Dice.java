package io.simshift.cli.world;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Chance, repeatable. Each part of a world has dice of its own, so that one more throw here changes nothing there. */
final class Dice {
    private final SplittableRandom random;

    private Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** @param owner the part of the world that throws these */
    static Dice of(long seed, String owner) {
        return new Dice(mixed(seed, owner));
    }

    /** A source for keys and challenges; worthless as a secret. */
    static SecureRandom keySource(long seed, String owner) {
        try {
            SecureRandom source = SecureRandom.getInstance("SHA1PRNG");
            source.setSeed(mixed(seed, owner));
            return source;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no seedable random source", e);
        }
    }

    private static long mixed(long seed, String owner) {
        return new SplittableRandom(seed ^ (long) owner.hashCode() << 32).nextLong();
    }

    /** True once in {@code 1/probability} throws. */
    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Evenly from {@code shortest} to {@code longest}, in whole milliseconds. */
    Duration between(Duration shortest, Duration longest) {
        long range = longest.toMillis() - shortest.toMillis();
        return shortest.plusMillis(range <= 0 ? 0 : random.nextLong(range + 1));
    }

    /** The wait until something happens next that happens {@code perDay} times a day on average. */
    Duration untilNext(double perDay) {
        double days = -Math.log(1 - random.nextDouble()) / perDay;
        return Duration.ofMillis(1 + Math.round(days * Duration.ofDays(1).toMillis()));
    }

    /** 0 to {@code bound - 1}. */
    int upTo(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
