package io.simshift.server.escrow;

import io.simshift.server.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.stream.Stream;

/** A copy of the escrow while it runs. */
final class EscrowBackup {
    private EscrowBackup() {}

    static void copy(Database database, Path folder, List<String> keystores, Path target, String databaseName)
            throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> there = Files.list(target)) {
            if (there.findAny().isPresent()) {
                throw new IOException("folder " + target + " is not empty");
            }
        }
        database.read(db -> {
            try (PreparedStatement copy = db.prepareStatement("VACUUM INTO ?")) {
                copy.setString(1, target.resolve(databaseName).toString());
                copy.execute();
            }
            return null;
        });
        for (String keystore : keystores) {
            if (Files.exists(folder.resolve(keystore))) {
                Files.copy(folder.resolve(keystore), target.resolve(keystore), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
