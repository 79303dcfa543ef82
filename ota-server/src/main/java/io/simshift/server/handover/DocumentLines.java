package io.simshift.server.handover;

import io.simshift.server.operator.OperatorId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The lines of a signed text, read one after the other; what is wrong is told with its line. */
public final class DocumentLines {
    /** Years of four digits: what goes beyond is no time of a document, and overflows where days are added to it. */
    private static final Instant EARLIEST = Instant.EPOCH;

    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private final String name;
    private final List<String> lines;
    private int next;

    /** @param name how the document is called in error messages */
    public DocumentLines(String name, String text) {
        this.name = name;
        this.lines = text.lines().toList();
    }

    /** The next line. */
    public String line() {
        if (next >= lines.size()) {
            throw new HandoverFormatException(name, lines.size(), "the file is too short");
        }
        return lines.get(next++);
    }

    /** Whether there are no more lines. */
    public boolean atEnd() {
        return next >= lines.size();
    }

    /** The value of the next line, {@code # field: value}. */
    public String field(String field) {
        String start = "# " + field + ": ";
        String line = line();
        if (!line.startsWith(start)) {
            throw fail("'" + start.strip() + "' is expected here");
        }
        return line.substring(start.length());
    }

    /** The same, where the next line is that field. */
    public Optional<String> optionalField(String field) {
        boolean isNext = next < lines.size() && lines.get(next).startsWith("# " + field + ": ");
        return isNext ? Optional.of(field(field)) : Optional.empty();
    }

    /** A field with a party's name. */
    public OperatorId party(String field) {
        try {
            return new OperatorId(field(field));
        } catch (IllegalArgumentException e) {
            throw fail(e.getMessage());
        }
    }

    /** A field with a time of the years 1970 to 9999. */
    public Instant time(String field) {
        return instant(field(field));
    }

    /** The same, where the next line is that field. */
    public Optional<Instant> optionalTime(String field) {
        return optionalField(field).map(this::instant);
    }

    private Instant instant(String value) {
        Instant time;
        try {
            time = Instant.parse(value);
        } catch (DateTimeException e) {
            throw fail("'" + value + "' is no time");
        }
        if (time.isBefore(EARLIEST) || !time.isBefore(END)) {
            throw fail("'" + value + "' is not between the years 1970 and 9999");
        }
        return time;
    }

    /** A problem with the line that was read last. */
    public HandoverFormatException fail(String message) {
        return new HandoverFormatException(name, next, message);
    }
}
