package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.server.audit.ProofCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow audit check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Checks a proof, without the ledger and without the escrow. The same check is one Java file that needs nothing"
                    + " else: java ProofCheck.java PROOF CERTIFICATE (docs/escrow.md)."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow audit check --proof card.proof --certificate escrow.pem"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:proved", "1:not proved; a line says why", "2:wrong usage"})
public final class AuditCheckCommand implements Callable<Integer> {
    @Option(names = "--proof", paramLabel = "FILE", required = true, description = "From 'prove'.")
    private Path proof;

    @Option(names = "--certificate", paramLabel = "FILE", required = true, description = AuditOptions.CERTIFICATE)
    private Path certificate;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            ProofCheck.check(proof, certificate).forEach(out::println);
        } catch (ProofCheck.Failure e) {
            throw CommandFailure.failed("Not proved: " + e.getMessage(), e);
        }
        out.flush();
        return ExitCodes.OK;
    }
}
