package io.simshift.simulator.globalplatform;

import io.simshift.protocol.apdu.StatusWord;
import java.util.HexFormat;

/** An application identifier, 5 to 16 bytes, as upper-case hexadecimal digits. */
record Aid(String digits) {
    private static final int BYTES_MIN = 5;
    private static final int BYTES_MAX = 16;

    /** @throws Refusal 6A80 where it has another length */
    static Aid of(byte[] bytes) {
        if (bytes.length < BYTES_MIN || bytes.length > BYTES_MAX) {
            throw new Refusal(StatusWord.WRONG_DATA);
        }
        return new Aid(HexFormat.of().withUpperCase().formatHex(bytes));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(digits);
    }

    /** Whether it begins with these bytes; it does with none. */
    boolean beginsWith(byte[] bytes) {
        return digits.startsWith(HexFormat.of().withUpperCase().formatHex(bytes));
    }
}
