package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.server.escrow.ConsentAnswer;
import io.simshift.server.handover.SignedDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow consent register}. */
@Command(
        name = "register",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Takes a signed consent, or one that takes it back."},
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow consent register --dir escrow --consent consent.txt"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:taken for all cards", "1:refused for a card; a line says why", "2:wrong usage"})
public final class ConsentRegisterCommand implements Callable<Integer> {
    @Mixin
    private EscrowReach reach;

    @Option(names = "--consent", paramLabel = "FILE", required = true, description = "The signed consent.")
    private Path document;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        byte[] bytes = Files.readAllBytes(document);
        PrintWriter out = spec.commandLine().getOut();
        int[] exitCode = {ExitCodes.OK};
        reach.with(escrow -> {
            for (ConsentAnswer answer : escrow.consent(SignedDocument.decode("consent", bytes))) {
                String card = answer.card().iccid() + " slot " + answer.card().slot() + ": ";
                out.println(card
                        + answer.refusal()
                                .map(refusal -> "refused, " + refusal + ": " + answer.detail())
                                .orElse("taken"));
                exitCode[0] = answer.refusal().isPresent() ? ExitCodes.FAILED : exitCode[0];
            }
        });
        out.flush();
        return exitCode[0];
    }
}
