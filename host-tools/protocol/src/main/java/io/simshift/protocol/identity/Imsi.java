package io.simshift.protocol.identity;

import io.simshift.protocol.WireFormatException;
import java.util.Arrays;

/** International mobile subscriber identity (TS 23.003 2.2): 6 to 15 digits, MCC first. */
public record Imsi(String digits) implements Comparable<Imsi> {
    private static final String CLAUSE = "TS 31.102 4.2.2";
    private static final int ENCODED_LENGTH = 9;
    private static final int MIN_DIGITS = 6;
    private static final int MAX_DIGITS = 15;
    private static final int IDENTITY_TYPE_IMSI = 1;
    private static final int ODD_DIGITS = 8;

    public Imsi {
        Digits.require("IMSI", digits, MIN_DIGITS, MAX_DIGITS);
    }

    /** Mobile country code: three digits. */
    public String mcc() {
        return digits.substring(0, 3);
    }

    /** Mobile network code of {@code mncLength} (2 or 3) digits; EF.AD says how many. */
    public String mnc(int mncLength) {
        return digits.substring(3, 3 + mncLength);
    }

    /** The nine bytes of EF.IMSI: length, then type, parity and digits, filler F. */
    public byte[] encode() {
        byte[] out = new byte[ENCODED_LENGTH];
        Arrays.fill(out, (byte) 0xFF);
        boolean odd = digits.length() % 2 == 1;
        out[0] = (byte) (digits.length() / 2 + 1);
        out[1] = (byte) ((digits.charAt(0) - '0') << 4 | (odd ? ODD_DIGITS : 0) | IDENTITY_TYPE_IMSI);
        byte[] rest = Digits.toSwappedBcd(digits.substring(1), ENCODED_LENGTH - 2);
        System.arraycopy(rest, 0, out, 2, rest.length);
        return out;
    }

    /**
     * Reads EF.IMSI.
     *
     * @throws WireFormatException where it is not nine bytes of that coding (an EF.IMSI of FFs among them)
     */
    public static Imsi decode(byte[] efImsi) {
        if (efImsi.length != ENCODED_LENGTH) {
            throw new WireFormatException(CLAUSE, efImsi.length, "EF.IMSI has 9 bytes, not " + efImsi.length);
        }
        int significant = efImsi[0] & 0xFF;
        if (significant < 3 || significant > 8) {
            throw new WireFormatException(CLAUSE, 0, "EF.IMSI names " + significant + " significant bytes");
        }
        if ((efImsi[1] & 7) != IDENTITY_TYPE_IMSI) {
            throw new WireFormatException(CLAUSE, 1, "EF.IMSI does not hold an IMSI");
        }
        int first = (efImsi[1] & 0xF0) >> 4;
        if (first > 9) {
            throw new WireFormatException(CLAUSE, 1, "EF.IMSI has a nibble that is no digit");
        }
        String digits = first + Digits.fromSwappedBcd(Arrays.copyOfRange(efImsi, 2, 1 + significant), 2, CLAUSE);
        boolean odd = (efImsi[1] & ODD_DIGITS) != 0;
        if (odd != (digits.length() % 2 == 1)) {
            throw new WireFormatException(CLAUSE, 1, "EF.IMSI has a parity bit that its digits deny");
        }
        if (digits.length() < MIN_DIGITS) {
            throw new WireFormatException(CLAUSE, 0, "an IMSI has at least 6 digits, not " + digits.length());
        }
        return new Imsi(digits);
    }

    @Override
    public int compareTo(Imsi other) {
        return digits.compareTo(other.digits);
    }

    @Override
    public String toString() {
        return digits;
    }
}
