package io.simshift.server.handover;

/** A hand-over list that is not as it must be; the message begins with file and line. */
public final class HandoverFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HandoverFormatException(String name, int line, String message) {
        super(name + ":" + line + ": " + message);
    }
}
