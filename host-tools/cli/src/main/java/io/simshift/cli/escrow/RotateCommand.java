package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow rotate}. */
@Command(
        name = "rotate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Makes a new master key and puts all slots under it."},
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow rotate --dir escrow --retire"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class RotateCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Option(
            names = "--retire",
            description = "Destroys the older master keys then: what old backups hold can't be read any more.")
    private boolean retire;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        home.with(escrow -> {
            out.println("All slots are under master key " + escrow.rotateMasterKey());
            if (retire) {
                out.println("Older master keys destroyed: " + escrow.retireMasterKeys());
            }
        });
        out.flush();
        return ExitCodes.OK;
    }
}
