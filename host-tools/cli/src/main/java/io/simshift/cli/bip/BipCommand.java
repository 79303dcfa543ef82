package io.simshift.cli.bip;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simshift bip}. */
@Command(
        name = "bip",
        mixinStandardHelpOptions = true,
        description = "Cards by IP: TCP, CAT_TP, HTTPS with TLS-PSK (docs/bip.md).",
        subcommands = {ServeCommand.class, CardCommand.class, TriggerCommand.class, BenchCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class BipCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        String names = String.join("', '", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "Say what to do: '" + names + "'");
    }
}
