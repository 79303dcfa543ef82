package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.server.audit.LedgerFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code simshift escrow init}. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes an escrow: its database, its vault with a fresh master key and its identity. DIR/ledger gets the empty"
                    + " ledger with the certificate, for those who will check it."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow init --dir escrow --password-file password.txt"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:made", "1:it could not be made; a line says why", "2:wrong usage"})
public final class InitCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (home.exists()) {
            throw CommandFailure.failed("There is an escrow in " + home.folder() + " already");
        }
        LedgerFiles ledger = new LedgerFiles(home.folder().resolve("ledger"));
        home.open(escrow -> escrow.exportAudit(ledger.folder()));
        PrintWriter out = spec.commandLine().getOut();
        out.println("Escrow in " + home.folder() + "; its certificate: " + ledger.certificate());
        out.flush();
        return ExitCodes.OK;
    }
}
