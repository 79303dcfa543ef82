package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.server.audit.Checkpoint;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.audit.LedgerVerifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow restore}. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts a backup into a new folder, opens the escrow there and checks its ledger against checkpoints that were kept."
                    + " A restored escrow does not know what was decided after its backup: name the newest checkpoint that"
                    + " anybody has kept."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow restore --from backup --dir escrow --known kept.checkpoint"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it is there, and its ledger goes up to all checkpoints",
            "1:it could not be restored, or its ledger lacks something that was signed",
            "2:wrong usage"
        })
public final class RestoreCommand implements Callable<Integer> {
    @Option(names = "--from", paramLabel = "DIR", required = true, description = "The backup.")
    private Path backup;

    @Mixin
    private EscrowHome home;

    @Option(
            names = "--known",
            paramLabel = "CHECKPOINT",
            description = "A checkpoint that was kept; may be given more than once.")
    private List<Path> known = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Checkpoint> checkpoints = new ArrayList<>();
        for (Path file : known) {
            checkpoints.add(AuditOptions.told(() -> LedgerFiles.readCheckpoint(file)));
        }
        if (!Files.exists(backup.resolve("escrow.db"))) {
            throw CommandFailure.failed("There is no backup of an escrow in " + backup);
        }
        if (Files.exists(home.folder())) {
            throw CommandFailure.failed(home.folder() + " is there already: a backup goes into a new folder");
        }
        copy();
        LedgerVerifier.Verdict[] verdict = new LedgerVerifier.Verdict[1];
        home.with(escrow -> {
            LedgerFiles ledger = new LedgerFiles(home.folder().resolve("ledger"));
            escrow.exportAudit(ledger.folder());
            checkpoints.add(LedgerFiles.readCheckpoint(ledger.checkpoint()));
            verdict[0] = LedgerVerifier.verify(ledger.entries(), escrow.certificate(), checkpoints);
        });
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                verdict[0].isIntact()
                        ? "Restored in " + home.folder() + ": its ledger is whole, " + verdict[0].entries() + " entries"
                        : "RESTORED, BUT NOT WHOLE: " + verdict[0].problem());
        out.flush();
        return verdict[0].isIntact() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private void copy() throws IOException {
        Files.createDirectories(home.folder());
        try (Stream<Path> files = Files.list(backup)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, home.folder().resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
