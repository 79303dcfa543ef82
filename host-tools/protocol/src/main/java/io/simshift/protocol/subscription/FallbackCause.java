package io.simshift.protocol.subscription;

import io.simshift.protocol.WireFormatException;

/** Why a card last came home (commands.md 4.6, tag 8D). */
public enum FallbackCause {
    NONE,
    RESETS,
    FAILED_AUTHENTICATIONS,
    MINUTES,
    REJECTIONS,
    STATUS_POLLS;

    /** The byte on the wire. */
    public int code() {
        return ordinal();
    }

    static FallbackCause decode(int code, String clause) {
        if (code >= values().length) {
            throw new WireFormatException(clause, 0, "fallback cause " + code + " is unknown");
        }
        return values()[code];
    }
}
