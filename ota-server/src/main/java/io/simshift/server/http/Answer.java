package io.simshift.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * What a route answers.
 *
 * @param contentType empty where there is no body
 * @param events where the answer is a stream of events: nothing else of it counts then
 * @param later where the answer comes when something else has happened: nothing else of it counts then
 */
public record Answer(
        int status,
        String contentType,
        byte[] body,
        Map<String, String> headers,
        Optional<EventSource> events,
        Optional<CompletableFuture<Answer>> later) {
    /** Of JSON. */
    public static final String JSON = "application/json";

    public Answer {
        headers = Map.copyOf(headers);
    }

    /** All at once. */
    public Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
        this(status, contentType, body, headers, Optional.empty(), Optional.empty());
    }

    /** 200 with events that go on until the caller leaves. */
    public static Answer stream(EventSource events) {
        return new Answer(200, "text/event-stream", new byte[0], Map.of(), Optional.of(events), Optional.empty());
    }

    /** What comes when it comes; no thread waits for it. A {@link Problem} in it is told as one. */
    public static Answer later(CompletableFuture<Answer> answer) {
        return new Answer(202, "", new byte[0], Map.of(), Optional.empty(), Optional.of(answer));
    }

    /** The same, where {@code given} is run with the answer that goes out, or {@code failed} with what was thrown where there is none. */
    public Answer after(Consumer<Answer> given, Consumer<Throwable> failed) {
        if (later.isEmpty()) {
            given.accept(this);
            return this;
        }
        return later(later.get().whenCompleteAsync((answer, failure) -> {
            if (failure == null) {
                given.accept(answer);
            } else {
                failed.accept(failure instanceof CompletionException ? failure.getCause() : failure);
            }
        }));
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
        return new Answer(status, contentType, body, more, events, later);
    }
}
