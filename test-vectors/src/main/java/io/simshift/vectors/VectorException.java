package io.simshift.vectors;

/** Vectors that can't be read: the message names file and line. */
public final class VectorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VectorException(String file, int line, String message) {
        super(file + ":" + line + ": " + message);
    }

    public VectorException(String file, String message, Throwable cause) {
        super(file + ": " + message, cause);
    }
}
