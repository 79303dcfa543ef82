package io.simshift.cli.world;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.protocol.identity.Iccid;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift simulate-world}. */
@Command(
        name = SimulateWorldCommand.NAME,
        mixinStandardHelpOptions = true,
        description = {
            "A fleet, its operators and everything that can go wrong between them, in one process and in virtual time,"
                    + " with the real applet and the real server.",
            "",
            "Messages are lost, doubled, delayed and reordered, devices lose their power, servers are killed and started"
                    + " again, networks go off, recipients provision late or wrongly. After each step the cards and the"
                    + " servers' beliefs are held against what must be. When the storm is over, 12 calm days follow, and"
                    + " then every card must be reachable. The same seed and options make the same world, event for event."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift simulate-world --seed 7 --cards 5 --days 7     one world",
            "  simshift simulate-world --seed 7 --card 2               and the life of its second card",
            "  simshift simulate-world --seeds 1..100 --cards 3        the worlds of seeds 1 to 100",
            "  simshift simulate-world --calm --loss 0.4               nothing but lost messages",
            "  simshift simulate-world --loss-curve curve              curve.csv and curve.svg: cards done against loss"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing happened that must not", "1:something did; its history is printed", "2:wrong usage"})
public final class SimulateWorldCommand implements Callable<Integer> {
    /** The command's name. */
    public static final String NAME = "simulate-world";

    private static final int CARDS = 5;
    private static final int CARDS_OF_CURVE = 500;
    private static final int CARDS_MAX = 10_000;
    private static final String CARDS_RANGE = "--cards is 1 to " + CARDS_MAX + ", not ";
    private static final int DAYS_MAX = 3650;
    private static final int ICCID_DIGITS_MIN = 18;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Number that decides all that is left to chance. Default: 1.")
    private long seed;

    @Option(
            names = "--seeds",
            paramLabel = "FROM..TO",
            description = "Many worlds, one for each seed; or a number of worlds, from --seed on.")
    private String seeds;

    @Option(names = "--cards", paramLabel = "N", description = "Cards in each. Default: 5; for a loss curve 500.")
    private Integer cards;

    @Option(
            names = "--days",
            paramLabel = "D",
            defaultValue = "7",
            description = "Length of the storm; 12 calm days follow. For a loss curve the window. Default: 7.")
    private int days;

    @Option(
            names = "--operators",
            paramLabel = "NAMES",
            split = ",",
            defaultValue = "A,B,C",
            description = "Operators, the first issues the cards. Default: A,B,C.")
    private List<String> operators;

    @ArgGroup(validate = false, heading = "%nThe weather (default: a storm):%n")
    private WeatherOptions weather = new WeatherOptions();

    @Option(
            names = "--card",
            paramLabel = "CARD",
            description = "Print the life of this card: ICCID, or number from 1.")
    private String card;

    @Option(
            names = "--loss-curve",
            paramLabel = "FILE",
            description =
                    "Instead of worlds: one move of all cards for each loss from 0 to 60 %%, as a table in FILE.csv"
                            + " and a picture in FILE.svg.")
    private Path lossCurve;

    @Option(
            names = "--step",
            paramLabel = "PERCENT",
            defaultValue = "5",
            description = "Distance of the points of a loss curve. Default: 5.")
    private int step;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (lossCurve != null) {
            return drawLossCurve();
        }
        SeedRange range = seedRange();
        WorldPlan plan = plan();
        WorldReport report = new WorldReport(shown(plan), replay(), range.count() == 1);
        PrintWriter out = spec.commandLine().getOut();
        List<WorldResult> results = new ArrayList<>();
        long begun = System.nanoTime();
        for (int world = 0; world < range.count(); world++) {
            WorldResult result = live(plan.withSeed(range.first() + world));
            if (!json) {
                report.print(result, out);
            }
            boolean historyWanted = json && shown(plan).isPresent();
            results.add(historyWanted ? result : result.withoutHistory());
        }
        if (json) {
            report.printJson(results, out);
        } else {
            out.println(WorldReport.summary(results));
        }
        out.flush();
        tellSpeed(results, System.nanoTime() - begun);
        return results.stream().allMatch(result -> result.violations().isEmpty()) ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private int drawLossCurve() {
        require(step >= 1 && step <= 60, "--step is 1 to 60, not " + step);
        int count = cards == null ? CARDS_OF_CURVE : cards;
        require(count >= 1 && count <= CARDS_MAX, CARDS_RANGE + count);
        PrintWriter out = spec.commandLine().getOut();
        LossCurve curve = new LossCurve(seed, count, Duration.ofDays(days), point -> {
            out.printf(
                    Locale.ROOT,
                    "loss %2.0f %%: %d of %d cards done (%.2f %%), %.2f messages per card, at most %d; 99 %% after %.1f h%n",
                    point.loss() * 100,
                    point.done(),
                    point.cards(),
                    point.share() * 100,
                    point.messagesPerCard(),
                    point.mostMessages(),
                    point.hours99());
            out.flush();
        });
        List<LossCurve.Point> points = curve.measure(LossCurve.losses(step));
        String name = lossCurve.toString().replaceFirst("\\.(csv|svg)$", "");
        write(Path.of(name + ".csv"), LossCurveFile.csv(points));
        write(Path.of(name + ".svg"), LossCurveFile.svg(points, days));
        curve.violations().forEach(violation -> out.println("VIOLATION: " + violation));
        out.flush();
        return curve.violations().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private static void write(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw CommandFailure.failed("The curve can't be written to " + file + ": " + e.getMessage(), e);
        }
    }

    private static WorldResult live(WorldPlan plan) {
        try (TemporaryFolder folder = TemporaryFolder.make()) {
            return WorldResult.of(plan, folder.path());
        }
    }

    private void tellSpeed(List<WorldResult> results, long nanos) {
        double seconds = nanos / 1e9;
        double lived =
                results.stream().mapToDouble(result -> result.age().toSeconds()).sum();
        PrintWriter err = spec.commandLine().getErr();
        err.printf(Locale.ROOT, "%.1f s, %,.0f times as fast as real time%n", seconds, lived / seconds);
        err.flush();
    }

    private SeedRange seedRange() {
        try {
            return seeds == null ? new SeedRange(seed, 1) : SeedRange.parse(seeds, seed);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--seeds: " + e.getMessage());
        }
    }

    private WorldPlan plan() {
        require(days >= 1 && days <= DAYS_MAX, "--days is 1 to " + DAYS_MAX + ", not " + days);
        int count = cards == null ? CARDS : cards;
        require(count >= 1 && count <= CARDS_MAX, CARDS_RANGE + count);
        require(
                operators.size() >= 2 && new HashSet<>(operators).size() == operators.size(),
                "--operators names two or more, each once");
        try {
            return new WorldPlan(
                    seed,
                    operators,
                    count,
                    WorldPlan.SLOTS,
                    Duration.ofDays(days),
                    weather.weather(),
                    WorldPlan.PLAIN_MODEMS);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(e.getMessage());
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw CommandFailure.usage(otherwise);
        }
    }

    private Optional<Iccid> shown(WorldPlan plan) {
        if (card == null) {
            return Optional.empty();
        }
        try {
            if (card.length() >= ICCID_DIGITS_MIN) {
                return Optional.of(new Iccid(card));
            }
            int number = Integer.parseInt(card);
            require(number >= 1 && number <= plan.cards(), "--card: there are cards 1 to " + plan.cards());
            return Optional.of(Numbers.iccid(number));
        } catch (NumberFormatException e) {
            throw CommandFailure.usage("--card is an ICCID or a number, not '" + card + "'");
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--card: " + e.getMessage());
        }
    }

    /** The options as they were given, without those that a single seed replaces. */
    private String replay() {
        List<String> given = new ArrayList<>(spec.commandLine().getParseResult().originalArgs());
        drop(given, "--seed");
        drop(given, "--seeds");
        drop(given, "--card");
        given.remove("--json");
        given.remove(NAME);
        return "simshift " + NAME + (given.isEmpty() ? "" : " " + String.join(" ", given));
    }

    private static void drop(List<String> arguments, String option) {
        for (int i = arguments.size() - 1; i >= 0; i--) {
            if (arguments.get(i).equals(option)) {
                arguments.subList(i, Math.min(i + 2, arguments.size())).clear();
            } else if (arguments.get(i).startsWith(option + "=")) {
                arguments.remove(i);
            }
        }
    }
}
