package io.simshift.vectors;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts comma-separated values (RFC 4180) into records. A field in quotes may hold commas, line ends and doubled quotes;
 * line ends are LF or CRLF; the last one may be missing.
 */
final class CsvParser {
    private static final int END = -1;

    private final String file;
    private final String text;
    private int position;
    private int line = 1;

    /** A record and the line that it begins in, counted from 1. */
    record Fields(int line, List<String> values) {}

    CsvParser(String file, String text) {
        this.file = file;
        this.text = text;
    }

    List<Fields> parse() {
        List<Fields> records = new ArrayList<>();
        while (peek() != END) {
            int startLine = line;
            List<String> values = record();
            boolean blank = values.size() == 1 && values.get(0).isEmpty();
            if (!blank) {
                records.add(new Fields(startLine, values));
            }
        }
        return records;
    }

    private List<String> record() {
        List<String> values = new ArrayList<>();
        while (true) {
            values.add(peek() == '"' ? quoted() : bare());
            int next = peek();
            if (next == ',') {
                position++;
            } else if (next == END || lineEnd()) {
                return values;
            } else {
                throw new VectorException(file, line, "text behind the closing quote of a field");
            }
        }
    }

    private boolean lineEnd() {
        if (peek() == '\r' && position + 1 < text.length() && text.charAt(position + 1) == '\n') {
            position++;
        }
        if (peek() != '\n') {
            return false;
        }
        position++;
        line++;
        return true;
    }

    private String bare() {
        int start = position;
        while (peek() != END && peek() != ',' && peek() != '\n' && peek() != '\r') {
            if (peek() == '"') {
                throw new VectorException(file, line, "a quote inside a field without quotes");
            }
            position++;
        }
        return text.substring(start, position);
    }

    private String quoted() {
        int startLine = line;
        StringBuilder value = new StringBuilder();
        position++;
        while (true) {
            int next = peek();
            if (next == END) {
                throw new VectorException(file, startLine, "a quoted field has no closing quote");
            }
            position++;
            if (next == '"' && peek() != '"') {
                return value.toString();
            }
            if (next == '"') {
                position++;
            }
            if (next == '\n') {
                line++;
            }
            value.append((char) next);
        }
    }

    private int peek() {
        return position < text.length() ? text.charAt(position) : END;
    }
}
