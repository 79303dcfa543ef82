package io.simshift.cli.escrow;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simshift escrow fleet}. */
@Command(
        name = "fleet",
        mixinStandardHelpOptions = true,
        description = "Whose cards they are, and whose signature their moves need.",
        subcommands = {FleetPutCommand.class, FleetAddCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class FleetCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        String names = String.join("', '", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "Say what to do: '" + names + "'");
    }
}
