package io.simshift.cli.vectors;

import java.util.List;

/**
 * One vector file as it was read.
 *
 * @param file its path below the folder that was asked for, with slashes
 * @param folder name of the folder that it lies in
 * @param header names of the columns
 * @param rows its rows
 * @param broken what is wrong with the file as such, as failures; then there are no rows
 */
record VectorTable(String file, String folder, List<String> header, List<VectorRow> rows, List<RowOutcome> broken) {
    VectorTable {
        header = List.copyOf(header);
        rows = List.copyOf(rows);
        broken = List.copyOf(broken);
    }

    /** The file's name without its folders. */
    String fileName() {
        return file.substring(file.lastIndexOf('/') + 1);
    }
}
