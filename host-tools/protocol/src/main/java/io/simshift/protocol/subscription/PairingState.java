package io.simshift.protocol.subscription;

import io.simshift.protocol.WireFormatException;

/** Whether the card serves the device that it is in (commands.md 6.3, tag 91 of QUERY). */
public enum PairingState {
    /** Any device is served. */
    OFF,
    /** The device has not told its IMEI since the last reset; it is not served. */
    UNKNOWN,
    /** The device is one of those that the card serves. */
    PAIRED,
    /** It is not; AUTHENTICATE is refused. */
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
