package io.simshift.cli.escrow;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simshift escrow policy}. */
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        description = "What the custodian demands.",
        subcommands = {PolicyShowCommand.class, PolicySetCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class PolicyCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        String names = String.join("', '", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "Say what to do: '" + names + "'");
    }
}
