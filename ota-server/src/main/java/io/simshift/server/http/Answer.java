package io.simshift.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a route answers.
 *
 * @param contentType empty where there is no body
 */
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    /** Of JSON. */
    public static final String JSON = "application/json";

    public Answer {
        headers = Map.copyOf(headers);
    }

    /** 200 with JSON. */
    public static Answer json(JsonNode body) {
        return json(200, body);
    }

    /** JSON. */
    public static Answer json(int status, JsonNode body) {
        return new Answer(status, JSON, Json.bytes(body), Map.of());
    }

    /** 200 with text of some kind in UTF-8. */
    public static Answer text(String contentType, String body) {
        return new Answer(200, contentType, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** 200 with bytes of some kind. */
    public static Answer bytes(String contentType, byte[] body) {
        return new Answer(200, contentType, body, Map.of());
    }

    /** 204. */
    public static Answer nothing() {
        return new Answer(204, "", new byte[0], Map.of());
    }

    static Answer of(Problem problem) {
        return new Answer(problem.status(), "application/problem+json", Json.bytes(problem.toJson()), Map.of());
    }

    /** The same with one more header. */
    public Answer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, contentType, body, more);
    }
}
