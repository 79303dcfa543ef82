package io.simshift.protocol.subscription;

import io.simshift.protocol.WireFormatException;

/** What a card thinks of the device that it is in (commands.md 4.6, tag 91). */
public enum PairingState {
    /** Any device may have the card: service 102 is off. */
    OFF,
    /** The device has not said what it is. */
    UNKNOWN,
    OWN,
    FOREIGN;

    /** The byte on the wire. */
    public int code() {
        return ordinal();
    }

    static PairingState decode(int code, String clause) {
        if (code >= values().length) {
            throw new WireFormatException(clause, 0, "pairing state " + code + " is unknown");
        }
        return values()[code];
    }
}
