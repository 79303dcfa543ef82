package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.server.operator.OperatorId;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow revoke}. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Takes nothing more that is signed with the certificate of an operator or owner, and releases nothing for it, until it is registered with another one."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow revoke --dir escrow --party A"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class RevokeCommand implements Callable<Integer> {
    @Mixin
    private EscrowReach reach;

    @Option(
            names = "--party",
            paramLabel = "NAME",
            required = true,
            converter = NameConverter.class,
            description = "The operator or owner.")
    private OperatorId party;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        reach.with(escrow -> escrow.revoke(party));
        spec.commandLine().getOut().println("The certificate of " + party + " counts no longer");
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }
}
