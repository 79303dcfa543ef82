package io.simshift.applet;

import javacard.framework.Util;

/** The application-specific install parameters (docs/applet/commands.md §2). Nothing is allocated for them. */
final class InstallParameters {
    private static final byte SLOTS = (byte) 0x80;
    private static final byte CELLS = (byte) 0x81;
    private static final byte SEQUENCE_LIMIT = (byte) 0x82;
    private static final byte OLD_ALGORITHMS = (byte) 0x88;
    private static final byte FAILURE_LIMIT = (byte) 0x89;
    private static final byte TEST_CARD = (byte) 0x8A;
    private static final byte KEYS = (byte) 0xA1;
    private static final byte APPLICATION = (byte) 0xA3;
    // ---- inside A1
    private static final byte KIC = (byte) 0x84;
    private static final byte KID = (byte) 0x85;
    private static final byte KIK = (byte) 0x86;
    // ---- inside A3
    private static final byte TAR = (byte) 0x80;
    private static final byte LEVEL = (byte) 0x81;
    private static final byte ACCESS = (byte) 0x82;

    // ---- objects in rows as those of Tlv
    private static final byte REPEATED = 2;
    private static final short ROW_SIZE = 3;
    private static final byte[] OBJECTS = {
        SLOTS, 1, Tlv.OPTIONAL, //
        CELLS, 1, Tlv.OPTIONAL, //
        SEQUENCE_LIMIT, 1, Tlv.OPTIONAL, //
        OLD_ALGORITHMS, 1, Tlv.OPTIONAL, //
        FAILURE_LIMIT, 1, Tlv.OPTIONAL, //
        TEST_CARD, 1, Tlv.OPTIONAL, //
        KEYS, Tlv.ANY, Tlv.MANDATORY, //
        APPLICATION, Tlv.ANY, REPEATED, //
    };
    private static final byte[] KEY_OBJECTS = {
        KIC, 16, Tlv.MANDATORY, //
        KID, 16, Tlv.MANDATORY, //
        KIK, 16, Tlv.MANDATORY, //
    };
    private static final byte[] APPLICATION_OBJECTS = {
        TAR, 3, Tlv.MANDATORY, //
        LEVEL, 1, Tlv.OPTIONAL, //
        ACCESS, Tlv.ANY, Tlv.OPTIONAL, //
    };

    private static final byte MAX_SLOTS = 0x40;
    private static final byte DEFAULT_SLOTS = 0x10;
    private static final byte DEFAULT_SEQUENCE_LIMIT = 0x1C;
    private static final byte DEFAULT_FAILURE_LIMIT = 0x10;
    private static final byte MIN_CELLS = 3;
    private static final byte MAX_CELLS = 10;
    /** The number of cells is left to the card. */
    static final byte CELLS_BY_MEMORY = (byte) 0xFF;

    // ---- bits of tag 88
    static final byte ALLOW_DES = 0x01;
    static final byte ALLOW_SHORT_CMAC = 0x02;
    static final byte ALLOW_DES_ECB = 0x04;
    private static final byte OLD_RFU = (byte) 0xF8;

    // ---- access domain (TS 102 226 §8.2.1.3.2.4)
    private static final byte FULL_ACCESS = 0x00;
    private static final byte BY_CONDITIONS = 0x02;
    private static final byte NO_ACCESS = (byte) 0xFF;
    private static final byte ACCESS_CONDITIONS = TarTable.ACCESS_ALW | TarTable.ACCESS_PIN1 | TarTable.ACCESS_ADM1;

    private InstallParameters() {}

    /** Whether tag 88 lets keys of this algorithm onto the card. */
    static boolean allows(byte oldAlgorithms, byte ota) {
        return ota != KeySet.DES || (oldAlgorithms & ALLOW_DES) != 0;
    }

    /** Throws 6A80 for anything missing, unknown, double or malformed, before the applet allocates anything. */
    static void check(byte[] buf, short off, short length) {
        checkObjects(buf, off, length, OBJECTS);
        byte slots = slots(buf, off, length);
        byte limit = sequenceLimit(buf, off, length);
        byte cells = cells(buf, off, length);
        boolean cellsFit = cells == CELLS_BY_MEMORY && find(buf, off, length, CELLS) == 0
                || cells == 0
                || cells >= MIN_CELLS && cells <= MAX_CELLS;
        if (slots < 1
                || slots > MAX_SLOTS
                || limit < 0
                || limit > SequenceNumbers.LIMIT_OFF
                || !cellsFit
                || (testCard(buf, off, length) & ~1) != 0
                || (oldAlgorithms(buf, off, length) & OLD_RFU) != 0) {
            Sw.wrongData();
        }
        short keys = find(buf, off, length, KEYS);
        checkObjects(buf, keys, Tlv.length(buf, keys), KEY_OBJECTS);
        short end = (short) (off + length);
        for (short at = off; at < end; at = next(buf, at, end)) {
            if (buf[at] == APPLICATION) {
                checkApplication(buf, off, at, end);
            }
        }
    }

    /** Each object is in the table, whole, of its length, and there as often as it may be. */
    private static void checkObjects(byte[] buf, short off, short length, byte[] table) {
        short end = (short) (off + length);
        for (short at = off; at < end; at = next(buf, at, end)) {
            short row = 0;
            while (row < (short) table.length && table[row] != buf[at]) {
                row += ROW_SIZE;
            }
            short size = Tlv.length(buf, Tlv.valueOf(buf, at, end));
            if (row == (short) table.length
                    || table[(short) (row + 1)] != Tlv.ANY && table[(short) (row + 1)] != size
                    || table[(short) (row + 2)] != REPEATED && find(buf, off, (short) (at - off), buf[at]) != 0) {
                Sw.wrongData();
            }
        }
        for (short row = 0; row < (short) table.length; row += ROW_SIZE) {
            if (table[(short) (row + 2)] == Tlv.MANDATORY && find(buf, off, length, table[row]) == 0) {
                Sw.wrongData();
            }
        }
    }

    /** An object A3 at {@code at}: a TAR that exists and was not named before, with a level and access that exist. */
    private static void checkApplication(byte[] buf, short off, short at, short end) {
        short value = Tlv.valueOf(buf, at, end);
        short length = Tlv.length(buf, value);
        checkObjects(buf, value, length, APPLICATION_OBJECTS);
        byte row = TarTable.row(buf, find(buf, value, length, TAR));
        short level = find(buf, value, length, LEVEL);
        short access = find(buf, value, length, ACCESS);
        boolean accessIsCoded = access == 0
                || Tlv.length(buf, access) == 1 && (buf[access] == FULL_ACCESS || buf[access] == NO_ACCESS)
                || Tlv.length(buf, access) == 2
                        && buf[access] == BY_CONDITIONS
                        && (buf[(short) (access + 1)] & ~ACCESS_CONDITIONS) == 0;
        // whoever may send commands of subscription management owns the card: never without a cryptographic checksum
        boolean levelIsAllowed = level == 0
                || SecurityLevel.isLevel(buf[level])
                        && (row != TarTable.SUBSCRIPTION || (buf[level] & SecurityLevel.CHECK) == SecurityLevel.CC);
        if (row == TarTable.UNKNOWN
                || application(buf, off, (short) (at - off), row) != 0
                || !accessIsCoded
                || !levelIsAllowed) {
            Sw.wrongData();
        }
    }

    /** Number of subscription slots. */
    static byte slots(byte[] buf, short off, short length) {
        return single(buf, off, length, SLOTS, DEFAULT_SLOTS);
    }

    /** Number of segments of concatenated messages that the card keeps, or {@link #CELLS_BY_MEMORY}. */
    static byte cells(byte[] buf, short off, short length) {
        return single(buf, off, length, CELLS, CELLS_BY_MEMORY);
    }

    /** n of the limit 2^n of SEQ − SEQ_MS. */
    static byte sequenceLimit(byte[] buf, short off, short length) {
        return single(buf, off, length, SEQUENCE_LIMIT, DEFAULT_SEQUENCE_LIMIT);
    }

    /** Which algorithms are allowed beyond those that are good for new use: {@link #ALLOW_DES} and the like. */
    static byte oldAlgorithms(byte[] buf, short off, short length) {
        return single(buf, off, length, OLD_ALGORITHMS, (byte) 0);
    }

    /** 01 if the card is for tests alone, else 00. */
    static byte testCard(byte[] buf, short off, short length) {
        return single(buf, off, length, TEST_CARD, (byte) 0);
    }

    /** Wrong check values in a row from which a keyset answers slowly, unsigned; 0 for never. */
    static byte failureLimit(byte[] buf, short off, short length) {
        return single(buf, off, length, FAILURE_LIMIT, DEFAULT_FAILURE_LIMIT);
    }

    private static byte single(byte[] buf, short off, short length, byte tag, byte otherwise) {
        short value = find(buf, off, length, tag);
        return value == 0 ? otherwise : buf[value];
    }

    /** Minimum security level of an application, a row of {@link TarTable}. */
    static byte level(byte[] buf, short off, short length, byte row) {
        short value = application(buf, off, length, row);
        return value == 0
                ? SecurityLevel.DEFAULT
                : single(buf, value, Tlv.length(buf, value), LEVEL, SecurityLevel.DEFAULT);
    }

    /** Access conditions that count as fulfilled for an application, a row of {@link TarTable}. */
    static byte access(byte[] buf, short off, short length, byte row) {
        short value = application(buf, off, length, row);
        short access = value == 0 ? 0 : find(buf, value, Tlv.length(buf, value), ACCESS);
        if (access == 0 || buf[access] == FULL_ACCESS) {
            return TarTable.ACCESS_FULL;
        }
        return buf[access] == NO_ACCESS ? 0 : buf[(short) (access + 1)];
    }

    /** Offset of the value of the A3 of an application among whole objects, 0 if it is absent. */
    private static short application(byte[] buf, short off, short length, byte row) {
        short end = (short) (off + length);
        for (short at = off; at < end; at = next(buf, at, end)) {
            short value = Tlv.valueOf(buf, at, end);
            if (buf[at] == APPLICATION && TarTable.row(buf, find(buf, value, Tlv.length(buf, value), TAR)) == row) {
                return value;
            }
        }
        return 0;
    }

    /** Writes KIc ‖ KID ‖ KIK of the manufacturer, 48 bytes. */
    static void writeManufacturerKeys(byte[] buf, short off, short length, byte[] to, short toOff) {
        short keys = find(buf, off, length, KEYS);
        short keysLength = Tlv.length(buf, keys);
        short size = KeySet.keyLength(KeySet.AES_128);
        toOff = Util.arrayCopyNonAtomic(buf, find(buf, keys, keysLength, KIC), to, toOff, size);
        toOff = Util.arrayCopyNonAtomic(buf, find(buf, keys, keysLength, KID), to, toOff, size);
        Transient.copy(buf, find(buf, keys, keysLength, KIK), to, toOff, size);
    }

    /** Offset of the value of an object among whole objects, 0 if it is absent. */
    private static short find(byte[] buf, short off, short length, byte tag) {
        short end = (short) (off + length);
        for (short at = off; at < end; at = next(buf, at, end)) {
            if (buf[at] == tag) {
                return Tlv.valueOf(buf, at, end);
            }
        }
        return 0;
    }

    /** Offset behind the object at {@code at}; throws 6A80 if that is not whole. */
    private static short next(byte[] buf, short at, short end) {
        short value = Tlv.valueOf(buf, at, end);
        return (short) (value + Tlv.length(buf, value));
    }
}
