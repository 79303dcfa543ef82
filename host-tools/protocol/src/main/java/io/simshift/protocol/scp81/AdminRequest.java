package io.simshift.protocol.scp81;

import io.simshift.protocol.WireFormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A card's POST (Amendment B 3.4.2): the first of a session has neither status nor body, each other one tells what became of
 * the script before.
 *
 * @param uri as the trigger or the answer before named it
 * @param host of the server
 * @param from what the card calls itself
 * @param status of the script before; empty in a first request
 * @param resumes whether the connection was lost and this request goes on with the session
 * @param contentType of the body, where there is one
 * @param body the response scripting template; may have no bytes
 */
public record AdminRequest(
        String uri,
        String host,
        String from,
        Optional<ScriptStatus> status,
        boolean resumes,
        Optional<String> contentType,
        byte[] body) {
    /** {@code X-Admin-Protocol}. */
    public static final String PROTOCOL = "globalplatform-remote-admin/1.0";
    /** Content type of what card content management answers. */
    public static final String CARD_CONTENT_RESPONSE =
            "application/vnd.globalplatform.card-content-mgt-response;version=1.0";

    static final String PROTOCOL_FIELD = "X-Admin-Protocol";
    static final String CONTENT_TYPE_FIELD = "Content-Type";
    private static final String FROM_FIELD = "X-Admin-From";
    private static final String STATUS_FIELD = "X-Admin-Script-Status";
    private static final String RESUME_FIELD = "X-Admin-Resume";
    private static final String CLAUSE = "GlobalPlatform Amendment B 3.4.2";

    public AdminRequest {
        requireText(uri);
        requireText(host);
        requireText(from);
        contentType.ifPresent(AdminRequest::requireText);
        if (!uri.startsWith("/")) {
            throw new IllegalArgumentException("a URI begins with a slash");
        }
        body = body.clone();
    }

    /** The first request of a session. */
    public static AdminRequest first(String uri, String host, String from) {
        return new AdminRequest(uri, host, from, Optional.empty(), false, Optional.empty(), new byte[0]);
    }

    /** The request that tells what became of a script. */
    public static AdminRequest answer(String uri, String host, String from, ScriptStatus status, byte[] body) {
        Optional<String> type = body.length == 0 ? Optional.empty() : Optional.of(CARD_CONTENT_RESPONSE);
        return new AdminRequest(uri, host, from, Optional.of(status), false, type, body);
    }

    /** The same, sent again after the connection was lost. */
    public AdminRequest resuming() {
        return new AdminRequest(uri, host, from, status, true, contentType, body);
    }

    /** The bytes. */
    public byte[] encode(BodyForm form) {
        List<HttpMessage.Field> fields = new ArrayList<>();
        fields.add(new HttpMessage.Field("Host", host));
        fields.add(new HttpMessage.Field(PROTOCOL_FIELD, PROTOCOL));
        fields.add(new HttpMessage.Field(FROM_FIELD, from));
        status.ifPresent(value -> fields.add(new HttpMessage.Field(STATUS_FIELD, value.word())));
        if (resumes) {
            fields.add(new HttpMessage.Field(RESUME_FIELD, "true"));
        }
        contentType.ifPresent(type -> fields.add(new HttpMessage.Field(CONTENT_TYPE_FIELD, type)));
        return new HttpMessage("POST " + uri + " HTTP/1.1", fields, body)
                .encode(body.length == 0 && form == BodyForm.CHUNKED ? BodyForm.LENGTH : form);
    }

    static AdminRequest of(HttpMessage message) {
        String[] parts = message.startLine().split(" ", -1);
        if (parts.length != 3 || !parts[0].equals("POST") || !parts[2].equals("HTTP/1.1")) {
            throw new WireFormatException(CLAUSE, 0, "a card's request is a POST by HTTP/1.1");
        }
        if (!message.field(PROTOCOL_FIELD).equals(Optional.of(PROTOCOL))) {
            throw new WireFormatException(CLAUSE, 0, PROTOCOL_FIELD + " is not " + PROTOCOL);
        }
        Optional<ScriptStatus> status = message.field(STATUS_FIELD)
                .map(word -> ScriptStatus.of(word)
                        .orElseThrow(() -> new WireFormatException(CLAUSE, 0, STATUS_FIELD + " has no such value")));
        boolean resumes = message.field(RESUME_FIELD)
                .map(value -> value.toLowerCase(Locale.ROOT).equals("true"))
                .orElse(false);
        try {
            return new AdminRequest(
                    parts[1],
                    message.field("Host").orElse(""),
                    message.field(FROM_FIELD).orElse(""),
                    status,
                    resumes,
                    message.field(CONTENT_TYPE_FIELD),
                    message.body());
        } catch (IllegalArgumentException e) {
            throw new WireFormatException(CLAUSE, 0, "URI, Host or " + FROM_FIELD + ": " + e.getMessage());
        }
    }

    /** One word or several; nothing that could end a line. */
    static void requireText(String text) {
        boolean plain = text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
        if (text.isEmpty() || !plain || !text.equals(text.strip())) {
            throw new IllegalArgumentException("a text of visible ASCII characters is wanted");
        }
    }

    @Override
    public byte[] body() {
        return body.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AdminRequest that
                && uri.equals(that.uri)
                && host.equals(that.host)
                && from.equals(that.from)
                && status.equals(that.status)
                && resumes == that.resumes
                && contentType.equals(that.contentType)
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return 31 * uri.hashCode() + Arrays.hashCode(body);
    }
}
