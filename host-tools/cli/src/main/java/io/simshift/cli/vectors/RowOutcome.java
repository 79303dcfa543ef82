package io.simshift.cli.vectors;

import java.util.List;

/**
 * What became of one row of a vector file.
 *
 * @param line line of the row in its file, from 1
 * @param id the row's name in its file
 * @param verdict what became of it
 * @param mismatches what differed; empty unless it failed
 * @param reason why it was skipped; empty unless it was
 */
record RowOutcome(int line, String id, Verdict verdict, List<Mismatch> mismatches, String reason) {
    /** What can become of a row. */
    enum Verdict {
        PASSED,
        FAILED,
        SKIPPED
    }

    /**
     * One difference.
     *
     * @param what which value, usually its column
     * @param expected what the vector says
     * @param got what our code says
     */
    record Mismatch(String what, String expected, String got) {}

    RowOutcome {
        mismatches = List.copyOf(mismatches);
    }

    static RowOutcome failed(int line, String id, String what, String expected, String got) {
        return new RowOutcome(line, id, Verdict.FAILED, List.of(new Mismatch(what, expected, got)), "");
    }

    static RowOutcome skipped(int line, String id, String reason) {
        return new RowOutcome(line, id, Verdict.SKIPPED, List.of(), reason);
    }
}
