package io.simshift.cli.server;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object in each line: {@code at}, {@code level}, {@code logger}, {@code thread}, {@code message}, then what the
 * event carries, such as {@code card} and {@code transfer}, and {@code error} with its stack where there is one.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final byte[] NONE = new byte[0];
    private static final int FRAMES_MAX = 50;
    private static final int CAUSES_MAX = 10;

    private final JsonFactory json = new JsonFactory();

    @Override
    public byte[] headerBytes() {
        return NONE;
    }

    @Override
    public byte[] footerBytes() {
        return NONE;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator out = json.createGenerator(line)) {
            out.writeStartObject();
            out.writeStringField("at", event.getInstant().toString());
            out.writeStringField("level", event.getLevel().toString());
            out.writeStringField("logger", event.getLoggerName());
            out.writeStringField("thread", event.getThreadName());
            out.writeStringField("message", event.getFormattedMessage());
            List<KeyValuePair> pairs = event.getKeyValuePairs();
            if (pairs != null) {
                for (KeyValuePair pair : pairs) {
                    out.writeStringField(pair.key, String.valueOf(pair.value));
                }
            }
            if (event.getThrowableProxy() != null) {
                out.writeStringField("error", trace(event.getThrowableProxy()));
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        line.write('\n');
        return line.toByteArray();
    }

    private static String trace(IThrowableProxy error) {
        StringBuilder text = new StringBuilder();
        int causes = 0;
        for (IThrowableProxy each = error; each != null && causes < CAUSES_MAX; each = each.getCause(), causes++) {
            text.append(causes == 0 ? "" : "caused by ")
                    .append(each.getClassName())
                    .append(": ")
                    .append(each.getMessage())
                    .append('\n');
            int frames = 0;
            for (StackTraceElementProxy frame : each.getStackTraceElementProxyArray()) {
                if (frames++ < FRAMES_MAX) {
                    text.append("  ").append(frame.getSTEAsString()).append('\n');
                }
            }
        }
        return text.toString();
    }
}
