package io.simshift.cli.bench;

import io.simshift.bench.BenchmarkException;
import io.simshift.bench.BenchmarkRow;
import io.simshift.bench.BenchmarkSuite;
import io.simshift.bench.BenchmarkSuite.Pace;
import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import java.io.PrintWriter;
import java.util.List;
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
        description = {
            "Measures how often one thread of this machine does the protocol's costly work in a second.",
            "",
            "Each row stands beside its floor: the same calls of the cipher with nothing around them, in the same run."
                    + " Every operation has keys of its own unless its name says otherwise. What is measured runs on the"
                    + " Java virtual machine that runs this command (JAVA_HOME), in processes of its own."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  simshift bench packet", "  simshift bench aka --json > aka.json", "  simshift bench packet --quick"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:the benchmarks could not be run", "2:wrong usage"})
public final class BenchCommand implements Callable<Integer> {
    /** The choices of the parameter. */
    enum SuiteName {
        packet(BenchmarkSuite.PACKET),
        aka(BenchmarkSuite.AKA);

        private final BenchmarkSuite suite;

        SuiteName(BenchmarkSuite suite) {
            this.suite = suite;
        }
    }

    @Parameters(
            paramLabel = "packet|aka",
            description = "'packet': secured packets, written and opened. 'aka': authentication vectors.")
    private SuiteName suite;

    @Option(names = "--json", description = "Print the rows as JSON.")
    private boolean json;

    @Option(names = "--quick", description = "Measure for a shorter time: figures for a look, not for a comparison.")
    private boolean quick;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        List<BenchmarkRow> rows;
        try {
            rows = suite.suite.run(quick ? Pace.QUICK : Pace.FULL, (number, total, name) -> {
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
}
