package io.simshift.cli.vectors;

import io.simshift.cli.vectors.RowOutcome.Verdict;
import java.util.List;

/**
 * What became of one file.
 *
 * @param file its path below the folder that was asked for, with slashes
 * @param rows its rows in order; those of a skipped file too
 * @param reason why the whole file was skipped; empty if it was not
 */
record FileOutcome(String file, List<RowOutcome> rows, String reason) {
    FileOutcome {
        rows = List.copyOf(rows);
    }

    /** How many rows ended so. */
    long count(Verdict verdict) {
        return rows.stream().filter(row -> row.verdict() == verdict).count();
    }

    /** True where the file as a whole was skipped. */
    boolean skipped() {
        return !reason.isEmpty();
    }
}
