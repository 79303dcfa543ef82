package io.simshift.cli.audit;

import io.simshift.cli.escrow.AuditCheckCommand;
import io.simshift.cli.escrow.AuditProveCommand;
import io.simshift.cli.escrow.AuditShowCommand;
import io.simshift.cli.escrow.AuditVerifyCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simshift audit}. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Fetches the ledger of an operator's server, and shows whether it is whole.",
        subcommands = {
            FetchCommand.class,
            AuditVerifyCommand.class,
            AuditShowCommand.class,
            AuditProveCommand.class,
            AuditCheckCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift audit fetch --server https://127.0.0.1:8441 --certificate operator-a.pem \\",
            "      --token-file officer.token --out ledger",
            "  simshift audit verify --ledger ledger --certificate operator-a.pem --known last-year.checkpoint"
        })
public final class AuditCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        String names = String.join("', '", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "Say what to do: '" + names + "'");
    }
}
