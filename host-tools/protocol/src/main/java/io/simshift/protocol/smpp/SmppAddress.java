package io.simshift.protocol.smpp;

/**
 * An address with its type (SMPP 3.4 5.2.5 to 5.2.9).
 *
 * @param ton type of number: 0 unknown, 1 international, 2 national, 3 network specific, 5 alphanumeric
 * @param npi numbering plan: 0 unknown, 1 E.164
 * @param digits at most 64 characters (20 except in data_sm and alert_notification); may be empty
 */
public record SmppAddress(int ton, int npi, String digits) {
    /** No address: the message centre fills it in. */
    public static final SmppAddress NONE = new SmppAddress(0, 0, "");

    private static final int LONGEST_BYTES = 65;

    public SmppAddress {
        Limits.requireByte("ton", ton);
        Limits.requireByte("npi", npi);
        Limits.requireText("address", digits, LONGEST_BYTES);
    }

    /** An E.164 number in international form, without a plus sign. */
    public static SmppAddress international(String digits) {
        return new SmppAddress(1, 1, digits);
    }

    @Override
    public String toString() {
        return digits + "/" + ton + "." + npi;
    }
}
