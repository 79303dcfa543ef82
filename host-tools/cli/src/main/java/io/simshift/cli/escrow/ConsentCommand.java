package io.simshift.cli.escrow;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simshift escrow consent}. */
@Command(
        name = "consent",
        mixinStandardHelpOptions = true,
        description = "Who agrees that cards move.",
        subcommands = {ConsentSignCommand.class, ConsentRegisterCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class ConsentCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        String names = String.join("', '", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "Say what to do: '" + names + "'");
    }
}
