package io.simshift.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Reads the entries of an exported ledger, one at a time. */
public final class LedgerReader implements AutoCloseable {
    private static final ObjectReader JSON = new ObjectMapper().reader();

    private final Path file;
    private final BufferedReader in;
    private long number;

    private LedgerReader(Path file) throws IOException {
        this.file = file;
        this.in = Files.newBufferedReader(file);
    }

    /**
     * One line.
     *
     * @param number from 1
     * @param line as it is in the file, without the end of line
     */
    public record Line(long number, String line) {
        /** Its place in the tree. */
        TreeHash leaf() {
            return AuditLedger.leaf(line);
        }
    }

    public static LedgerReader open(Path file) throws IOException {
        return new LedgerReader(file);
    }

    /** The next line, or null at the end; {@link AuditException} where the file is no text. */
    public Line next() throws IOException {
        try {
            String line = in.readLine();
            return line == null ? null : new Line(++number, line);
        } catch (CharacterCodingException e) {
            throw new AuditException(file.getFileName() + ":" + (number + 1) + ": the file is not text in UTF-8", e);
        }
    }

    /** What a line says; {@link AuditException} where it is no entry with its own number. */
    public AuditEntry parse(Line line) {
        try {
            JsonNode node = JSON.readTree(line.line());
            if (node.path("number").asLong(-1) != line.number()) {
                throw new AuditException(
                        place(line) + "the entry's number is " + node.path("number") + ", not " + line.number());
            }
            Map<String, String> details = new TreeMap<>();
            node.path("details")
                    .properties()
                    .forEach(detail ->
                            details.put(detail.getKey(), detail.getValue().asText()));
            Instant at = Instant.parse(node.path("at").asText());
            return new AuditEntry(
                    at, node.path("actor").asText(), node.path("action").asText(), details);
        } catch (JsonProcessingException e) {
            throw new AuditException(place(line) + "the line is not JSON", e);
        } catch (DateTimeException e) {
            throw new AuditException(place(line) + "the entry has no time", e);
        }
    }

    private String place(Line line) {
        return file.getFileName() + ":" + line.number() + ": ";
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
