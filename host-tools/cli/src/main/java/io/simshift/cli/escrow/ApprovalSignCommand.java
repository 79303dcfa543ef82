package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.server.escrow.SignedApproval;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.operator.TextSignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow approval sign}. */
@Command(
        name = "sign",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"An officer approves a document: a hand-over, or the text that a refused command has printed."},
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow approval sign --document handover.txt --officer anna --identity anna.p12 --out anna.approval"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class ApprovalSignCommand implements Callable<Integer> {
    @Option(
            names = "--document",
            paramLabel = "FILE",
            required = true,
            description = "What is approved: read it first.")
    private Path document;

    @Option(
            names = "--officer",
            paramLabel = "NAME",
            required = true,
            converter = NameConverter.class,
            description = "Who approves.")
    private OperatorId officer;

    @Mixin
    private IdentityOptions identity;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The signed approval; replaced if it exists.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        String text = Files.readString(document);
        // Of a signed document the text alone: there may be many signatures over it.
        int signature = text.lastIndexOf("\n# signature: ");
        String approved = signature < 0 ? text : text.substring(0, signature + 1);
        OperatorIdentity key = identity.open();
        SignedApproval approval = SignedApproval.sign(officer, TextSignature.sha256(approved), key);
        Files.write(out, approval.encode());
        spec.commandLine().getOut().println("Approved: SHA-256 " + approval.document());
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }
}
