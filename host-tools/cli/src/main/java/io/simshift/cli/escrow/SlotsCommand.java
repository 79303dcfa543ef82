package io.simshift.cli.escrow;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simshift escrow slots}. */
@Command(
        name = "slots",
        mixinStandardHelpOptions = true,
        description = "What an operator does with the slots that it was given.",
        subcommands = {SlotsExportCommand.class, SlotsFetchCommand.class, SlotsAcknowledgeCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class SlotsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        String names = String.join("', '", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "Say what to do: '" + names + "'");
    }
}
