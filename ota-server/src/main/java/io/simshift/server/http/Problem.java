package io.simshift.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An answer that is no success, as RFC 9457 writes it. The detail is for the caller and holds no secret. */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    /**
     * @param status HTTP status, 400 to 599
     * @param code short word for programs; becomes the type {@code urn:simshift:problem:code}
     * @param detail one readable line
     */
    public Problem(int status, String code, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** Something in the request is not as it must be. */
    public static Problem badRequest(String detail) {
        return new Problem(400, "bad-request", detail);
    }

    /** There is no such thing. */
    public static Problem notFound(String detail) {
        return new Problem(404, "not-found", detail);
    }

    /** It does not go with how things stand. */
    public static Problem conflict(String detail) {
        return new Problem(409, "conflict", detail);
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** Short word for programs. */
    public String code() {
        return code;
    }

    ObjectNode toJson() {
        return Json.object()
                .put("type", "urn:simshift:problem:" + code)
                .put("title", title(status))
                .put("status", status)
                .put("detail", getMessage());
    }

    static String title(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Not authenticated";
            case 403 -> "Not allowed";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 409 -> "Conflict";
            case 413 -> "Too large";
            case 415 -> "Wrong content type";
            case 422 -> "Refused";
            case 429 -> "Too many requests";
            case 503 -> "Not available now";
            default -> status >= 500 ? "Server error" : "Refused";
        };
    }
}
