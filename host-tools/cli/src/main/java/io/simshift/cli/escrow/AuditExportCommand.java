package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow audit export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Signs the ledger as it is now and writes it to a folder."},
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow audit export --dir escrow --out ledger"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class AuditExportCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder for the three files of the ledger.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        home.with(escrow -> escrow.exportAudit(out));
        spec.commandLine().getOut().println("Ledger: " + out);
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }
}
