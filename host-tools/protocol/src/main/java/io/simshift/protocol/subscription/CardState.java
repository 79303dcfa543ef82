package io.simshift.protocol.subscription;

import io.simshift.protocol.WireFormatException;

/** State of a card's subscription (commands.md 4.1). */
public enum CardState {
    /** From install to FINALISE. */
    PERSONALISATION,
    /** One active slot, nothing planned. */
    STABLE,
    /** SWITCH accepted; the next reset flips. */
    PENDING,
    /** Flipped; the new network has not yet proved that it holds K. */
    PROVISIONAL,
    /** One active slot, AUTHENTICATE refused until the operator resumes it. */
    SUSPENDED,
    /** No subscription any more, for good. */
    TERMINATED;

    /** The byte on the wire. */
    public int code() {
        return ordinal();
    }

    static CardState decode(int code, String clause) {
        if (code >= values().length) {
            throw new WireFormatException(clause, 0, "card state " + code + " is unknown");
        }
        return values()[code];
    }
}
