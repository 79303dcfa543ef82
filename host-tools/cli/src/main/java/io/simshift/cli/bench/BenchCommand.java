package io.simshift.cli.bench;

import io.simshift.bench.BenchmarkException;
import io.simshift.bench.BenchmarkRow;
import io.simshift.bench.BenchmarkSuite;
import io.simshift.bench.BenchmarkSuite.Pace;
import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.cli.fleet.CampaignBenchCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code simshift bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = {CampaignBenchCommand.class, SmppBenchCommand.class},
        description = {
            "Measures how often one thread of this machine does the protocol's costly work in a second.",
            "",
            "Each row stands beside its floor: the same calls of the cipher with nothing around them, in the same run."
                    + " Every operation has keys of its own unless its name says otherwise. What is measured runs on the"
                    + " Java virtual machine that runs this command (JAVA_HOME), in processes of its own."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift bench packet",
            "  simshift bench aka --json > aka.json",
            "  simshift bench packet --quick",
            "  simshift bench escrow --json",
            "  simshift bench smpp"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:the benchmarks could not be run", "2:wrong usage"})
public final class BenchCommand implements Callable<Integer> {
    private static final int CARDS_MAX = 1_000_000;
    private static final int QUICK_CARDS = 1000;

    /** The choices of the parameter. */
    enum SuiteName {
        packet(Optional.of(BenchmarkSuite.PACKET)),
        aka(Optional.of(BenchmarkSuite.AKA)),
        escrow(Optional.empty());

        private final Optional<BenchmarkSuite> suite;

        SuiteName(Optional<BenchmarkSuite> suite) {
            this.suite = suite;
        }
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "packet|aka|escrow",
            description =
                    "'packet': secured packets, written and opened. 'aka': authentication vectors. 'escrow': cards made"
                            + " and slots released by an escrow with a keystore, on the disk of the temporary folder.")
    private SuiteName suite;

    @Option(names = "--json", description = "Print the rows as JSON.")
    private boolean json;

    @Option(names = "--quick", description = "Measure for a shorter time: figures for a look, not for a comparison.")
    private boolean quick;

    @Option(
            names = "--cards",
            paramLabel = "N",
            defaultValue = "10000",
            description =
                    "With 'escrow': cards of 16 slots that are made, 4 to 1000000 (default: 10000; with --quick 1000).")
    private int cards;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (suite == null) {
            throw CommandFailure.usage("Missing required parameter: 'packet|aka|escrow', or a subcommand");
        }
        if (suite.suite.isEmpty()) {
            return escrow();
        }
        PrintWriter err = spec.commandLine().getErr();
        List<BenchmarkRow> rows;
        try {
            rows = suite.suite.get().run(quick ? Pace.QUICK : Pace.FULL, (number, total, name) -> {
                err.printf("[%d/%d] %s%n", number, total, name);
                err.flush();
            });
        } catch (BenchmarkException e) {
            throw CommandFailure.failed(e.getMessage(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        BenchTable table = new BenchTable(rows);
        if (json) {
            table.printJson(out);
        } else {
            table.printText(out);
        }
        out.flush();
        return ExitCodes.OK;
    }

    private int escrow() throws IOException {
        if (cards < 4 || cards > CARDS_MAX) {
            throw CommandFailure.usage("--cards is 4 to " + CARDS_MAX + ", not " + cards);
        }
        EscrowMeasurement measured = new EscrowMeasurement(quick ? Math.min(cards, QUICK_CARDS) : cards).run();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            measured.printJson(out);
        } else {
            measured.printText(out);
        }
        out.flush();
        return ExitCodes.OK;
    }
}
