package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.escrow.CardSelection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow batch export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a production file anew, for cards of which nobody has a slot yet, where the policy allows it: for a line that has lost its file, or for another custodian's certificate."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow batch export --dir escrow --batch meters-1 --line line.pem --out meters-1.cms"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class BatchExportCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Mixin
    private CardChoice cards;

    @Option(
            names = "--line",
            paramLabel = "FILE",
            required = true,
            description = "Certificate of the line or of the custodian (PEM or DER).")
    private Path line;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The production file; replaced if it exists.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        CardSelection selection = cards.selection();
        X509Certificate certificate = AuditOptions.told(() -> LedgerFiles.readCertificate(line));
        PrintWriter console = spec.commandLine().getOut();
        home.with(escrow -> console.println(escrow.produceAgain(selection, certificate, out) + " cards: " + out));
        console.flush();
        return ExitCodes.OK;
    }
}
