package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.protocol.identity.Iccid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow fleet add}. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Puts cards into a fleet."},
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow fleet add --dir escrow --name meters-de --iccids cards.txt"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class FleetAddCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "Of the fleet.")
    private String name;

    @Option(names = "--iccids", paramLabel = "FILE", required = true, description = "One ICCID on each line.")
    private Path iccids;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Iccid> cards = CardChoice.readList(iccids);
        home.with(escrow -> escrow.addToFleet(name, cards));
        spec.commandLine().getOut().println(cards.size() + " cards in fleet " + name);
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }
}
