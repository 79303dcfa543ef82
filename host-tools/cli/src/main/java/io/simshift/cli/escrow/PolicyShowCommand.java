package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.server.escrow.EscrowPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code simshift escrow policy show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Shows what the custodian demands."},
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow policy show --dir escrow"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class PolicyShowCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        home.with(escrow -> {
            EscrowPolicy policy = escrow.policy();
            out.println("officers: " + policy.officers());
            out.println("destroy confirmed: " + (policy.destroyConfirmed() ? "yes" : "no"));
            out.println("validity days: " + (policy.validityDays() == 0 ? "any" : policy.validityDays()));
            out.println("production again: " + (policy.productionAgain() ? "yes" : "no"));
        });
        out.flush();
        return ExitCodes.OK;
    }
}
