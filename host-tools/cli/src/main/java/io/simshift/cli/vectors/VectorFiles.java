package io.simshift.cli.vectors;

import io.simshift.cli.CommandFailure;
import io.simshift.vectors.VectorException;
import io.simshift.vectors.VectorFile;
import io.simshift.vectors.VectorSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The vector files of one run, read whole.
 *
 * @param source where they are, for people
 * @param tables the files in the order of their names
 */
record VectorFiles(String source, List<VectorTable> tables) {
    VectorFiles {
        tables = List.copyOf(tables);
    }

    /** The files that come with Simshift. */
    static VectorFiles shipped() {
        return read("Simshift's own vectors", "", VectorSets.shipped());
    }

    /**
     * All files {@code *.csv} in {@code dir} and below.
     *
     * @throws CommandFailure (usage) where there is no such folder, or no vector file in it
     */
    static VectorFiles below(Path dir) throws IOException {
        if (!Files.exists(dir)) {
            throw CommandFailure.usage("No such folder: " + dir);
        }
        if (!Files.isDirectory(dir)) {
            throw CommandFailure.usage("Not a folder: " + dir);
        }
        Path real = dir.toRealPath();
        String name = real.getFileName() == null ? "" : real.getFileName().toString();
        try {
            return read(dir.toString(), name, VectorSets.in(real));
        } catch (VectorException e) {
            throw CommandFailure.usage("No vectors: " + e.getMessage());
        }
    }

    private static VectorFiles read(String source, String dirName, VectorSets sets) {
        return new VectorFiles(
                source,
                sets.names().stream().map(name -> table(sets, name, dirName)).toList());
    }

    /** One file; one that cannot be read becomes a table whose only row is that failure. */
    private static VectorTable table(VectorSets sets, String name, String dirName) {
        String[] parts = name.split("/");
        // With --dir .../milenage the files have no folder in their names.
        String folder = parts.length > 1 ? parts[parts.length - 2] : dirName;
        try {
            return table(folder, sets.file(name));
        } catch (VectorException e) {
            RowOutcome broken = RowOutcome.failed(1, "file", "file", "rows of comma-separated values", e.getMessage());
            return new VectorTable(name, folder, List.of(), List.of(), List.of(broken));
        }
    }

    /** A file's rows with all their cells. */
    static VectorTable table(String folder, VectorFile file) {
        List<VectorRow> rows = file.rows().stream()
                .map(row -> new VectorRow(
                        row.line(), file.columns().stream().collect(Collectors.toMap(column -> column, row::get))))
                .toList();
        return new VectorTable(file.name(), folder, file.columns(), rows, List.of());
    }
}
