package io.simshift.server.audit;

/** A ledger, checkpoint or proof that is not as it must be; one readable line. */
public final class AuditException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AuditException(String message) {
        super(message);
    }

    AuditException(String message, Throwable cause) {
        super(message, cause);
    }
}
