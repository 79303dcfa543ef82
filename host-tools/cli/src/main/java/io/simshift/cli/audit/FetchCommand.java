package io.simshift.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.cli.campaign.ApiOptions;
import io.simshift.server.audit.AuditException;
import io.simshift.server.audit.Checkpoint;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.remote.RemoteServer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                    + " officer's."
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
            String note = server.getText("/api/v1/audit/checkpoint");
            long size = Checkpoint.decode(note).size();
            try (BufferedWriter ledger = Files.newBufferedWriter(files.entries())) {
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
            Files.writeString(files.checkpoint(), note);
            return size;
        } catch (AuditException e) {
            throw CommandFailure.failed("The server's checkpoint is none: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
