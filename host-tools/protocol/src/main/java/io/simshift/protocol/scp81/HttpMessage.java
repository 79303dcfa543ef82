package io.simshift.protocol.scp81;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A whole HTTP/1.1 message (RFC 9112).
 *
 * @param startLine request line or status line
 * @param fields header fields in order
 * @param body without the framing of its chunks
 */
record HttpMessage(String startLine, List<Field> fields, byte[] body) {
    static final String CLAUSE = "RFC 9112";
    static final String CONTENT_LENGTH = "Content-Length";
    static final String TRANSFER_ENCODING = "Transfer-Encoding";
    static final String CHUNKED = "chunked";

    private static final String LINE_END = "\r\n";
    private static final int CHUNK_BYTES = 1_024;

    /** One header field. */
    record Field(String name, String value) {
        boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }
    }

    HttpMessage {
        fields = List.copyOf(fields);
    }

    /** The value of the only field of this name; fields that come twice are refused. */
    Optional<String> field(String name) {
        return field(fields, name);
    }

    static Optional<String> field(List<Field> fields, String name) {
        List<Field> found = fields.stream().filter(field -> field.is(name)).toList();
        if (found.size() > 1) {
            throw new WireFormatException(CLAUSE, 0, "the header field " + name + " comes " + found.size() + " times");
        }
        return found.stream().map(Field::value).findFirst();
    }

    /** The bytes, with {@code Content-Length} or in chunks; no framing at all where there is no body to be. */
    byte[] encode(BodyForm form) {
        List<Field> all = new ArrayList<>(fields);
        if (form == BodyForm.LENGTH) {
            all.add(new Field(CONTENT_LENGTH, Integer.toString(body.length)));
        } else if (form == BodyForm.CHUNKED) {
            all.add(new Field(TRANSFER_ENCODING, CHUNKED));
        }
        StringBuilder head = new StringBuilder(startLine).append(LINE_END);
        all.forEach(field ->
                head.append(field.name()).append(": ").append(field.value()).append(LINE_END));
        WireWriter out = new WireWriter(head.length() + body.length + 64)
                .bytes(ascii(head.append(LINE_END).toString()));
        if (form == BodyForm.CHUNKED) {
            for (int offset = 0; offset < body.length; offset += CHUNK_BYTES) {
                int length = Math.min(CHUNK_BYTES, body.length - offset);
                out.bytes(ascii(Integer.toHexString(length).toUpperCase(Locale.ROOT) + LINE_END));
                out.bytes(body, offset, length).bytes(ascii(LINE_END));
            }
            out.bytes(ascii("0" + LINE_END + LINE_END));
        } else {
            out.bytes(body);
        }
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HttpMessage that
                && startLine.equals(that.startLine)
                && fields.equals(that.fields)
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return 31 * startLine.hashCode() + Arrays.hashCode(body);
    }
}
