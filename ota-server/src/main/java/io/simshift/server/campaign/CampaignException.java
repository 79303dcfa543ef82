package io.simshift.server.campaign;

/** A wish that can't be granted; the message says why, for people. */
public final class CampaignException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whose fault, as a caller must know it. */
    public enum Kind {
        /** There is no such campaign or card. */
        NOT_FOUND,
        /** The campaign's state, or what else goes on, does not allow it now. */
        CONFLICT,
        /** A value can't be meant. */
        INVALID,
        /** This person may not do that; somebody else has to. */
        FORBIDDEN
    }

    private final Kind kind;

    public CampaignException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
