package io.simshift.server.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.simshift.server.transfer.Event;
import io.simshift.server.transfer.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing that has happened to a transfer, as a line of text: number, milliseconds since 1970, type, phase, values as JSON.
 *
 * @param number grows with time
 * @param phase after it
 */
record EventLine(long number, Instant at, String type, Phase phase, String values) {
    private static final ObjectWriter JSON = new ObjectMapper()
            .registerModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
            .writer();
    private static final int FIELDS = 5;

    static EventLine of(long number, Instant at, Event event, Phase phase) {
        try {
            return new EventLine(number, at, event.getClass().getSimpleName(), phase, JSON.writeValueAsString(event));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event " + event + " cannot be written", e);
        }
    }

    void appendTo(StringBuilder text) {
        text.append(number)
                .append(' ')
                .append(at.toEpochMilli())
                .append(' ')
                .append(type)
                .append(' ')
                .append(phase)
                .append(' ')
                .append(values);
    }

    /** The lines of a text. JSON as it is written here has no line breaks. */
    static List<EventLine> parse(String text) {
        List<EventLine> lines = new ArrayList<>();
        for (String line : text.split("\n")) {
            String[] fields = line.split(" ", FIELDS);
            lines.add(new EventLine(
                    Long.parseLong(fields[0]),
                    Instant.ofEpochMilli(Long.parseLong(fields[1])),
                    fields[2],
                    Phase.valueOf(fields[3]),
                    fields[4]));
        }
        return lines;
    }

    static String text(List<EventLine> lines) {
        StringBuilder text = new StringBuilder();
        for (EventLine line : lines) {
            if (!text.isEmpty()) {
                text.append('\n');
            }
            line.appendTo(text);
        }
        return text.toString();
    }
}
