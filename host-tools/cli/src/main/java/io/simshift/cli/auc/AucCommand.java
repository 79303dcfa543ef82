package io.simshift.cli.auc;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simshift auc}. */
@Command(
        name = "auc",
        mixinStandardHelpOptions = true,
        description = "An authentication centre: vectors for the subscribers of a file (docs/auc.md).",
        subcommands = {VectorsCommand.class, ServeCommand.class},
        synopsisSubcommandLabel = "vectors|serve")
public final class AucCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: 'vectors' or 'serve'");
    }
}
