package io.simshift.cli.demo;

/** The demo can't go on; the message says in one line what is wrong and what to do. */
final class DemoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoException(String message) {
        super(message);
    }

    DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
