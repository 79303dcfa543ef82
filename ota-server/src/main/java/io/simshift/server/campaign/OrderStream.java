package io.simshift.server.campaign;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Reads an order row by row, however long it is, and never holds more than one row of it. */
public final class OrderStream {
    /** Takes what is read. */
    public interface Sink {
        /** A row whose ICCID and IMSI are well formed. */
        void row(OrderRow row);

        /** A row that is not. */
        void problem(int line, String message);
    }

    private static final int LINE_MAX = 1000;
    private static final Set<String> FIELDS = Set.of("iccid", "new_imsi");

    private final String name;
    private final Sink sink;

    private OrderStream(String name, Sink sink) {
        this.name = name;
        this.sink = sink;
    }

    /**
     * Reads to the end of {@code in}.
     *
     * @param name for messages
     * @throws OrderException where it can't be read as an order from some line on
     * @throws UncheckedIOException where the stream breaks off
     */
    public static void read(String name, OrderFormat format, InputStream in, Sink sink) {
        OrderStream stream = new OrderStream(name, sink);
        try {
            if (format == OrderFormat.CSV) {
                stream.csv(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), 1 << 16));
            } else {
                stream.json(in);
            }
        } catch (CharacterCodingException e) {
            throw new OrderException("order " + name + " is not UTF-8 text");
        } catch (IOException e) {
            throw new UncheckedIOException("order " + name + " broke off: " + e.getMessage(), e);
        }
    }

    private void csv(BufferedReader in) throws IOException {
        String header = line(in, 1);
        if (header == null) {
            throw new OrderException("order " + name + " is empty");
        }
        List<String> columns = Arrays.asList(fields(header.startsWith("\uFEFF") ? header.substring(1) : header));
        if (columns.size() != FIELDS.size() || !FIELDS.equals(Set.copyOf(columns))) {
            throw new OrderException(name + ":1: the first line must name the columns iccid,new_imsi");
        }
        int iccid = columns.indexOf("iccid");
        int number = 1;
        for (String line = line(in, 2); line != null; line = line(in, number + 1)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] fields = fields(line);
            if (fields.length == columns.size()) {
                row(number, fields[iccid], fields[1 - iccid]);
            } else {
                sink.problem(number, columns.size() + " columns are needed, not " + fields.length);
            }
        }
    }

    /** As readLine, but a line without end can't fill the memory. */
    private String line(BufferedReader in, int number) throws IOException {
        StringBuilder line = null;
        for (int next = in.read(); next >= 0; next = in.read()) {
            line = line == null ? new StringBuilder() : line;
            if (next == '\n') {
                break;
            }
            if (line.length() == LINE_MAX) {
                throw new OrderException(name + ":" + number + ": the line is longer than " + LINE_MAX + " characters");
            }
            line.append((char) next);
        }
        if (line != null && line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return line == null ? null : line.toString();
    }

    private static String[] fields(String line) {
        return Arrays.stream(line.split(",", -1)).map(String::strip).toArray(String[]::new);
    }

    private void json(InputStream in) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(in)) {
            parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_ARRAY) {
                token = parser.nextToken();
            }
            if (token == null) {
                throw new OrderException("order " + name + " is empty");
            }
            while (token != null && token != JsonToken.END_ARRAY) {
                int line = parser.currentTokenLocation().getLineNr();
                if (token != JsonToken.START_OBJECT) {
                    throw new OrderException(name + ":" + line + ": an object with iccid and new_imsi must stand here");
                }
                object(parser, line);
                token = parser.nextToken();
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new OrderException(name + ":" + line + ": " + e.getOriginalMessage());
        }
    }

    private void object(JsonParser parser, int line) throws IOException {
        String iccid = null;
        String newImsi = null;
        String trouble = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            if (!parser.nextToken().isScalarValue()) {
                parser.skipChildren();
                trouble = "the value of " + shortened(field) + " must be a string";
            } else if (field.equals("iccid")) {
                iccid = parser.getText();
            } else if (field.equals("new_imsi")) {
                newImsi = parser.getText();
            } else {
                trouble = "there is no field " + shortened(field);
            }
        }
        if (trouble == null && (iccid == null || newImsi == null)) {
            trouble = "iccid and new_imsi are needed";
        }
        if (trouble != null) {
            sink.problem(line, trouble);
        } else {
            row(line, iccid, newImsi);
        }
    }

    private void row(int line, String iccid, String newImsi) {
        OrderRow row;
        try {
            row = new OrderRow(line, new Iccid(iccid), new Imsi(newImsi));
        } catch (IllegalArgumentException e) {
            sink.problem(line, shortened(e.getMessage()));
            return;
        }
        sink.row(row);
    }

    private static String shortened(String text) {
        int most = 200;
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
