package io.simshift.protocol.identity;

import java.util.Optional;

/**
 * A device's IMEI (TS 23.003 6.2.1): type allocation code and serial number, 14 digits, and the check digit, which devices
 * leave out on the air.
 */
public record Imei(String digits) {
    /** Bytes of a mobile identity. */
    public static final int LENGTH_BYTES = 8;

    private static final int LENGTH = 15;
    /** Odd number of digits, type of identity IMEI (TS 24.008 10.5.1.4). */
    private static final int ODD_IMEI = 0xA;
    /** Even number of digits, type of identity IMEISV. */
    private static final int EVEN_IMEISV = 0x3;

    private static final int FILLER = 0xF0;
    private static final int VERSIONS = 100;

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

    /**
     * The nine bytes of a mobile identity "IMEISV" (TS 23.003 6.2.2).
     *
     * @param version of the device's software, 0 to 99
     */
    public byte[] encodeWithVersion(int version) {
        if (version < 0 || version >= VERSIONS) {
            throw new IllegalArgumentException("a software version has two digits, not " + version);
        }
        byte[] out = new byte[LENGTH_BYTES + 1];
        out[0] = (byte) (digits.charAt(0) - '0' << 4 | EVEN_IMEISV);
        String rest = digits.substring(1, LENGTH - 1) + String.format("%02d", version);
        byte[] swapped = Digits.toSwappedBcd(rest, LENGTH_BYTES);
        System.arraycopy(swapped, 0, out, 1, swapped.length);
        out[LENGTH_BYTES] |= (byte) FILLER;
        return out;
    }

    /**
     * Reads the type allocation code and serial number of a mobile identity, IMEI or IMEISV.
     *
     * @param identity its first eight bytes
     * @return empty where a digit is none
     */
    public static Optional<Imei> read(byte[] identity) {
        StringBuilder read = new StringBuilder();
        for (int i = 1; i < LENGTH; i++) {
            int digit = identity[i / 2] >> 4 * (i % 2) & 0xF;
            if (digit > 9) {
                return Optional.empty();
            }
            read.append(digit);
        }
        return Optional.of(of(read.toString()));
    }

    @Override
    public String toString() {
        return digits;
    }
}
