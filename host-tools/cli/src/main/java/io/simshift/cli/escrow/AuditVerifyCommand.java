package io.simshift.cli.escrow;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.ExitCodes;
import io.simshift.server.audit.Checkpoint;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.audit.LedgerVerifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow audit verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Holds a ledger against its checkpoint, and against those that were kept from earlier or came from others: what"
                    + " was changed, cut off or shown to others only is found."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow audit verify --ledger simshift-demo --certificate escrow.pem --known last-year.checkpoint"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the ledger is whole", "1:it is not; a line says why", "2:wrong usage"})
public final class AuditVerifyCommand implements Callable<Integer> {
    @Option(names = "--ledger", paramLabel = "DIR", required = true, description = AuditOptions.LEDGER)
    private Path ledger;

    @Option(names = "--certificate", paramLabel = "FILE", required = true, description = AuditOptions.CERTIFICATE)
    private Path certificate;

    @Option(
            names = "--known",
            paramLabel = "FILE",
            description = "A checkpoint of the same ledger that somebody has kept; repeatable.")
    private List<Path> known = List.of();

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        LedgerVerifier.Verdict verdict = AuditOptions.told(this::verify);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectMapper mapper = new ObjectMapper();
            out.println(mapper.writeValueAsString(mapper.createObjectNode()
                    .put("intact", verdict.isIntact())
                    .put("entries", verdict.entries())
                    .put("root", verdict.root().toString())
                    .put("problem", verdict.problem())));
        } else if (verdict.isIntact()) {
            out.println("The ledger is whole: " + verdict.entries() + " entries, root " + verdict.root()
                    + ", held against " + (known.size() + 1) + " checkpoint(s).");
        } else {
            out.println("THE LEDGER IS NOT WHOLE: " + verdict.problem());
        }
        out.flush();
        return verdict.isIntact() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private LedgerVerifier.Verdict verify() throws IOException {
        LedgerFiles files = new LedgerFiles(ledger);
        X509Certificate keeper = LedgerFiles.readCertificate(certificate);
        List<Checkpoint> checkpoints = new ArrayList<>();
        checkpoints.add(LedgerFiles.readCheckpoint(files.checkpoint()));
        for (Path file : known) {
            checkpoints.add(LedgerFiles.readCheckpoint(file));
        }
        return LedgerVerifier.verify(files.entries(), keeper, checkpoints);
    }
}
