package io.simshift.server.campaign;

/** An order that can't be read at all; the message says which file and why. */
public final class OrderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OrderException(String message) {
        super(message);
    }
}
