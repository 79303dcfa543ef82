package io.simshift.protocol.scp81;

import io.simshift.protocol.WireFormatException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads HTTP/1.1 messages from a stream (RFC 9112), strictly: lines end with CR LF, fields have no blanks before the colon
 * and no continuation lines, a length is said once. Grows with what has come, up to its limits.
 *
 * @param <M> what a message means
 */
public final class HttpReader<M> {
    private static final int MAX_LENGTH_DIGITS = 9;
    private static final int MAX_CHUNK_DIGITS = 7;
    private static final int NO_CONTENT = 204;

    private final HttpLimits limits;
    private final Function<HttpMessage, M> meaning;
    private final boolean responses;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final List<HttpMessage.Field> fields = new ArrayList<>();
    private Expecting expecting = Expecting.START_LINE;
    private String startLine = "";
    private boolean carriageReturn;
    private boolean broken;
    private int headerBytes;
    private int remaining;
    private int offset;

    private enum Expecting {
        START_LINE,
        FIELD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER
    }

    private HttpReader(HttpLimits limits, boolean responses, Function<HttpMessage, M> meaning) {
        this.limits = limits;
        this.responses = responses;
        this.meaning = meaning;
    }

    /** What a server reads. */
    public static HttpReader<AdminRequest> ofRequests(HttpLimits limits) {
        return new HttpReader<>(limits, false, AdminRequest::of);
    }

    /** What a card reads. */
    public static HttpReader<AdminResponse> ofResponses(HttpLimits limits) {
        return new HttpReader<>(limits, true, AdminResponse::of);
    }

    /**
     * Takes the next bytes of the stream.
     *
     * @return the messages that are whole now
     * @throws WireFormatException where they break the rules or the limits; the stream is of no more use then, and what comes
     *     later is swallowed
     */
    public List<M> feed(byte[] bytes) {
        List<M> messages = new ArrayList<>();
        if (broken) {
            return messages;
        }
        try {
            offset = 0;
            while (offset < bytes.length) {
                take(bytes).map(meaning).ifPresent(messages::add);
            }
        } catch (WireFormatException e) {
            broken = true;
            throw e;
        }
        return messages;
    }

    /** Whether part of a message waits for its rest. */
    public boolean isInside() {
        return expecting != Expecting.START_LINE || line.size() > 0 || carriageReturn;
    }

    private Optional<HttpMessage> take(byte[] bytes) {
        if (expecting == Expecting.BODY || expecting == Expecting.CHUNK) {
            int length = Math.min(remaining, bytes.length - offset);
            body.write(bytes, offset, length);
            offset += length;
            remaining -= length;
            if (remaining == 0 && expecting == Expecting.BODY) {
                return Optional.of(complete());
            }
            if (remaining == 0) {
                expecting = Expecting.CHUNK_END;
            }
            return Optional.empty();
        }
        return lineByte(bytes[offset++] & 0xFF) ? line() : Optional.empty();
    }

    /** Whether this byte ends a line. */
    private boolean lineByte(int value) {
        headerBytes++;
        // chunk sizes count as headers, so that a body of tiny chunks has an end; each chunk of some size pays them
        // back
        if (headerBytes > limits.headerBytes()) {
            throw fail("more than " + limits.headerBytes() + " bytes of headers");
        }
        if (carriageReturn) {
            if (value != '\n') {
                throw fail("a carriage return without line feed");
            }
            carriageReturn = false;
            return true;
        }
        if (value == '\r') {
            carriageReturn = true;
        } else if (value == '\t' || value >= ' ' && value < 0x7F) {
            line.write(value);
        } else {
            throw fail(String.format("the byte %02X has no place in a line", value));
        }
        return false;
    }

    private Optional<HttpMessage> line() {
        String text = line.toString(StandardCharsets.US_ASCII);
        line.reset();
        switch (expecting) {
            case START_LINE -> {
                if (text.isEmpty()) {
                    throw fail("a message begins with an empty line");
                }
                startLine = text;
                expecting = Expecting.FIELD;
            }
            case FIELD -> {
                if (text.isEmpty()) {
                    return endOfHeader();
                }
                fields.add(field(text));
            }
            case CHUNK_SIZE -> chunkSize(text);
            case CHUNK_END -> {
                if (!text.isEmpty()) {
                    throw fail("a chunk is longer than it says");
                }
                expecting = Expecting.CHUNK_SIZE;
            }
            default -> {
                if (text.isEmpty()) {
                    return Optional.of(complete());
                }
                field(text); // a trailer has to be right, but means nothing here
            }
        }
        return Optional.empty();
    }

    private HttpMessage.Field field(String text) {
        int colon = text.indexOf(':');
        boolean named = colon > 0 && text.substring(0, colon).chars().allMatch(HttpReader::isToken);
        if (!named) {
            throw fail("a header field begins with a name and a colon");
        }
        return new HttpMessage.Field(
                text.substring(0, colon), text.substring(colon + 1).strip());
    }

    /** RFC 9110 5.6.2. */
    static boolean isToken(int c) {
        return c >= '0' && c <= '9'
                || c >= 'A' && c <= 'Z'
                || c >= 'a' && c <= 'z'
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /** RFC 9112 6.3. */
    private Optional<HttpMessage> endOfHeader() {
        Optional<String> length = HttpMessage.field(fields, HttpMessage.CONTENT_LENGTH);
        Optional<String> encoding = HttpMessage.field(fields, HttpMessage.TRANSFER_ENCODING);
        boolean withoutBody = responses && startLine.startsWith("HTTP/1.1 " + NO_CONTENT);
        if (encoding.isPresent()) {
            boolean chunked = encoding.get().toLowerCase(Locale.ROOT).equals(HttpMessage.CHUNKED);
            if (!chunked || length.isPresent() || withoutBody) {
                throw fail("a body is chunked or has a length, nothing else and not both");
            }
            expecting = Expecting.CHUNK_SIZE;
            return Optional.empty();
        }
        remaining = length.map(digits -> number(digits, 10, MAX_LENGTH_DIGITS)).orElse(0);
        if (remaining > limits.bodyBytes() || withoutBody && remaining > 0) {
            throw fail("a body of " + remaining + " bytes is too long");
        }
        if (remaining == 0) {
            return Optional.of(complete());
        }
        expecting = Expecting.BODY;
        return Optional.empty();
    }

    private void chunkSize(String text) {
        int extension = text.indexOf(';');
        remaining = number((extension < 0 ? text : text.substring(0, extension)).strip(), 16, MAX_CHUNK_DIGITS);
        if (remaining > limits.bodyBytes() - body.size()) {
            throw fail("a body of more than " + limits.bodyBytes() + " bytes is too long");
        }
        headerBytes -= Math.min(Math.min(remaining, text.length() + 4), headerBytes);
        expecting = remaining == 0 ? Expecting.TRAILER : Expecting.CHUNK;
    }

    private int number(String digits, int radix, int maxDigits) {
        boolean number = !digits.isEmpty()
                && digits.length() <= maxDigits
                && digits.chars().allMatch(c -> Character.digit(c, radix) >= 0);
        if (!number) {
            throw fail("a length is a number of 1 to " + maxDigits + " digits");
        }
        return Integer.parseInt(digits, radix);
    }

    private HttpMessage complete() {
        HttpMessage message = new HttpMessage(startLine, fields, body.toByteArray());
        fields.clear();
        body.reset();
        headerBytes = 0;
        expecting = Expecting.START_LINE;
        return message;
    }

    private WireFormatException fail(String why) {
        return new WireFormatException(HttpMessage.CLAUSE, offset, why);
    }
}
