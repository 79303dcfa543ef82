package io.simshift.cli.fleet;

import io.simshift.server.transfer.TransferPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a {@link FleetServer} is told on its command line.
 *
 * @param folder its data
 * @param port of the SMSC
 * @param warmUp cards that go by before anything is measured
 * @param hasty for short waits, where cards and SMSC are made to fail
 */
record FleetSettings(Path folder, int port, int cards, long seed, int concurrency, int warmUp, boolean hasty) {
    List<String> arguments() {
        return List.of(
                folder.toString(),
                Integer.toString(port),
                Integer.toString(cards),
                Long.toString(seed),
                Integer.toString(concurrency),
                Integer.toString(warmUp),
                Boolean.toString(hasty));
    }

    static FleetSettings parse(String[] args) {
        return new FleetSettings(
                Path.of(args[0]),
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Long.parseLong(args[3]),
                Integer.parseInt(args[4]),
                Integer.parseInt(args[5]),
                Boolean.parseBoolean(args[6]));
    }

    TransferPolicy policy() {
        return hasty
                ? new TransferPolicy(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        12)
                : TransferPolicy.standard();
    }
}
