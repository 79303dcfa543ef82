package io.simshift.cli.escrow;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simshift escrow}. */
@Command(
        name = "escrow",
        mixinStandardHelpOptions = true,
        description = "The key custodian (docs/escrow.md).",
        subcommands = {
            InitCommand.class,
            IdentityCommand.class,
            RegisterCommand.class,
            RevokeCommand.class,
            BatchCommand.class,
            IssueCommand.class,
            HandoverCommand.class,
            ReserveCommand.class,
            RequestCommand.class,
            ReleaseCommand.class,
            SlotsCommand.class,
            CancelCommand.class,
            ConfirmCommand.class,
            ConsentCommand.class,
            FleetCommand.class,
            ApprovalCommand.class,
            PolicyCommand.class,
            RotateCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            DestroyCommand.class,
            AuditCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class EscrowCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        String names = String.join("', '", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "Say what to do: '" + names + "'");
    }
}
