package io.simshift.simulator.personalisation;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Optional;

/**
 * A PIN as the manufacturer gives it to the card (docs/applet/files.md, EF.PIN).
 *
 * @param enabled whether the card asks for it
 * @param tries wrong presentations in a row until it is blocked, 1 to 15
 * @param pukTries the same of its PUK
 * @param value 8 bytes, as VERIFY PIN has them
 * @param puk 8 bytes; without one a blocked PIN stays blocked
 */
public record Pin(boolean enabled, int tries, int pukTries, SecretBytes value, Optional<SecretBytes> puk) {
    public static final int VALUE_BYTES = 8;
    public static final int TRIES_MAX = 15;
    /** Of one PIN in EF.PIN. */
    static final int ENCODED_BYTES = 4 + 2 * VALUE_BYTES;

    public Pin {
        boolean sizes = value.length() == VALUE_BYTES && puk.stream().allMatch(each -> each.length() == VALUE_BYTES);
        if (!sizes || !fits(tries) || !fits(pukTries)) {
            throw new IllegalArgumentException("a PIN and its PUK have 8 bytes, and 1 to 15 tries");
        }
    }

    private static boolean fits(int tries) {
        return tries >= 1 && tries <= TRIES_MAX;
    }

    void encode(WireWriter out) {
        int unblocking = puk.isPresent() ? pukTries : 0;
        out.u8(enabled ? 1 : 0).u8(unblocking << 4 | tries).u8(tries).u8(unblocking);
        out.bytes(value.reveal());
        puk.ifPresentOrElse(each -> out.bytes(each.reveal()), () -> out.fill(0xFF, VALUE_BYTES));
    }
}
