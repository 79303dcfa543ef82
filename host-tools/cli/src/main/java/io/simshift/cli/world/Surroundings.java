package io.simshift.cli.world;

import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * What all parts of a world share.
 *
 * @param weather what goes wrong now
 * @param folder for databases and keystores; emptied by who made it
 */
record Surroundings(long seed, VirtualTime time, Supplier<Weather> weather, History history, Judge judge, Path folder) {
    Dice dice(String owner) {
        return Dice.of(seed, owner);
    }
}
