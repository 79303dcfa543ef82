package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.server.escrow.SignedApproval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow approval register}. */
@Command(
        name = "register",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Takes an officer's signed approval."},
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow approval register --dir escrow --approval anna.approval"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class ApprovalRegisterCommand implements Callable<Integer> {
    @Mixin
    private EscrowReach reach;

    @Option(names = "--approval", paramLabel = "FILE", required = true, description = "The signed approval.")
    private Path document;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        byte[] bytes = Files.readAllBytes(document);
        reach.with(escrow -> {
            SignedApproval approval = SignedApproval.decode(bytes);
            if (!escrow.approve(approval)) {
                throw CommandFailure.failed(
                        "Refused: " + approval.officer() + " is no officer, or has not signed this");
            }
        });
        spec.commandLine().getOut().println("Taken: " + document);
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }
}
