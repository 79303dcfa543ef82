package io.simshift.server.http;

/** The server can't start; the message is for people. */
public final class HttpServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HttpServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
