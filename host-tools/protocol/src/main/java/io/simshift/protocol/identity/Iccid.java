package io.simshift.protocol.identity;

import io.simshift.protocol.WireFormatException;
import java.util.Arrays;

/**
 * Integrated circuit card identifier (ITU-T E.118): 18 to 20 digits, of which the last is a Luhn check digit where there
 * are 19 or 20.
 */
public record Iccid(String digits) implements Comparable<Iccid> {
    private static final String CLAUSE = "TS 102 221 13.2";
    private static final int ENCODED_LENGTH = 10;

    public Iccid {
        Digits.require("ICCID", digits, 18, 20);
        if (digits.length() > 18
                && Digits.luhn(digits.substring(0, digits.length() - 1)) != digits.charAt(digits.length() - 1)) {
            throw new IllegalArgumentException("ICCID " + digits + " has a wrong check digit");
        }
    }

    /** The ICCID of these digits with the Luhn check digit put behind them. */
    public static Iccid withCheckDigit(String withoutCheckDigit) {
        Digits.require("ICCID without check digit", withoutCheckDigit, 18, 19);
        return new Iccid(withoutCheckDigit + Digits.luhn(withoutCheckDigit));
    }

    /** The ten bytes of EF.ICCID: first digit in the low nibble, filler F. */
    public byte[] encode() {
        return Digits.toSwappedBcd(digits, ENCODED_LENGTH);
    }

    /**
     * Reads EF.ICCID.
     *
     * @throws WireFormatException where it is not ten bytes of such digits
     */
    public static Iccid decode(byte[] efIccid) {
        if (efIccid.length != ENCODED_LENGTH) {
            throw new WireFormatException(CLAUSE, efIccid.length, "EF.ICCID has 10 bytes, not " + efIccid.length);
        }
        String digits = Digits.fromSwappedBcd(Arrays.copyOf(efIccid, ENCODED_LENGTH), 0, CLAUSE);
        try {
            return new Iccid(digits);
        } catch (IllegalArgumentException e) {
            throw new WireFormatException(CLAUSE, 0, e.getMessage());
        }
    }

    @Override
    public int compareTo(Iccid other) {
        return digits.compareTo(other.digits);
    }

    @Override
    public String toString() {
        return digits;
    }
}
