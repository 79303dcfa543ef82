package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.server.audit.LedgerFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow backup}. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Copies database and keystores, as they are at one moment, into an empty folder. The keys of a token are not copied."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow backup --dir escrow --to backup"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class BackupCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Option(names = "--to", paramLabel = "DIR", required = true, description = "An empty folder, or none yet.")
    private Path target;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        home.with(escrow -> {
            escrow.backUp(target);
            LedgerFiles ledger = new LedgerFiles(target.resolve("ledger"));
            escrow.exportAudit(ledger.folder());
        });
        spec.commandLine().getOut().println("Backup in " + target + "; keep its ledger/audit.checkpoint elsewhere too");
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }
}
