package io.simshift.cli.tear;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.simulator.tear.TearBench;
import io.simshift.simulator.tear.TearRun.Depth;
import io.simshift.simulator.tear.TearRun.Result;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift tear}. */
@Command(
        name = "tear",
        mixinStandardHelpOptions = true,
        description = {
            "Cuts the power of a simulated card before and after each of its persistent writes.",
            "",
            "After each cut the card is restarted and looked at through its contacts: it must be wholly as before the"
                    + " command that was cut or wholly as after it (IMSI, slot, keys, files, free slots), no counter and"
                    + " no SQN lower than before; and the command, sent again, must succeed. Each cut is made with each"
                    + " fault: clean; the cell that was being written reads as garbage; writes of non-atomic methods"
                    + " inside a transaction are not rolled back."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift tear                            every operation",
            "  simshift tear --operation switch         one of them",
            "  simshift tear --operation flip --double  the restart is cut as well",
            "  simshift tear --list                     what can be torn"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no cut left the card inconsistent", "1:at least one did", "2:wrong usage"})
public final class TearCommand implements Callable<Integer> {
    private static final String ALL = "all";
    private static final int SHOWN_PER_OPERATION = 5;

    @Option(
            names = "--operation",
            paramLabel = "NAME",
            defaultValue = ALL,
            description = "What to tear; '--list' names them. Default: all of them.")
    private String operation;

    @Option(names = "--double", description = "Cut the restart after each cut too, at each of its own writes.")
    private boolean doubleCuts;

    @Option(
            names = "--every-byte",
            description = "Cut copies that are not atomic before each byte, not at their first, middle and last.")
    private boolean everyByte;

    @Option(names = "--list", description = "Name the operations and do nothing else.")
    private boolean list;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            TearBench.operations().forEach((name, what) -> out.printf("%-28s %s%n", name, what));
            out.flush();
            return ExitCodes.OK;
        }
        List<Result> results = tear(names());
        TearReport report = new TearReport(results, SHOWN_PER_OPERATION);
        if (json) {
            report.printJson(out);
        } else {
            report.printText(out);
        }
        out.flush();
        return report.inconsistent() == 0 ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private List<String> names() {
        List<String> known = List.copyOf(TearBench.operations().keySet());
        if (operation.equals(ALL)) {
            return known;
        }
        if (!known.contains(operation)) {
            throw CommandFailure.usage("No operation '" + operation + "'; there are: " + String.join(", ", known));
        }
        return List.of(operation);
    }

    /** Each thread has a card of its own, so that operations may run side by side. */
    private List<Result> tear(List<String> names) {
        Depth depth = new Depth(everyByte, doubleCuts);
        ThreadLocal<TearBench> benches = ThreadLocal.withInitial(TearBench::new);
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<Result>> running = names.stream()
                    .map(name -> threads.submit(() -> benches.get().tear(name, depth)))
                    .toList();
            return collect(running);
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Result> collect(List<Future<Result>> running) {
        PrintWriter err = spec.commandLine().getErr();
        List<Result> results = new ArrayList<>();
        try {
            for (Future<Result> future : running) {
                Result result = future.get();
                results.add(result);
                err.printf("[%d/%d] %s%n", results.size(), running.size(), result.operation());
                err.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("Interrupted");
        } catch (ExecutionException e) {
            throw CommandFailure.failed(
                    "The card could not be torn: " + e.getCause().getMessage(), e);
        }
        return results;
    }
}
