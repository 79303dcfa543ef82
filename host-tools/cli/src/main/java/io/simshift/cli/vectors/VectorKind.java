package io.simshift.cli.vectors;

import io.simshift.cli.CommandFailure;
import io.simshift.protocol.WireFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One kind of vector file that can be run.
 *
 * @param folder folder that it lives in
 * @param fileName its usual name; a file with another name is of this kind when it has all the columns
 * @param requiredColumns columns without which the file makes no sense; others may be absent or empty
 * @param onCard true where a card can run some of it
 * @param runner what makes outcomes of its rows
 */
record VectorKind(String folder, String fileName, List<String> requiredColumns, boolean onCard, Runner runner) {
    /** Runs the rows of one file, in order. */
    interface Runner {
        /** One outcome for each row. */
        List<RowOutcome> run(List<VectorRow> rows, Target target);
    }

    /** Makes the checks of one row that depends on no other. */
    interface RowCheck {
        /**
         * Makes the checks that the row's columns allow.
         *
         * @throws CommandFailure where a column cannot be read
         */
        void check(VectorRow row, Target target, RowChecks checks);
    }

    VectorKind {
        requiredColumns = List.copyOf(requiredColumns);
    }

    /** A runner of rows that do not depend on each other. */
    static Runner eachRow(RowCheck check) {
        return (rows, target) -> {
            List<RowOutcome> outcomes = new ArrayList<>();
            for (VectorRow row : rows) {
                outcomes.add(checked(row, checks -> check.check(row, target, checks)));
            }
            return outcomes;
        };
    }

    /** The outcome of one row; whatever the code under test throws fails this row and no other. */
    static RowOutcome checked(VectorRow row, Consumer<RowChecks> check) {
        RowChecks checks = new RowChecks();
        try {
            check.accept(checks);
        } catch (CommandFailure e) {
            checks.failed("row", "a row that can be run", e.getMessage());
        } catch (WireFormatException | IllegalArgumentException e) {
            checks.failed("row", "no error", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // A defect that one row brings to light must not hide what the others show.
            checks.failed("row", "no error", e.toString());
        }
        return checks.outcome(row);
    }

    /** The required columns that {@code header} lacks. */
    List<String> missingIn(List<String> header) {
        return requiredColumns.stream()
                .filter(column -> !header.contains(column))
                .toList();
    }
}
