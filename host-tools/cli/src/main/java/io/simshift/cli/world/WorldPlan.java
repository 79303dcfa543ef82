package io.simshift.cli.world;

import java.time.Duration;
import java.util.List;

/**
 * What a world is to be.
 *
 * @param slots on each card
 * @param length of the storm; calm follows
 * @param plainModems share of devices that offer no REFRESH, and share that offer no SEND SHORT MESSAGE
 */
record WorldPlan(
        long seed, List<String> operators, int cards, int slots, Duration length, Weather weather, double plainModems) {
    static final int SLOTS = 8;
    static final double PLAIN_MODEMS = 0.15;
    static final List<String> OPERATORS = List.of("A", "B", "C");

    WorldPlan {
        operators = List.copyOf(operators);
    }

    /** The plan that a seed, a number of cards and a weather make. */
    static WorldPlan of(long seed, int cards, Duration length, Weather weather) {
        return new WorldPlan(seed, OPERATORS, cards, SLOTS, length, weather, PLAIN_MODEMS);
    }

    WorldPlan withSeed(long other) {
        return new WorldPlan(other, operators, cards, slots, length, weather, plainModems);
    }
}
