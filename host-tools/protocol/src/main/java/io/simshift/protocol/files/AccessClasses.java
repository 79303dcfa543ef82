package io.simshift.protocol.files;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.identity.Imsi;

/** EF.ACC (TS 31.102 4.2.15): two bytes, bit n stands for access control class n; class 10 is not stored. */
public record AccessClasses(int bits) {
    private static final String CLAUSE = "TS 31.102 4.2.15";
    private static final int CLASS_10 = 1 << 10;

    public AccessClasses {
        if ((bits & ~0xFFFF) != 0 || (bits & CLASS_10) != 0) {
            throw new IllegalArgumentException("EF.ACC has two bytes, and class 10 is not stored in it");
        }
    }

    /** The class of the last digit, as is common. */
    public static AccessClasses of(Imsi imsi) {
        String digits = imsi.digits();
        return new AccessClasses(1 << digits.charAt(digits.length() - 1) - '0');
    }

    /** Whether class {@code number}, 0 to 15, is set. */
    public boolean has(int number) {
        return (bits >> number & 1) != 0;
    }

    /** The two bytes. */
    public byte[] encode() {
        return new WireWriter().u16(bits).toByteArray();
    }

    /** Reads two bytes. */
    public static AccessClasses decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, CLAUSE);
        int bits = in.u16("access control classes");
        in.requireEnd();
        if ((bits & CLASS_10) != 0) {
            throw in.failAt(0, "class 10 is not stored in EF.ACC");
        }
        return new AccessClasses(bits);
    }
}
