package io.simshift.protocol.scp81;

import io.simshift.protocol.WireFormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A server's answer to a card's POST (Amendment B 3.4.3).
 *
 * @param code 200 with a script, 204 at the end of a session, others where the request was refused
 * @param nextUri where the card is to tell what became of the script; empty where it is not to tell
 * @param targetedApplication {@code //aid/RID/PIX} where the script is not for the security domain of the session
 * @param contentType of the body, where there is one
 * @param body the command scripting template; may have no bytes
 */
public record AdminResponse(
        int code,
        Optional<String> nextUri,
        Optional<String> targetedApplication,
        Optional<String> contentType,
        byte[] body) {
    /** A script follows. */
    public static final int OK = 200;
    /** The session is over. */
    public static final int NO_CONTENT = 204;
    /** The request makes no sense. */
    public static final int BAD_REQUEST = 400;
    /** There is nothing for this card. */
    public static final int FORBIDDEN = 403;
    /** The server can't now. */
    public static final int UNAVAILABLE = 503;

    /** Content type of commands of card content management. */
    public static final String CARD_CONTENT = "application/vnd.globalplatform.card-content-mgt;version=1.0";
    /** Content type of commands for applications and files (TS 102 226 Annex B). */
    public static final String COMMAND_DATA = "application/vnd.etsi.scp.command-data;version=1.0";

    private static final String NEXT_URI_FIELD = "X-Admin-Next-URI";
    private static final String TARGET_FIELD = "X-Admin-Targeted-Application";
    private static final String CLAUSE = "GlobalPlatform Amendment B 3.4.3";
    private static final int CODE_DIGITS = 3;

    public AdminResponse {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("a status code of " + code);
        }
        if (code == NO_CONTENT && body.length > 0) {
            throw new IllegalArgumentException("a body where there is no content");
        }
        nextUri.ifPresent(AdminRequest::requireText);
        targetedApplication.ifPresent(AdminRequest::requireText);
        contentType.ifPresent(AdminRequest::requireText);
        body = body.clone();
    }

    /** A script, whose outcome is to be told at {@code nextUri}. */
    public static AdminResponse script(
            String nextUri, Optional<String> targetedApplication, String contentType, byte[] script) {
        return new AdminResponse(OK, Optional.of(nextUri), targetedApplication, Optional.of(contentType), script);
    }

    /** The end of a session. */
    public static AdminResponse end() {
        return refused(NO_CONTENT);
    }

    /** An answer that says no more than its code. */
    public static AdminResponse refused(int code) {
        return new AdminResponse(code, Optional.empty(), Optional.empty(), Optional.empty(), new byte[0]);
    }

    /** The bytes. */
    public byte[] encode(BodyForm form) {
        List<HttpMessage.Field> fields = new ArrayList<>();
        fields.add(new HttpMessage.Field(AdminRequest.PROTOCOL_FIELD, AdminRequest.PROTOCOL));
        nextUri.ifPresent(uri -> fields.add(new HttpMessage.Field(NEXT_URI_FIELD, uri)));
        targetedApplication.ifPresent(target -> fields.add(new HttpMessage.Field(TARGET_FIELD, target)));
        contentType.ifPresent(type -> fields.add(new HttpMessage.Field(AdminRequest.CONTENT_TYPE_FIELD, type)));
        HttpMessage message = new HttpMessage("HTTP/1.1 " + code + " " + reason(), fields, body);
        if (code == NO_CONTENT) {
            return message.encode(BodyForm.NONE);
        }
        return message.encode(body.length == 0 ? BodyForm.LENGTH : form);
    }

    private String reason() {
        return switch (code) {
            case OK -> "OK";
            case NO_CONTENT -> "No Content";
            case BAD_REQUEST -> "Bad Request";
            case FORBIDDEN -> "Forbidden";
            case UNAVAILABLE -> "Service Unavailable";
            default -> "Other";
        };
    }

    static AdminResponse of(HttpMessage message) {
        String[] parts = message.startLine().split(" ", 3);
        boolean status = parts.length >= 2
                && parts[0].equals("HTTP/1.1")
                && parts[1].length() == CODE_DIGITS
                && parts[1].chars().allMatch(c -> c >= '0' && c <= '9');
        if (!status) {
            throw new WireFormatException(CLAUSE, 0, "an answer begins with HTTP/1.1 and a status code");
        }
        try {
            return new AdminResponse(
                    Integer.parseInt(parts[1]),
                    message.field(NEXT_URI_FIELD),
                    message.field(TARGET_FIELD),
                    message.field(AdminRequest.CONTENT_TYPE_FIELD),
                    message.body());
        } catch (IllegalArgumentException e) {
            throw new WireFormatException(CLAUSE, 0, e.getMessage());
        }
    }

    @Override
    public byte[] body() {
        return body.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AdminResponse that
                && code == that.code
                && nextUri.equals(that.nextUri)
                && targetedApplication.equals(that.targetedApplication)
                && contentType.equals(that.contentType)
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return 31 * code + Arrays.hashCode(body);
    }
}
