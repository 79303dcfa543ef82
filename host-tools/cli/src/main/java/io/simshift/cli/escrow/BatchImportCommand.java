package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.server.audit.LedgerFiles;
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

/** {@code simshift escrow batch import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Takes over the custody of cards that another has made, from a production file for this escrow. May be repeated."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow batch import --dir third-party --production meters-1.cms --from manufacturer.pem"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class BatchImportCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Option(names = "--production", paramLabel = "FILE", required = true, description = "The production file.")
    private Path production;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            required = true,
            description = "Certificate of whoever has made and signed it (PEM or DER).")
    private Path from;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        X509Certificate certificate = AuditOptions.told(() -> LedgerFiles.readCertificate(from));
        PrintWriter console = spec.commandLine().getOut();
        home.with(escrow ->
                console.println(escrow.importBatch(production, certificate) + " cards are new in this escrow"));
        console.flush();
        return ExitCodes.OK;
    }
}
