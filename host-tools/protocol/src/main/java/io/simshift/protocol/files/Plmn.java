package io.simshift.protocol.files;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.identity.Imsi;

/**
 * A network's identity (TS 24.008 10.5.1.3, TS 31.102 4.2.5): mobile country code of three digits, mobile network code
 * of two or three.
 */
public record Plmn(String mcc, String mnc) {
    public static final int LENGTH = 3;

    private static final String CLAUSE = "TS 24.008 10.5.1.3";
    private static final int FILLER = 0xF;

    public Plmn {
        if (!mcc.matches("[0-9]{3}") || !mnc.matches("[0-9]{2,3}")) {
            throw new IllegalArgumentException("PLMN " + mcc + "-" + mnc + " is not 3 digits and 2 or 3 digits");
        }
    }

    /** That of an identity, whose network code has {@code mncLength} digits. */
    public static Plmn of(Imsi imsi, int mncLength) {
        return new Plmn(imsi.mcc(), imsi.mnc(mncLength));
    }

    /** The three bytes. */
    public byte[] encode() {
        int third = mnc.length() == 3 ? digit(mnc, 2) : FILLER;
        return new WireWriter()
                .u8(digit(mcc, 1) << 4 | digit(mcc, 0))
                .u8(third << 4 | digit(mcc, 2))
                .u8(digit(mnc, 1) << 4 | digit(mnc, 0))
                .toByteArray();
    }

    /** Reads three bytes; an unused entry (FF FF FF) is none. */
    public static Plmn decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, CLAUSE);
        int first = in.u8("MCC");
        int second = in.u8("MCC and MNC");
        int third = in.u8("MNC");
        in.requireEnd();
        String mcc = "" + hex(first) + hex(first >> 4) + hex(second);
        String mnc = "" + hex(third) + hex(third >> 4) + (second >> 4 == FILLER ? "" : hex(second >> 4));
        try {
            return new Plmn(mcc, mnc);
        } catch (IllegalArgumentException e) {
            throw in.failAt(0, e.getMessage());
        }
    }

    private static int digit(String digits, int index) {
        return digits.charAt(index) - '0';
    }

    private static char hex(int nibble) {
        return Character.forDigit(nibble & 0xF, 16);
    }

    @Override
    public String toString() {
        return mcc + "-" + mnc;
    }
}
