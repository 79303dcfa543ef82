package io.simshift.applet;

import javacard.framework.Util;

/** The files of the card as a canned table (TS 31.102 §4.2, TS 102 221 §13). A file is named by its row. */
final class FileTable {
    static final byte MF = 0;
    static final byte ADF_USIM = 1;
    static final byte DF_TELECOM = 2;
    /** No file is selected; the MF's row can stand for it because the MF is no EF. */
    static final byte NO_EF = 0;

    // ---- kind: the file descriptor byte of TS 102 221 §11.1.1.4.3
    static final byte DIRECTORY = 0x78;
    static final byte TRANSPARENT = 0x41;
    static final byte LINEAR_FIXED = 0x42;
    /** Transparent, for the card's own use (ISO 7816-4 §7.4.1). */
    private static final byte INTERNAL = 0x49;

    private static final byte KIND_MASK = 0x07;

    // ---- store: which array holds the content
    static final byte SHARED = 0;
    static final byte BANKED = 1;
    static final byte RULES = 2;
    static final byte PINS = 3;

    // ---- content of files that exist once
    static final short DIR = 0;
    static final short ICCID = DIR + 40;
    static final short PL = ICCID + 10;
    static final short LI = PL + 4;
    static final short SHARED_SIZE = LI + 4;
    static final short ICCID_SIZE = 10;

    private static final short ROW_SIZE = 9;
    private static final short PARENT = 2;
    private static final short KIND = 3;
    private static final short SFI = 4;
    private static final short LENGTH = 5;
    private static final short RECORDS = 6;
    private static final short RULE = 7;
    private static final short STORE = 8;

    // FID (2), parent, kind, SFI (0: none), record length or size, records, access rule, store
    private static final byte[] ROWS = {
        0x3F, 0x00, MF, DIRECTORY, 0x00, 0, 0, AccessRules.NEV_NEV, SHARED, // MF
        0x7F, (byte) 0xF0, MF, DIRECTORY, 0x00, 0, 0, AccessRules.NEV_NEV, SHARED, // ADF.USIM
        0x7F, 0x10, MF, DIRECTORY, 0x00, 0, 0, AccessRules.NEV_NEV, SHARED, // DF.TELECOM
        0x2F, 0x00, MF, LINEAR_FIXED, 0x1E, 40, 1, AccessRules.ALW_ADM, SHARED, // EF.DIR
        0x2F, (byte) 0xE2, MF, TRANSPARENT, 0x02, 10, 1, AccessRules.ALW_NEV, SHARED, // EF.ICCID
        0x2F, 0x05, MF, TRANSPARENT, 0x05, 4, 1, AccessRules.ALW_PIN, SHARED, // EF.PL
        0x2F, 0x06, MF, LINEAR_FIXED, 0x06, AccessRules.RECORD_SIZE, AccessRules.COUNT, AccessRules.ALW_NEV,
                RULES, // EF.ARR
        0x2F, (byte) 0xEA, MF, INTERNAL, 0x00, Pins.SIZE, 1, AccessRules.NEV_NEV, PINS, // EF.PIN
        0x6F, 0x06, ADF_USIM, LINEAR_FIXED, 0x17, AccessRules.RECORD_SIZE, AccessRules.COUNT, AccessRules.ALW_NEV,
                RULES, // EF.ARR
        0x6F, 0x05, ADF_USIM, TRANSPARENT, 0x02, 4, 1, AccessRules.ALW_PIN, SHARED, // EF.LI
        0x6F, 0x07, ADF_USIM, TRANSPARENT, 0x07, 9, 1, AccessRules.PIN_ADM, BANKED, // EF.IMSI
        0x6F, (byte) 0xAD, ADF_USIM, TRANSPARENT, 0x03, 4, 1, AccessRules.ALW_ADM, BANKED, // EF.AD
        0x6F, 0x78, ADF_USIM, TRANSPARENT, 0x06, 2, 1, AccessRules.PIN_ADM, BANKED, // EF.ACC
        0x6F, 0x38, ADF_USIM, TRANSPARENT, 0x04, 17, 1, AccessRules.PIN_ADM, BANKED, // EF.UST
        0x6F, 0x56, ADF_USIM, TRANSPARENT, 0x05, 1, 1, AccessRules.PIN_PIN2, BANKED, // EF.EST
        0x6F, 0x31, ADF_USIM, TRANSPARENT, 0x12, 1, 1, AccessRules.PIN_ADM, BANKED, // EF.HPPLMN
        0x6F, (byte) 0xB7, ADF_USIM, LINEAR_FIXED, 0x01, 4, 5, AccessRules.ALW_ADM, BANKED, // EF.ECC
        0x6F, 0x5C, ADF_USIM, TRANSPARENT, 0x10, 3, 1, AccessRules.PIN_ADM, BANKED, // EF.THRESHOLD
        0x6F, 0x46, ADF_USIM, TRANSPARENT, 0x00, 17, 1, AccessRules.ALW_ADM, BANKED, // EF.SPN
        0x6F, 0x08, ADF_USIM, TRANSPARENT, 0x08, 33, 1, AccessRules.PIN_PIN, BANKED, // EF.KEYS
        0x6F, 0x09, ADF_USIM, TRANSPARENT, 0x09, 33, 1, AccessRules.PIN_PIN, BANKED, // EF.KEYSPS
        0x6F, 0x5B, ADF_USIM, TRANSPARENT, 0x0F, 6, 1, AccessRules.PIN_PIN, BANKED, // EF.START-HFN
        0x6F, 0x7E, ADF_USIM, TRANSPARENT, 0x0B, 11, 1, AccessRules.PIN_PIN, BANKED, // EF.LOCI
        0x6F, 0x73, ADF_USIM, TRANSPARENT, 0x0C, 14, 1, AccessRules.PIN_PIN, BANKED, // EF.PSLOCI
        0x6F, (byte) 0xE3, ADF_USIM, TRANSPARENT, 0x1E, 18, 1, AccessRules.PIN_PIN, BANKED, // EF.EPSLOCI
        0x6F, 0x62, ADF_USIM, TRANSPARENT, 0x13, 20, 1, AccessRules.PIN_ADM, BANKED, // EF.HPLMNwAcT
        0x6F, 0x60, ADF_USIM, TRANSPARENT, 0x0A, 60, 1, AccessRules.PIN_PIN, BANKED, // EF.PLMNwAcT
        0x6F, 0x61, ADF_USIM, TRANSPARENT, 0x11, 60, 1, AccessRules.PIN_ADM, BANKED, // EF.OPLMNwAcT
        0x6F, 0x7B, ADF_USIM, TRANSPARENT, 0x0D, 30, 1, AccessRules.PIN_PIN, BANKED, // EF.FPLMN
        0x6F, (byte) 0xD9, ADF_USIM, TRANSPARENT, 0x1D, 12, 1, AccessRules.PIN_ADM, BANKED, // EF.EHPLMN
        0x6F, 0x40, ADF_USIM, LINEAR_FIXED, 0x00, 24, 1, AccessRules.PIN_PIN, BANKED, // EF.MSISDN
        0x6F, 0x42, ADF_USIM, LINEAR_FIXED, 0x00, 28, 1, AccessRules.PIN_PIN, BANKED, // EF.SMSP
        0x6F, (byte) 0xC4, ADF_USIM, TRANSPARENT, 0x00, 46, 1, AccessRules.PIN_PIN, BANKED, // EF.NETPAR
        0x6F, (byte) 0xE4, ADF_USIM, LINEAR_FIXED, 0x18, 54, 1, AccessRules.PIN_PIN, BANKED, // EF.EPSNSC
    };
    /** Where the content of each row begins in the array that holds it. */
    private static final short[] OFFSETS = {
        0,
        0,
        0,
        DIR,
        ICCID,
        PL,
        0,
        0,
        0,
        LI,
        Profile.IMSI,
        Profile.AD,
        Profile.ACC,
        Profile.UST,
        Profile.EST,
        Profile.HPPLMN,
        Profile.ECC,
        Profile.THRESHOLD,
        Profile.SPN,
        Profile.KEYS,
        Profile.KEYSPS,
        Profile.START_HFN,
        Profile.LOCI,
        Profile.PSLOCI,
        Profile.EPSLOCI,
        Profile.HPLMNWACT,
        Profile.PLMNWACT,
        Profile.OPLMNWACT,
        Profile.FPLMN,
        Profile.EHPLMN,
        Profile.MSISDN,
        Profile.SMSP,
        Profile.NETPAR,
        Profile.EPSNSC,
    };

    private static final short ROW_COUNT = 34;

    private FileTable() {}

    private static short at(byte row, short field) {
        return (short) ((short) (row * ROW_SIZE) + field);
    }

    static short fid(byte row) {
        return Util.getShort(ROWS, at(row, (short) 0));
    }

    static byte parent(byte row) {
        return ROWS[at(row, PARENT)];
    }

    static byte kind(byte row) {
        return ROWS[at(row, KIND)];
    }

    static boolean isDirectory(byte row) {
        return kind(row) == DIRECTORY;
    }

    /** Short file identifier, 0 if the file has none. */
    static byte sfi(byte row) {
        return ROWS[at(row, SFI)];
    }

    /** Size of a transparent file, or of one record, in bytes; below 80 hex. */
    static short length(byte row) {
        return ROWS[at(row, LENGTH)];
    }

    static short records(byte row) {
        return ROWS[at(row, RECORDS)];
    }

    static short size(byte row) {
        return (short) (length(row) * records(row));
    }

    /** Whether the content is one string of bytes. */
    static boolean isTransparent(byte row) {
        return (byte) (kind(row) & KIND_MASK) == 1;
    }

    /** Number of the file's access rule: a record of EF.ARR. */
    static byte rule(byte row) {
        return ROWS[at(row, RULE)];
    }

    static byte store(byte row) {
        return ROWS[at(row, STORE)];
    }

    /** Where the content begins in the array that holds it. */
    static short offset(byte row) {
        return OFFSETS[row];
    }

    /** Whether the content is or has keys of the phone's session: CK and IK, or K_ASME. */
    static boolean holdsKeys(byte row) {
        short content = offset(row);
        return store(row) == BANKED
                && (content == Profile.KEYS || content == Profile.KEYSPS || content == Profile.EPSNSC);
    }

    /** Whether the file says who the subscriber is: EF.IMSI. */
    static boolean isIdentity(byte row) {
        return store(row) == BANKED && offset(row) == Profile.IMSI && !isDirectory(row);
    }

    /** The file with this identifier directly under a directory, or {@link #NO_EF}. */
    static byte child(byte directory, short fid) {
        for (byte row = 1; row < ROW_COUNT; row++) {
            if (parent(row) == directory && fid(row) == fid) {
                return row;
            }
        }
        return NO_EF;
    }

    /** The EF with this short identifier directly under a directory, or {@link #NO_EF}. */
    static byte childBySfi(byte directory, byte sfi) {
        for (byte row = 1; row < ROW_COUNT; row++) {
            if (parent(row) == directory && sfi(row) == sfi && !isDirectory(row)) {
                return row;
            }
        }
        return NO_EF;
    }
}
