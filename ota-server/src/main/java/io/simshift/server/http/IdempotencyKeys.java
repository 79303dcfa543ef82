package io.simshift.server.http;

/** What makes a call that comes twice count once. */
@FunctionalInterface
public interface IdempotencyKeys {
    /** Runs the route's action, or gives what it gave before under the same key. */
    Answer once(Route route, String path, Call call) throws Exception;

    /** Marks an answer that was given before. */
    String REPLAYED = "idempotency-replayed";

    /** Whether nothing ran for this answer. */
    static boolean isReplay(Answer answer) {
        return answer.headers().containsKey(REPLAYED);
    }

    /** Every call runs. */
    IdempotencyKeys NONE = (route, path, call) -> route.action().run(call);
}
