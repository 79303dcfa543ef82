package io.simshift.protocol.identity;

/**
 * A device's IMEI (TS 23.003 6.2.1): type allocation code and serial number, 14 digits, and the check digit, which devices
 * leave out on the air.
 */
public record Imei(String digits) {
    private static final int LENGTH = 15;
    /** Odd number of digits, type of identity IMEI (TS 24.008 10.5.1.4). */
    private static final int ODD_IMEI = 0xA;

    public Imei {
        Digits.require("IMEI", digits, LENGTH, LENGTH);
        if (Digits.luhn(digits.substring(0, LENGTH - 1)) != digits.charAt(LENGTH - 1)) {
            throw new IllegalArgumentException("the check digit of IMEI '" + digits + "' is wrong");
        }
    }

    /** With its check digit made from the 14 digits before it. */
    public static Imei of(String withoutCheckDigit) {
        Digits.require("IMEI without check digit", withoutCheckDigit, LENGTH - 1, LENGTH - 1);
        return new Imei(withoutCheckDigit + Digits.luhn(withoutCheckDigit));
    }

    /** The eight bytes of a mobile identity (TS 24.008 10.5.1.4), with 0 in the place of the check digit. */
    public byte[] encode() {
        byte[] out = new byte[(LENGTH + 1) / 2];
        out[0] = (byte) (digits.charAt(0) - '0' << 4 | ODD_IMEI);
        byte[] rest = Digits.toSwappedBcd(digits.substring(1, LENGTH - 1) + "0", out.length - 1);
        System.arraycopy(rest, 0, out, 1, rest.length);
        return out;
    }

    @Override
    public String toString() {
        return digits;
    }
}
