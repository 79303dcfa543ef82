package io.simshift.cli.packet;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simshift packet}. */
@Command(
        name = "packet",
        mixinStandardHelpOptions = true,
        description = "Makes secured packets of over-the-air commands and answers, and explains them field by field"
                + " (ETSI TS 102 225, 3GPP TS 31.115).",
        subcommands = {EncodeCommand.class, DecodeCommand.class},
        synopsisSubcommandLabel = "encode|decode")
public final class PacketCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: 'encode' or 'decode'");
    }
}
