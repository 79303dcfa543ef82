package io.simshift.cli.vectors;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.HexInput;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Map;

/**
 * One row of a vector file.
 *
 * @param line line in the file, from 1
 * @param cells value of each column; a column of the header that the row leaves empty is the empty text
 */
record VectorRow(int line, Map<String, String> cells) {
    VectorRow {
        cells = Map.copyOf(cells);
    }

    /** The row's name: its first naming column, or its line. */
    String id() {
        for (String column : new String[] {"set_id", "id", "vector_id", "name", "step", "parameter"}) {
            if (has(column)) {
                return cells.get(column).strip();
            }
        }
        return "line " + line;
    }

    /** True where the column exists and this row has a value in it. */
    boolean has(String column) {
        return !text(column).isEmpty();
    }

    /** The value without blanks around it; empty where there is none. */
    String text(String column) {
        return cells.getOrDefault(column, "").strip();
    }

    /**
     * The bytes of a hexadecimal column; none where it is empty.
     *
     * @throws CommandFailure where it is not hexadecimal
     */
    byte[] hex(String column) {
        return HexInput.parse("column " + column, text(column));
    }

    /** As {@link #hex}, of exactly {@code length} bytes. */
    byte[] hex(String column, int length) {
        byte[] bytes = hex(column);
        if (bytes.length != length) {
            throw CommandFailure.failed(
                    "column " + column + ": " + length + " bytes are needed, it has " + bytes.length);
        }
        return bytes;
    }

    /** The key in a hexadecimal column. */
    SecretBytes key(String column) {
        return SecretBytes.copyOf(hex(column));
    }

    /** True where the row says that it is a counter-example: what it shows must be refused. */
    boolean isNegative() {
        String remarks = String.join(
                " ",
                text("polarity"),
                text("status_name"),
                text("cc_scope"),
                text("notes"),
                text("note"),
                text("meaning"));
        return remarks.startsWith("negative")
                || remarks.contains("NEGATIVE")
                || remarks.contains("must be rejected")
                || remarks.contains("MISMATCH");
    }

    /** A whole number in decimal digits. */
    long number(String column) {
        try {
            return Long.parseLong(text(column));
        } catch (NumberFormatException e) {
            throw CommandFailure.failed("column " + column + ": not a decimal number: '" + text(column) + "'");
        }
    }
}
