package io.simshift.cli.escrow;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simshift escrow approval}. */
@Command(
        name = "approval",
        mixinStandardHelpOptions = true,
        description = "What officers of the custodian approve.",
        subcommands = {ApprovalSignCommand.class, ApprovalRegisterCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class ApprovalCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        String names = String.join("', '", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "Say what to do: '" + names + "'");
    }
}
