package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.server.escrow.EscrowPolicy;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow policy set}. */
@Command(
        name = "set",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Changes what the custodian demands; what is not named stays as it is. Where officers are demanded, they have to approve the change first: its text is printed."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow policy set --dir escrow --officers 2 --validity-days 30"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class PolicySetCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Option(
            names = "--officers",
            paramLabel = "N",
            description = "How many have to approve releases, and what goes beyond the daily work; 0 to 9.")
    private Integer officers;

    @Option(
            names = "--destroy-confirmed",
            paramLabel = "yes|no",
            description = "Whether copies of keys are destroyed once the card has arrived.")
    private String destroyConfirmed;

    @Option(
            names = "--validity-days",
            paramLabel = "N",
            description = "Within how many days hand-overs have to end; 0 for no end.")
    private Integer validityDays;

    @Option(
            names = "--production-again",
            paramLabel = "yes|no",
            description = "Whether production files may be written again.")
    private String productionAgain;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        home.with(escrow -> {
            EscrowPolicy now = escrow.policy();
            escrow.setPolicy(new EscrowPolicy(
                    destroyConfirmed == null ? now.destroyConfirmed() : isYes("--destroy-confirmed", destroyConfirmed),
                    officers == null ? now.officers() : officers,
                    validityDays == null ? now.validityDays() : validityDays,
                    productionAgain == null ? now.productionAgain() : isYes("--production-again", productionAgain)));
        });
        spec.commandLine().getOut().println("The policy is changed");
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }

    private static boolean isYes(String option, String value) {
        return switch (value) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw CommandFailure.usage(option + " is yes or no, not " + value);
        };
    }
}
