package io.simshift.server.vault;

/** A vault that can't be opened, or a wrapped key that is not what it claims to be. Never holds key bytes. */
public final class VaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VaultException(String message) {
        super(message);
    }

    public VaultException(String message, Throwable cause) {
        super(message, cause);
    }
}
