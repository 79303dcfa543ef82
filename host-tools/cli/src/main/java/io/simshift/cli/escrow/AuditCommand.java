package io.simshift.cli.escrow;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simshift escrow audit}. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Checks an escrow's ledger: who got which slot when, and on whose word. It needs the exported ledger only; there"
                    + " is no key in it."
        },
        subcommands = {
            AuditExportCommand.class,
            AuditShowCommand.class,
            AuditVerifyCommand.class,
            AuditProveCommand.class,
            AuditCheckCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow audit show --ledger simshift-demo --iccid 8988300000000000013",
            "  simshift escrow audit verify --ledger simshift-demo --certificate escrow.pem --known last-year.checkpoint",
            "  simshift escrow audit prove --ledger simshift-demo --iccid 8988300000000000013 --out card.proof",
            "  simshift escrow audit check --proof card.proof --certificate escrow.pem"
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
