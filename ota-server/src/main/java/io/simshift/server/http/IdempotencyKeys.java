package io.simshift.server.http;

/** What makes a call that comes twice count once. */
@FunctionalInterface
public interface IdempotencyKeys {
    /** Runs the route's action, or gives what it gave before under the same key. */
    Answer once(Route route, String path, Call call) throws Exception;

    /** Every call runs. */
    IdempotencyKeys NONE = (route, path, call) -> route.action().run(call);
}
