package io.simshift.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.cli.campaign.ApiOptions;
import io.simshift.server.audit.AuditException;
import io.simshift.server.audit.Checkpoint;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.audit.LedgerVerifier;
import io.simshift.server.remote.RemoteServer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift audit fetch}. */
@Command(
        name = "fetch",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a server's ledger, and the checkpoint that it signs now, into a folder. The token is a security"
                    + " officer's.",
            "What an earlier fetch has left there is replaced only by a ledger that goes on from it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift audit fetch --server https://127.0.0.1:8441 --certificate operator-a.pem \\",
            "      --token-file officer.token --out ledger"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:written", "1:not written; a line says why", "2:wrong usage"})
public final class FetchCommand implements Callable<Integer> {
    private static final int PAGE = 1000;

    @Mixin
    private ApiOptions api;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Made where it is not there yet.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        long entries = api.at(this::fetch);
        PrintWriter console = spec.commandLine().getOut();
        console.println("The ledger has " + entries + " entries; it is in " + out);
        console.flush();
        return ExitCodes.OK;
    }

    private long fetch(RemoteServer server) {
        try {
            Files.createDirectories(out);
            LedgerFiles files = new LedgerFiles(out);
            Path entries = Files.createTempFile(out, "audit", ".new");
            Path checkpoint = Files.createTempFile(out, "audit", ".new");
            try {
                String note = server.getText("/api/v1/audit/checkpoint");
                Checkpoint signed = Checkpoint.decode(note);
                write(server, signed.size(), entries);
                Files.writeString(checkpoint, note);
                requireThatItGoesOn(entries, signed, files);
                // Cut off in between, the old checkpoint stands beside entries that go on from it.
                Files.move(entries, files.entries(), StandardCopyOption.REPLACE_EXISTING);
                Files.move(checkpoint, files.checkpoint(), StandardCopyOption.REPLACE_EXISTING);
                return signed.size();
            } finally {
                Files.deleteIfExists(entries);
                Files.deleteIfExists(checkpoint);
            }
        } catch (AuditException e) {
            throw CommandFailure.failed("This is no checkpoint: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(RemoteServer server, long size, Path entries) throws IOException {
        try (BufferedWriter ledger = Files.newBufferedWriter(entries)) {
            for (long written = 0; written < size; ) {
                JsonNode page = server.get(
                                "/api/v1/audit?after=" + written + "&limit=" + Math.min(PAGE, size - written))
                        .path("items");
                if (page.isEmpty()) {
                    throw CommandFailure.failed("The server has signed " + size + " entries and gives " + written);
                }
                for (JsonNode line : page) {
                    ledger.write(line.toString());
                    ledger.write('\n');
                    written++;
                }
            }
        }
    }

    /** What is in the folder may be the one proof that a ledger was written anew. */
    private static void requireThatItGoesOn(Path entries, Checkpoint signed, LedgerFiles files) throws IOException {
        List<Checkpoint> known = new ArrayList<>(List.of(signed));
        if (Files.exists(files.checkpoint())) {
            known.add(LedgerFiles.readCheckpoint(files.checkpoint()));
        }
        LedgerVerifier.Verdict verdict = LedgerVerifier.compare(entries, known);
        if (!verdict.isIntact()) {
            throw CommandFailure.failed("What the server gives does not go with "
                    + (known.size() == 1 ? "its checkpoint" : files.checkpoint() + ", which is kept as it is") + ": "
                    + verdict.problem());
        }
    }
}
