package io.simshift.server.http;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that callers send, each for as long as its call runs. */
final class Uploads {
    private static final String PREFIX = "upload";
    private static final String SUFFIX = ".tmp";

    private Uploads() {}

    /** A new, empty one that nobody else may read. */
    static Path create(Path folder) throws IOException {
        return Files.createTempFile(Files.createDirectories(folder), PREFIX, SUFFIX);
    }

    /** Deletes what a server has left that was killed during a call. Not while another one runs on the same folder. */
    static void clean(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            Answers.LOG.warn("old uploads in {} cannot be deleted: {}", folder, e.getMessage());
        }
    }
}
