package io.simshift.protocol.files;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;

/**
 * EF.AD (TS 31.102 4.2.18), its first four bytes.
 *
 * @param ueMode 00 normal operation
 * @param features additional information, two bytes
 * @param mncLength digits of the mobile network code in the IMSI: 2 or 3
 */
public record AdministrativeData(int ueMode, int features, int mncLength) {
    private static final String CLAUSE = "TS 31.102 4.2.18";

    public AdministrativeData {
        if ((ueMode & ~0xFF) != 0 || (features & ~0xFFFF) != 0) {
            throw new IllegalArgumentException("EF.AD has a UE mode of one byte and additional information of two");
        }
        if (mncLength != 2 && mncLength != 3) {
            throw new IllegalArgumentException("a mobile network code has 2 or 3 digits, not " + mncLength);
        }
    }

    /** Normal operation. */
    public static AdministrativeData normal(int mncLength) {
        return new AdministrativeData(0, 0, mncLength);
    }

    /** The four bytes. */
    public byte[] encode() {
        return new WireWriter().u8(ueMode).u16(features).u8(mncLength).toByteArray();
    }

    /** Reads four bytes or more; those behind the fourth are reserved. */
    public static AdministrativeData decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, CLAUSE);
        int ueMode = in.u8("UE mode");
        int features = in.u16("additional information");
        int mncLength = in.u8("length of MNC") & 0x0F;
        if (mncLength != 2 && mncLength != 3) {
            throw new WireFormatException(CLAUSE, 3, "length of MNC " + mncLength + " is not 2 or 3");
        }
        return new AdministrativeData(ueMode, features, mncLength);
    }
}
