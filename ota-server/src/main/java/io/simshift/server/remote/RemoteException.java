package io.simshift.server.remote;

/** The other server can't be reached, or does not do what it was asked; the message is for people. */
public final class RemoteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public RemoteException(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** HTTP status; 0 where there was no answer. */
    public int status() {
        return status;
    }
}
