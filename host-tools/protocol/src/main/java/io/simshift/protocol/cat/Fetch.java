package io.simshift.protocol.cat;

import io.simshift.protocol.apdu.CommandApdu;

/** FETCH: the terminal takes the proactive command that 91XX announced (TS 102 221 11.2.3). */
public final class Fetch {
    private Fetch() {}

    /** For a command of {@code length} bytes, 1 to 256. */
    public static CommandApdu apdu(int length) {
        return CommandApdu.reading(0x80, 0x12, 0x00, 0x00, length);
    }
}
