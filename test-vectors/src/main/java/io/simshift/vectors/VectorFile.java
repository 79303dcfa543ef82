package io.simshift.vectors;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One file of test vectors: comma-separated values (RFC 4180) in UTF-8 with the columns' names in the first line.
 *
 * @param name folder and file, for example {@code milenage/gsm_milenage_ts55205.csv}
 * @param columns names of the columns in order
 * @param rows the vectors in order
 */
public record VectorFile(String name, List<String> columns, List<Row> rows) {
    public VectorFile {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** One vector. */
    public static final class Row {
        private final String file;
        private final int line;
        private final Map<String, String> values;

        private Row(String file, int line, Map<String, String> values) {
            this.file = file;
            this.line = line;
            this.values = values;
        }

        /** Folder and file. */
        public String file() {
            return file;
        }

        /** The line that it begins in, counted from 1. */
        public int line() {
            return line;
        }

        /** What the first column says, or the line where that says nothing. */
        public String id() {
            String first = values.values().iterator().next();
            return first.isEmpty() ? "line " + line : first;
        }

        /** Whether the file has this column. */
        public boolean has(String column) {
            return values.containsKey(column);
        }

        /**
         * The text in a column; empty where the vector has none.
         *
         * @throws VectorException where the file has no such column
         */
        public String get(String column) {
            String value = values.get(column);
            if (value == null) {
                throw fail("there is no column '" + column + "'");
            }
            return value;
        }

        /**
         * The bytes in a column of hexadecimal digits; none where the vector has none.
         *
         * @throws VectorException where it holds anything else
         */
        public byte[] hex(String column) {
            try {
                return HexFormat.of().parseHex(get(column));
            } catch (IllegalArgumentException e) {
                throw fail("column '" + column + "' is not hexadecimal: '" + get(column) + "'");
            }
        }

        /**
         * The number in a column of decimal digits.
         *
         * @throws VectorException where it holds anything else
         */
        public long number(String column) {
            try {
                return Long.parseLong(get(column));
            } catch (NumberFormatException e) {
                throw fail("column '" + column + "' is not a number: '" + get(column) + "'");
            }
        }

        /** The exception that says {@code message} about this vector. */
        public VectorException fail(String message) {
            return new VectorException(file, line, message);
        }

        /** File, line and id. */
        @Override
        public String toString() {
            return file + ":" + line + " " + id();
        }
    }

    /**
     * Reads a file's text.
     *
     * @throws VectorException naming file and line, where it is not well formed
     */
    public static VectorFile parse(String name, String text) {
        List<CsvParser.Fields> records = new CsvParser(name, text).parse();
        if (records.isEmpty()) {
            throw new VectorException(name, 1, "there is no line with the columns' names");
        }
        List<String> columns = records.get(0).values();
        if (new HashSet<>(columns).size() != columns.size()) {
            throw new VectorException(name, 1, "two columns have the same name");
        }
        List<Row> rows = new ArrayList<>();
        for (CsvParser.Fields fields : records.subList(1, records.size())) {
            rows.add(row(name, columns, fields));
        }
        return new VectorFile(name, columns, rows);
    }

    private static Row row(String name, List<String> columns, CsvParser.Fields fields) {
        if (fields.values().size() != columns.size()) {
            throw new VectorException(
                    name,
                    fields.line(),
                    fields.values().size() + " fields where there are " + columns.size() + " columns");
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i), fields.values().get(i));
        }
        return new Row(name, fields.line(), values);
    }
}
