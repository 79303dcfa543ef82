package io.simshift.server.escrow;

/** Something that officers have to approve first, and have not. Nothing was done. */
public final class ApprovalMissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String text;
    private final String document;

    ApprovalMissingException(int approved, int demanded, String text, String document) {
        super(approved + " of " + demanded + " officers have approved this; the document to approve has the SHA-256 "
                + document);
        this.text = text;
        this.document = document;
    }

    /** What they have to approve. */
    public String text() {
        return text;
    }

    /** Its SHA-256, 64 hex digits. */
    public String document() {
        return document;
    }
}
