package io.simshift.cli.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift bench campaign}. */
@Command(
        name = "campaign",
        mixinStandardHelpOptions = true,
        description = {
            "Measures a whole campaign: the OTA server in one process, a message centre with light cards in another.",
            "",
            "Light cards take and give the same secured packets as the applet. Their order is random. A switch counts when"
                    + " the card's proof of receipt is durable; before that its reservation, the hand-over, counter and packet"
                    + " were. The 99th percentile is from a card's beginning to that moment. The escrow grants everything at"
                    + " once."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  simshift bench campaign", "  simshift bench campaign --cards 1000000 --json"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:the campaign did not come to its end", "2:wrong usage"})
public final class CampaignBenchCommand implements Callable<Integer> {
    private static final List<Integer> CENTRE_LIMITS = List.of(150, 1000, 10_000);
    private static final long SEED = 33_812;
    private static final int LOOKS_PER_LINE = 10;

    @Option(names = "--cards", defaultValue = "100000", description = "Cards; default ${DEFAULT-VALUE}.")
    private int cards;

    @Option(
            names = "--concurrency",
            defaultValue = "600",
            description = "Cards under way at a time; default ${DEFAULT-VALUE}.")
    private int concurrency;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            paramLabel = "PERCENT",
            description =
                    "Of the cards, the first ones, which are not measured: a server runs for days, and its machine"
                            + " code is made in the first seconds; default ${DEFAULT-VALUE}.")
    private int warmUpPercent;

    @Option(
            names = "--heap",
            defaultValue = "512",
            paramLabel = "MB",
            description = "Heap of the server, in megabytes; default ${DEFAULT-VALUE}.")
    private int heapMegabytes;

    @Option(names = "--folder", description = "Where the server keeps its data; default a temporary folder.")
    private Path folder;

    @Option(names = "--json", description = "Print the figures as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private record Figures(
            double switchesPerSecond,
            double p50Millis,
            double p99Millis,
            long heapPeakMegabytes,
            long heapLiveMegabytes,
            double messagesPerSwitch,
            double bytesPerSwitch) {}

    @Override
    public Integer call() {
        if (cards < 1 || cards > 10_000_000 || concurrency < 1 || warmUpPercent < 0 || warmUpPercent > 90) {
            throw CommandFailure.usage(
                    "1 to 10000000 cards, a concurrency of at least 1 and a warm-up of 0 to 90 percent are possible");
        }
        Path work = null;
        try {
            work = Files.createTempDirectory("simshift-bench");
            Figures figures = measure(folder == null ? work : Files.createDirectories(folder), work);
            print(figures, spec.commandLine().getOut());
            return ExitCodes.OK;
        } catch (IOException e) {
            throw CommandFailure.failed("The bench's folder cannot be used: " + e.getMessage(), e);
        } finally {
            delete(work);
        }
    }

    private Figures measure(Path data, Path logs) {
        PrintWriter err = spec.commandLine().getErr();
        List<String> centreArguments = List.of(Integer.toString(cards), Long.toString(SEED));
        try (Child centre = Child.start(
                FleetCentre.class,
                List.of("-Xmx256m", "-XX:+UseSerialGC"),
                centreArguments,
                logs.resolve("centre.log"))) {
            int port = Integer.parseInt(centre.await("port"));
            int warmUp = (int) ((long) cards * warmUpPercent / 100);
            FleetSettings settings = new FleetSettings(data, port, cards, SEED, concurrency, warmUp, false);
            List<String> options = List.of("-Xmx" + heapMegabytes + "m", "-XX:+UseParallelGC");
            try (Child server =
                    Child.start(FleetServer.class, options, settings.arguments(), logs.resolve("server.log"))) {
                err.printf("Taking %,d cards and their order in ...%n", cards);
                err.flush();
                server.await("ready");
                err.println("Running ...");
                err.flush();
                server.say("run");
                return await(server, centre);
            }
        }
    }

    private Figures await(Child server, Child centre) {
        long before = -1;
        int standstills = 0;
        int looks = 0;
        while (true) {
            pause();
            String[] words = server.ask("results", "results").split(" ");
            long acknowledged = Long.parseLong(words[1]);
            if (acknowledged >= cards) {
                String[] counts = centre.ask("", "counts").split(" ");
                return new Figures(
                        Double.parseDouble(words[2]),
                        Double.parseDouble(words[3]),
                        Double.parseDouble(words[4]),
                        Long.parseLong(words[5]),
                        Long.parseLong(words[6]),
                        Double.parseDouble(counts[1]) / cards,
                        Double.parseDouble(counts[2]) / cards);
            }
            if (++looks % LOOKS_PER_LINE == 0) {
                spec.commandLine().getErr().printf("%,d of %,d cards ...%n", acknowledged, cards);
                spec.commandLine().getErr().flush();
            }
            standstills = acknowledged == before ? standstills + 1 : 0;
            before = acknowledged;
            if (standstills > 20) {
                throw CommandFailure.failed("The campaign stands still at " + acknowledged + " of " + cards + " cards: "
                        + server.ask("numbers", "numbers"));
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("Interrupted");
        }
    }

    private void print(Figures figures, PrintWriter out) {
        if (json) {
            out.println(toJson(figures));
        } else {
            out.printf(
                    Locale.ROOT, "cards                    %,d, in random order, %,d at a time%n", cards, concurrency);
            out.printf(Locale.ROOT, "switches per second      %,.0f%n", figures.switchesPerSecond());
            out.printf(
                    Locale.ROOT,
                    "median, 99th percentile  %.1f ms, %.1f ms%n",
                    figures.p50Millis(),
                    figures.p99Millis());
            out.printf(
                    Locale.ROOT,
                    "heap of the server       %d MB at most, %d MB after collections, of %d MB%n",
                    figures.heapPeakMegabytes(),
                    figures.heapLiveMegabytes(),
                    heapMegabytes);
            out.printf(
                    Locale.ROOT,
                    "per switch               %.2f messages, %.0f bytes of user data%n",
                    figures.messagesPerSwitch(),
                    figures.bytesPerSwitch());
            CENTRE_LIMITS.forEach(limit ->
                    out.printf(Locale.ROOT, "at %,6d messages/s       %s%n", limit, length(seconds(figures, limit))));
        }
        out.flush();
    }

    /** How long it lasts where the centre takes no more than so many messages in a second, or the server gives no more. */
    private double seconds(Figures figures, int messagesPerSecond) {
        // Of a switch's messages one goes to the centre; answers have no limit of their own.
        return cards / Math.min(messagesPerSecond, figures.switchesPerSecond());
    }

    private static String length(double seconds) {
        long whole = Math.round(seconds);
        return String.format(Locale.ROOT, "%d h %02d min %02d s", whole / 3600, whole / 60 % 60, whole % 60);
    }

    private String toJson(Figures figures) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("cards", cards)
                .put("concurrency", concurrency)
                .put("warmUpPercent", warmUpPercent)
                .put("engine", "sqlite")
                .put("switchesPerSecond", Math.round(figures.switchesPerSecond()))
                .put("p50Millis", figures.p50Millis())
                .put("p99Millis", figures.p99Millis())
                .put("heapPeakMegabytes", figures.heapPeakMegabytes())
                .put("heapLiveMegabytes", figures.heapLiveMegabytes())
                .put("messagesPerSwitch", Math.round(figures.messagesPerSwitch() * 1000) / 1000.0)
                .put("bytesPerSwitch", Math.round(figures.bytesPerSwitch()));
        ObjectNode lengths = root.putObject("secondsAtMessagesPerSecond");
        CENTRE_LIMITS.forEach(limit -> lengths.put(Integer.toString(limit), Math.round(seconds(figures, limit))));
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers could not be written as JSON", e);
        }
    }

    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the bench's folder " + folder + " cannot be deleted", e);
        }
    }
}
