package io.simshift.server.escrow;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A production file on the disk: it has its name only once it is whole. */
final class ProductionFile {
    private ProductionFile() {}

    /** Begins a file. */
    interface Opening {
        ProductionWriter open(OutputStream out) throws IOException;
    }

    /** Gives the writer all its cards. */
    interface Filling {
        void fill(ProductionWriter writer) throws IOException;
    }

    static void write(Path file, Opening opening, Filling filling) throws IOException {
        Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "production", ".new");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(fresh));
                    ProductionWriter writer = opening.open(out)) {
                filling.fill(writer);
                writer.end();
            }
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
