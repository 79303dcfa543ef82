package io.simshift.server.smpp;

/** The bind did not come about, and the client has stopped trying. */
public final class SmppBindException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int commandStatus;

    SmppBindException(int commandStatus, String message) {
        super(message);
        this.commandStatus = commandStatus;
    }

    /** What the message centre said: 0E or 0F; 04 where the client was closed before it was bound. */
    public int commandStatus() {
        return commandStatus;
    }
}
