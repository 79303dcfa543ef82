package io.simshift.server.engine;

/** A QUERY that brought no answer; the message says why. */
public final class QueryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueryException(String message) {
        super(message);
    }
}
