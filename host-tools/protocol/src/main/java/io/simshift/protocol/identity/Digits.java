package io.simshift.protocol.identity;

import io.simshift.protocol.WireFormatException;
import java.util.Arrays;

/** Decimal digits as the standards write them: checks, Luhn, and BCD with the first digit in the low nibble. */
final class Digits {
    private static final int FILLER = 0xF;

    private Digits() {}

    static void require(String name, String digits, int min, int max) {
        boolean wellFormed = digits.length() >= min
                && digits.length() <= max
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!wellFormed) {
            throw new IllegalArgumentException(name + " '" + digits + "' is not " + min + " to " + max + " digits");
        }
    }

    static char luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit * 2 : digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return (char) ('0' + (10 - sum % 10) % 10);
    }

    static byte[] toSwappedBcd(String digits, int length) {
        byte[] out = new byte[length];
        Arrays.fill(out, (byte) 0xFF);
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            int kept = i % 2 == 0 ? 0xF0 : 0x0F;
            out[i / 2] = (byte) (out[i / 2] & kept | digit << 4 * (i % 2));
        }
        return out;
    }

    static String fromSwappedBcd(byte[] bcd, int offsetInInput, String clause) {
        StringBuilder digits = new StringBuilder();
        boolean ended = false;
        for (int i = 0; i < bcd.length * 2; i++) {
            int nibble = bcd[i / 2] >> 4 * (i % 2) & 0xF;
            if (nibble == FILLER) {
                ended = true;
            } else if (ended || nibble > 9) {
                throw new WireFormatException(clause, offsetInInput + i / 2, "a nibble is neither digit nor filler");
            } else {
                digits.append(nibble);
            }
        }
        return digits.toString();
    }
}
