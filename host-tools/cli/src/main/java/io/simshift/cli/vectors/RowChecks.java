package io.simshift.cli.vectors;

import io.simshift.cli.vectors.RowOutcome.Mismatch;
import io.simshift.cli.vectors.RowOutcome.Verdict;
import io.simshift.protocol.WireFormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** The checks of one row as they are made. A row without any check is not a passed one: it counts as skipped. */
final class RowChecks {
    private final List<Mismatch> mismatches = new ArrayList<>();
    private int made;
    private String reason = "no column of this row can be checked";

    /** The bytes must be those that the vector says. */
    void equal(String what, byte[] expected, byte[] got) {
        made++;
        if (!Arrays.equals(expected, got)) {
            mismatches.add(new Mismatch(what, hex(expected), hex(got)));
        }
    }

    /** The value must be the one that the vector says; compared as text. */
    void equal(String what, Object expected, Object got) {
        made++;
        if (!String.valueOf(expected).equals(String.valueOf(got))) {
            mismatches.add(new Mismatch(what, String.valueOf(expected), String.valueOf(got)));
        }
    }

    /** The column, if it has a value, must hold these bytes. */
    void column(VectorRow row, String column, byte[] got) {
        if (row.has(column)) {
            equal(column, row.hex(column), got);
        }
    }

    /** The bytes must be refused with an exception of the codec. */
    void refused(String what, Runnable decode) {
        made++;
        try {
            decode.run();
        } catch (WireFormatException e) {
            return;
        }
        mismatches.add(new Mismatch(what, "refused", "accepted"));
    }

    /** The check could not be made to its end. */
    void failed(String what, String expected, String got) {
        made++;
        mismatches.add(new Mismatch(what, expected, got));
    }

    /** Why no check is made; has no effect on a row for which one was. */
    void skip(String why) {
        reason = why;
    }

    /** What became of the row. */
    RowOutcome outcome(VectorRow row) {
        if (!mismatches.isEmpty()) {
            return new RowOutcome(row.line(), row.id(), Verdict.FAILED, mismatches, "");
        }
        if (made == 0) {
            return RowOutcome.skipped(row.line(), row.id(), reason);
        }
        return new RowOutcome(row.line(), row.id(), Verdict.PASSED, List.of(), "");
    }

    private static String hex(byte[] bytes) {
        return bytes.length == 0 ? "(no bytes)" : HexFormat.of().formatHex(bytes);
    }
}
