package io.simshift.applet;

import javacard.framework.Util;

/**
 * The applications that secured packets can be for (docs/applet/commands.md §3), and what the issuer has set for each:
 * the minimum security level of its packets and the access domain of its file commands (TS 102 226 §8.2.1.3.2). An
 * application is named by its row.
 */
final class TarTable {
    static final byte SUBSCRIPTION = 0;
    static final byte UICC_FILES = 1;
    static final byte USIM_FILES = 2;
    static final byte UNKNOWN = (byte) 0xFF;
    static final byte COUNT = 3;
    static final short TAR_SIZE = 3;

    // ---- access domain: the access conditions that count as fulfilled
    static final byte ACCESS_ALW = 0x01;
    static final byte ACCESS_PIN1 = 0x02;
    static final byte ACCESS_ADM1 = 0x04;
    /** Not of an access domain: PIN2 counts as verified where everything does. */
    static final byte ACCESS_PIN2 = (byte) 0x80;

    static final byte ACCESS_FULL = ACCESS_ALW | ACCESS_PIN1 | ACCESS_ADM1 | ACCESS_PIN2;

    private static final byte[] TARS = {
        0x3B,
        0x00,
        0x01, // subscription management
        (byte) 0xB0,
        0x00,
        0x00, // files of the UICC
        (byte) 0xB0,
        0x00,
        0x10, // files of ADF.USIM
    };

    /** One byte for each row. */
    private final byte[] level = new byte[COUNT];

    private final byte[] access = new byte[COUNT];

    /** From install parameters that were checked. */
    TarTable(byte[] parameters, short off, short length) {
        for (byte row = 0; row < COUNT; row++) {
            level[row] = InstallParameters.level(parameters, off, length, row);
            access[row] = InstallParameters.access(parameters, off, length, row);
        }
    }

    /** The row of a TAR, or {@link #UNKNOWN}. */
    static byte row(byte[] buf, short off) {
        for (byte row = 0; row < COUNT; row++) {
            if (Util.arrayCompare(buf, off, TARS, (short) (row * TAR_SIZE), TAR_SIZE) == 0) {
                return row;
            }
        }
        return UNKNOWN;
    }

    /** The application's minimum security level, see {@link SecurityLevel}. */
    byte level(byte row) {
        return level[row];
    }

    /** The access conditions that count as fulfilled for the application's file commands; 0 for no access. */
    byte access(byte row) {
        return access[row];
    }
}
