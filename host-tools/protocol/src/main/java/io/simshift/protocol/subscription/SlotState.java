package io.simshift.protocol.subscription;

import io.simshift.protocol.WireFormatException;

/** State of a subscription slot (commands.md 4.6, tag 8A). */
public enum SlotState {
    EMPTY,
    FREE,
    ACTIVE,
    WIPED;

    /** The byte on the wire. */
    public int code() {
        return ordinal();
    }

    static SlotState decode(int code, String clause) {
        if (code >= values().length) {
            throw new WireFormatException(clause, 0, "slot state " + code + " is unknown");
        }
        return values()[code];
    }
}
