package io.simshift.cli.card;

import io.simshift.cli.ota.OtaCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simshift card}. */
@Command(
        name = "card",
        mixinStandardHelpOptions = true,
        description = "Works with single cards.",
        subcommands = {
            ServeCommand.class,
            PersonaliseCommand.class,
            InfoCommand.class,
            ExportCommand.class,
            ApduCommand.class,
            OtaCommand.class,
            GpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class CardCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        String names = String.join("', '", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "Say what to do: '" + names + "'");
    }
}
