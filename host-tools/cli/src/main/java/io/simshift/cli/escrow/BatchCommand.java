package io.simshift.cli.escrow;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simshift escrow batch}. */
@Command(
        name = "batch",
        mixinStandardHelpOptions = true,
        description = "Batches of cards.",
        subcommands = {
            BatchCreateCommand.class,
            BatchExportCommand.class,
            BatchImportCommand.class,
            BatchPersonaliseCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class BatchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        String names = String.join("', '", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "Say what to do: '" + names + "'");
    }
}
