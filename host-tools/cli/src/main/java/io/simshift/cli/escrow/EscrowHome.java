package io.simshift.cli.escrow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where an escrow is, and what opens it. */
final class EscrowHome extends EscrowKeys {
    @Option(names = "--dir", paramLabel = "DIR", required = true, description = "Folder of the escrow.")
    private Path folder;

    Path folder() {
        return folder;
    }

    boolean exists() {
        return Files.exists(folder.resolve(DATABASE));
    }

    /** Opens the escrow that must be there. */
    void with(Work work) throws IOException {
        openExisting(folder, work);
    }

    void open(Work work) throws IOException {
        open(folder, work);
    }
}
