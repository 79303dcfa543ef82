package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.protocol.identity.Iccid;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.audit.LedgerProver;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow audit prove}. */
@Command(
        name = "prove",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a proof that can be checked without the ledger: all entries about one card, or that the ledger grew out"
                    + " of the one that an earlier checkpoint was signed for."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow audit prove --ledger simshift-demo --iccid 8988300000000000013 --out card.proof",
            "  simshift escrow audit prove --ledger simshift-demo --since last-year.checkpoint --out growth.proof"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the ledger can't be used; a line says why", "2:wrong usage"})
public final class AuditProveCommand implements Callable<Integer> {
    @Option(names = "--ledger", paramLabel = "DIR", required = true, description = AuditOptions.LEDGER)
    private Path ledger;

    @ArgGroup(multiplicity = "1")
    private What what;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The proof; replaced if it exists.")
    private Path out;

    @Spec
    private CommandSpec spec;

    /** One of the two. */
    private static final class What {
        @Option(
                names = "--iccid",
                paramLabel = "ICCID",
                required = true,
                converter = AuditOptions.IccidConverter.class,
                description = "Prove what the ledger says about this card.")
        private Iccid iccid;

        @Option(
                names = "--since",
                paramLabel = "CHECKPOINT",
                required = true,
                description = "Prove that nothing was changed since this checkpoint.")
        private Path since;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter console = spec.commandLine().getOut();
        AuditOptions.told(() -> {
            LedgerProver prover = new LedgerProver(new LedgerFiles(ledger));
            if (what.iccid != null) {
                console.println(prover.proveCard(what.iccid, out) + " entries about card " + what.iccid + ": " + out);
            } else {
                prover.proveGrowth(LedgerFiles.readCheckpoint(what.since), out);
                console.println("Growth since " + what.since + ": " + out);
            }
            return null;
        });
        console.flush();
        return ExitCodes.OK;
    }
}
