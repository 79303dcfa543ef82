package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.server.escrow.Fleet;
import io.simshift.server.operator.OperatorId;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow fleet put}. */
@Command(
        name = "put",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Makes a fleet known, or gives it another policy: whose signature its moves need."},
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow fleet put --dir escrow --name meters-de --owner meters --consent owner,recipient"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class FleetPutCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "Of the fleet.")
    private String name;

    @Option(
            names = "--owner",
            paramLabel = "NAME",
            required = true,
            converter = NameConverter.class,
            description = "Who owns the cards; registered.")
    private OperatorId owner;

    @Option(
            names = "--consent",
            paramLabel = "owner,donor,recipient",
            defaultValue = "owner,donor,recipient",
            description = "Who has to consent to each move (default: all three).")
    private String consent;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        home.with(escrow -> escrow.putFleet(new Fleet(name, owner, Fleet.parseConsent(consent))));
        spec.commandLine().getOut().println("Fleet " + name + " of " + owner + "; its moves need: " + consent);
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }
}
