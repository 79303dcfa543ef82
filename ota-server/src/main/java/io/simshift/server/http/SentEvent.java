package io.simshift.server.http;

/**
 * One server-sent event (WHATWG HTML 9.2).
 *
 * @param id what a reader that comes again gives as Last-Event-ID; empty for none
 * @param name its type
 * @param data one line
 */
public record SentEvent(String id, String name, String data) {
    public SentEvent {
        if ((id + name + data).chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
            throw new IllegalArgumentException("an event's fields are lines");
        }
    }

    String encode() {
        return (id.isEmpty() ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: " + data + "\n\n";
    }
}
