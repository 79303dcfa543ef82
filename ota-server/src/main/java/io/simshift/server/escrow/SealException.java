package io.simshift.server.escrow;

/** Released slots that can't be sealed or opened. Never holds key bytes. */
public final class SealException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SealException(String message, Throwable cause) {
        super(message, cause);
    }
}
