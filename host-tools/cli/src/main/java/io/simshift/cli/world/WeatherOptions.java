package io.simshift.cli.world;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that make the weather; what is not given is as in a storm, or as in calm. */
final class WeatherOptions {
    @Option(names = "--calm", description = "Nothing goes wrong but what the other options ask for.")
    private boolean calm;

    @Option(names = "--loss", paramLabel = "P", description = "Share of short messages that vanish, each way.")
    private Double loss;

    @Option(names = "--duplicates", paramLabel = "P", description = "Share of short messages that come twice.")
    private Double duplicates;

    @Option(names = "--late", paramLabel = "P", description = "Share of short messages that come late.")
    private Double late;

    @Option(names = "--max-delay", paramLabel = "HOURS", description = "How late at most. Default: 72.")
    private Integer maxDelayHours;

    @Option(
            names = "--bearer-faults",
            paramLabel = "P",
            description = "Share of submissions throttled or unanswered, and of receipts that lie.")
    private Double bearerFaults;

    @Option(names = "--power-cuts", paramLabel = "N", description = "Power cuts of each device a day.")
    private Double powerCuts;

    @Option(names = "--switch-offs", paramLabel = "N", description = "Times a day that each device is switched off.")
    private Double switchOffs;

    @Option(
            names = "--restarts",
            paramLabel = "N",
            description = "Times a day that each server, and the escrow, is killed.")
    private Double restarts;

    @Option(names = "--outages", paramLabel = "N", description = "Times a day that each network goes off.")
    private Double outages;

    @Option(
            names = "--wrong-provisioning",
            paramLabel = "P",
            description = "Share of cards that a recipient enters into its HLR wrongly, or not.")
    private Double wrongProvisioning;

    @Option(
            names = "--lost-words",
            paramLabel = "P",
            description = "Share of words between operators, and with the escrow, that are lost or late.")
    private Double lostWords;

    /** @throws IllegalArgumentException where a share is none */
    Weather weather() {
        Weather base = calm ? Weather.CALM : Weather.STORM;
        Duration maxDelay = maxDelayHours == null ? Weather.STORM.maxDelay() : Duration.ofHours(maxDelayHours);
        return new Weather(
                or(loss, base.loss()),
                or(duplicates, base.duplicates()),
                or(late, base.late()),
                maxDelay,
                or(bearerFaults, base.bearerFaults()),
                or(powerCuts, base.powerCutsPerDay()),
                or(switchOffs, base.switchOffsPerDay()),
                or(restarts, base.restartsPerDay()),
                or(outages, base.outagesPerDay()),
                or(wrongProvisioning, base.wrongProvisioning()),
                or(lostWords, base.lostWords()));
    }

    private static double or(Double given, double otherwise) {
        return Optional.ofNullable(given).orElse(otherwise);
    }
}
