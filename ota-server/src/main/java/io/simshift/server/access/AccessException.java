package io.simshift.server.access;

/** A token that does not count, or a token file that cannot be used; the message holds nothing of the token. */
public final class AccessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AccessException(String message) {
        super(message);
    }

    public AccessException(String message, Throwable cause) {
        super(message, cause);
    }
}
