package io.simshift.cli.vectors;

import io.simshift.cli.ExitCodes;
import io.simshift.cli.vectors.RowOutcome.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift vectors}. */
@Command(
        name = "vectors",
        mixinStandardHelpOptions = true,
        description = {
            "Runs published test vectors.",
            "",
            "The vectors are CSV files in folders named after their subject (milenage, sqn, mac, ota, ...). Each row is run"
                    + " with all the checks that its columns allow. The last line is 'N passed, N failed, N skipped' in rows;"
                    + " what is skipped is named with the reason."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift vectors",
            "  simshift vectors --target card",
            "  simshift vectors --dir ~/my-vectors --json > result.json"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no row failed", "1:a row failed", "2:wrong usage, or no vector file there"})
public final class VectorsCommand implements Callable<Integer> {
    /** The choices of {@code --target}. */
    enum TargetName {
        host,
        card
    }

    @Option(
            names = "--target",
            paramLabel = "host|card",
            defaultValue = "host",
            description = "What to run them on: 'host', our own code (default), or 'card', simulated"
                    + " cards, each personalised with the keys of its row: what they answer to AUTHENTICATE and to"
                    + " packets over the air.")
    private TargetName target;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Folder with the vector files, searched with all below it; default: the files that come with"
                    + " Simshift.")
    private Path dir;

    @Option(
            names = "--json",
            description = "Print the whole result as JSON; the closing line goes to the error stream.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        VectorFiles files = dir == null ? VectorFiles.shipped() : VectorFiles.below(dir);
        VectorReport report = new VectorRun(chosenTarget()).run(files);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            report.printJson(out);
            spec.commandLine().getErr().println(report.summary());
        } else {
            report.printText(out);
        }
        out.flush();
        spec.commandLine().getErr().flush();
        return report.count(Verdict.FAILED) == 0 ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private Target chosenTarget() {
        return target == TargetName.card ? new CardTarget(new SecureRandom()) : new HostTarget();
    }
}
