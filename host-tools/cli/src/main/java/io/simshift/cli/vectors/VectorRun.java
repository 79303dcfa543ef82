package io.simshift.cli.vectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs vector files on one target. */
final class VectorRun {
    private final Target target;

    VectorRun(Target target) {
        this.target = target;
    }

    /** Runs all files in the order of their names. */
    VectorReport run(VectorFiles files) {
        List<FileOutcome> outcomes = new ArrayList<>();
        for (VectorTable table : files.tables()) {
            outcomes.add(run(table));
        }
        return new VectorReport(target.name(), files.source(), outcomes);
    }

    private FileOutcome run(VectorTable table) {
        Optional<String> reason = VectorKinds.whySkipped(table);
        if (reason.isPresent()) {
            return skipped(table, reason.get());
        }
        if (!table.broken().isEmpty()) {
            return new FileOutcome(table.file(), table.broken(), "");
        }
        VectorKind kind = VectorKinds.of(table).orElse(null);
        if (kind == null) {
            return skipped(table, "neither its name nor its columns are those of a vector file that Simshift knows");
        }
        if (!kind.onCard() && !target.computesFunctions()) {
            return skipped(table, "a card does not answer such questions; run with --target host");
        }
        List<String> missing = kind.missingIn(table.header());
        if (!missing.isEmpty()) {
            String expected = "the columns of " + kind.fileName();
            String got = "no column " + String.join(", ", missing);
            return new FileOutcome(table.file(), List.of(RowOutcome.failed(1, "header", "columns", expected, got)), "");
        }
        if (table.rows().isEmpty()) {
            RowOutcome empty = RowOutcome.failed(1, "header", "rows", "at least one row", "none");
            return new FileOutcome(table.file(), List.of(empty), "");
        }
        return new FileOutcome(table.file(), kind.runner().run(table.rows(), target), "");
    }

    private static FileOutcome skipped(VectorTable table, String reason) {
        List<RowOutcome> rows = table.rows().stream()
                .map(row -> RowOutcome.skipped(row.line(), row.id(), reason))
                .toList();
        return new FileOutcome(table.file(), rows, reason);
    }
}
