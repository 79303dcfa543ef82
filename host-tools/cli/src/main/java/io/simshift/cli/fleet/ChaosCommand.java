package io.simshift.cli.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift chaos}. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description = {
            "Kills the OTA server again and again while it runs a campaign, and checks what has become of the cards.",
            "",
            "The server is a process of its own and is killed with SIGKILL at random moments, also while it starts. Every"
                    + " fifth time the message centre falls too, and forgets what it had. The cards are light ones, with real"
                    + " packets; they reset some time after they took a SWITCH, and are then seen at the recipient. At the end"
                    + " each card must have switched once, no counter may have come with two packets, and the server must"
                    + " know that all have arrived."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  simshift chaos", "  simshift chaos --cards 200 --kills 10 --seed 7 --json"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all as it must be", "1:it was not, or the run did not come to its end", "2:wrong usage"})
public final class ChaosCommand implements Callable<Integer> {
    private static final int CARDS_MAX = 1_000_000;

    @Option(names = "--cards", defaultValue = "2000", description = "Cards; default ${DEFAULT-VALUE}.")
    private int cards;

    @Option(names = "--kills", defaultValue = "50", description = "How often; default ${DEFAULT-VALUE}.")
    private int kills;

    @Option(names = "--seed", defaultValue = "1", description = "Of the moments; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--json", description = "Print what came out as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (cards < 1 || cards > CARDS_MAX || kills < 0) {
            throw CommandFailure.usage("1 to " + CARDS_MAX + " cards and no negative number of kills are possible");
        }
        Path folder = null;
        boolean good = false;
        try {
            folder = Files.createTempDirectory("simshift-chaos");
            PrintWriter err = spec.commandLine().getErr();
            ChaosOutcome outcome;
            try (ChaosRun run = new ChaosRun(folder, cards, kills, seed, line -> {
                err.println(line);
                err.flush();
            })) {
                outcome = run.run();
            }
            print(outcome, spec.commandLine().getOut());
            good = outcome.isGood();
            return good ? ExitCodes.OK : ExitCodes.FAILED;
        } catch (IOException e) {
            throw CommandFailure.failed("The folder of the run cannot be used: " + e.getMessage(), e);
        } finally {
            if (good) {
                delete(folder);
            } else if (folder != null) {
                spec.commandLine().getErr().println("The server's data and log are left in " + folder);
            }
        }
    }

    private void print(ChaosOutcome outcome, PrintWriter out) {
        if (json) {
            try {
                out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(outcome));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("numbers could not be written as JSON", e);
            }
        } else {
            out.printf(Locale.ROOT, "cards                        %,d%n", outcome.cards());
            out.printf(
                    Locale.ROOT,
                    "kills                        %d of the server, %d of the message centre%n",
                    outcome.serverKills(),
                    outcome.centreKills());
            out.printf(
                    Locale.ROOT,
                    "messages                     %,d, %.2f for each card%n",
                    outcome.messages(),
                    (double) outcome.messages() / outcome.cards());
            out.printf(Locale.ROOT, "switched exactly once        %,d%n", outcome.switchedOnce());
            out.printf(Locale.ROOT, "switched more than once      %,d%n", outcome.switchedMore());
            out.printf(Locale.ROOT, "never switched               %,d%n", outcome.neverSwitched());
            out.printf(Locale.ROOT, "counters with two packets    %,d%n", outcome.reusedCounters());
            out.printf(Locale.ROOT, "known as arrived             %,d%n", outcome.confirmed());
            out.printf(Locale.ROOT, "transfers in other phases    %,d%n", outcome.others());
            out.println(
                    outcome.isGood() ? "Nothing was lost, and nothing happened twice." : "THIS IS NOT AS IT MUST BE.");
        }
        out.flush();
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " cannot be deleted", e);
        }
    }
}
