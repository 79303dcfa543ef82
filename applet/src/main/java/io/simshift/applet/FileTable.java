package io.simshift.applet;

import javacard.framework.Util;

/** The files of the card as a canned table (TS 31.102 §4.2, TS 102 221 §13). A file is named by its row. */
final class FileTable {
    static final byte MF = 0;
    static final byte ADF_USIM = 1;
    static final byte DF_TELECOM = 2;
    private static final byte DF_PHONEBOOK = 3;
    static final byte DF_GSM_ACCESS = 4;
    static final byte DF_5GS = 5;
    /** No file is selected; the MF's row can stand for it because the MF is no EF. */
    static final byte NO_EF = 0;

    // ---- kind: the file descriptor byte of TS 102 221 §11.1.1.4.3; a row has its low half
    static final byte DIRECTORY = 0x78;
    static final byte CYCLIC = 0x46;
    private static final byte WORKING_EF = 0x40;
    private static final byte KIND = 0x0F;
    private static final byte D = 0x08;
    private static final byte T = 0x01;
    private static final byte L = 0x02;
    private static final byte C = 0x06;
    /** Transparent, for the card's own use (ISO 7816-4 §7.4.1). */
    private static final byte I = 0x09;

    // ---- store: which array holds the content
    static final byte SHARED = 0;
    static final byte BANKED = 1;
    static final byte RULES = 2;
    static final byte PINS = 3;

    // ---- content of files that exist once, in the order of their rows
    static final short DIR = 0;
    static final short ICCID = DIR + 40;
    static final short ICCID_SIZE = 10;
    /** EF.PL, EF.UMPC and EF.LI come before it. */
    static final short SMS = ICCID + ICCID_SIZE + 13;

    static final short SMS_SIZE = 176;
    /** EF.SST; EF.SMS, EF.SMSS, EF.PBR and EF.ADN come before it. */
    static final short SST = SMS + 2 * SMS_SIZE + 2 + 16 + 96;

    static final short SST_SIZE = 10;
    static final short IAL = SST + SST_SIZE;

    static final short IAL_RECORD_SIZE = 20;
    static final short IPS = IAL + 4 * IAL_RECORD_SIZE;
    static final short IPS_RECORD_SIZE = 4;
    static final short IPS_SIZE = 8 * IPS_RECORD_SIZE;
    static final short IPD = IPS + IPS_SIZE;
    static final short IPD_RECORD_SIZE = 11;
    /** One bit for each row, 1 if the file is activated. */
    static final short ACTIVATED = IPD + 2 * IPD_RECORD_SIZE;

    static final short ACTIVATED_SIZE = 8;
    static final short SHARED_SIZE = ACTIVATED + ACTIVATED_SIZE;

    private static final short ROW_SIZE = 6;
    /** In the high half of a byte, beside the kind. */
    private static final byte PARENT = 0x10;
    /** In the two highest bits of a byte, beside the SFI. */
    private static final short STORE = 0x40;

    private static final byte SFI = 0x1F;
    /** In the high half of a byte, beside the access rule. */
    private static final short RECORD = 0x10;

    private static final byte EF_IMSI = 22;
    private static final byte EF_KEYS = 31;
    private static final byte EF_5GAUTHKEYS = 37;
    static final short ROW_COUNT = 62;

    // FID (2), parent and kind, store and SFI (0: none), record length or size, records and access rule
    private static final byte[] ROWS = {
        0x3F, 0x00, MF * PARENT | D, (byte) (SHARED * STORE | 0x00), 0, (byte) (0 * RECORD | AccessRules.NEV_NEV), // MF
        0x7F, (byte) 0xF0, MF * PARENT | D, (byte) (SHARED * STORE | 0x00), 0,
                (byte) (0 * RECORD | AccessRules.NEV_NEV), // ADF.USIM
        0x7F, 0x10, MF * PARENT | D, (byte) (SHARED * STORE | 0x00), 0,
                (byte) (0 * RECORD | AccessRules.NEV_NEV), // DF.TELECOM
        0x5F, 0x3A, DF_TELECOM * PARENT | D, (byte) (SHARED * STORE | 0x00), 0,
                (byte) (0 * RECORD | AccessRules.NEV_NEV), // DF.PHONEBOOK
        0x5F, 0x3B, ADF_USIM * PARENT | D, (byte) (SHARED * STORE | 0x00), 0,
                (byte) (0 * RECORD | AccessRules.NEV_NEV), // DF.GSM-ACCESS
        0x5F, (byte) 0xC0, ADF_USIM * PARENT | D, (byte) (SHARED * STORE | 0x00), 0,
                (byte) (0 * RECORD | AccessRules.NEV_NEV), // DF.5GS
        0x2F, 0x06, MF * PARENT | L, (byte) (RULES * STORE | 0x06), AccessRules.RECORD_SIZE,
                (byte) (AccessRules.COUNT * RECORD | AccessRules.ALW_NEV), // EF.ARR
        0x6F, 0x06, ADF_USIM * PARENT | L, (byte) (RULES * STORE | 0x17), AccessRules.RECORD_SIZE,
                (byte) (AccessRules.COUNT * RECORD | AccessRules.ALW_NEV), // EF.ARR
        0x2F, (byte) 0xEA, MF * PARENT | I, (byte) (PINS * STORE | 0x00), Pins.SIZE,
                (byte) (1 * RECORD | AccessRules.NEV_NEV), // EF.PIN
        0x2F, 0x00, MF * PARENT | L, (byte) (SHARED * STORE | 0x1E), 40,
                (byte) (1 * RECORD | AccessRules.ALW_ADM), // EF.DIR
        0x2F, (byte) 0xE2, MF * PARENT | T, (byte) (SHARED * STORE | 0x02), 10,
                (byte) (1 * RECORD | AccessRules.ALW_NEV), // EF.ICCID
        0x2F, 0x05, MF * PARENT | T, (byte) (SHARED * STORE | 0x05), 4,
                (byte) (1 * RECORD | AccessRules.ALW_PIN), // EF.PL
        0x2F, 0x08, MF * PARENT | T, (byte) (SHARED * STORE | 0x08), 5,
                (byte) (1 * RECORD | AccessRules.ALW_ADM), // EF.UMPC
        0x6F, 0x05, ADF_USIM * PARENT | T, (byte) (SHARED * STORE | 0x02), 4,
                (byte) (1 * RECORD | AccessRules.ALW_PIN), // EF.LI
        0x6F, 0x3C, ADF_USIM * PARENT | L, (byte) (SHARED * STORE | 0x00), (byte) 176,
                (byte) (2 * RECORD | AccessRules.PIN_PIN), // EF.SMS
        0x6F, 0x43, ADF_USIM * PARENT | T, (byte) (SHARED * STORE | 0x00), 2,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.SMSS
        0x4F, 0x30, DF_PHONEBOOK * PARENT | L, (byte) (SHARED * STORE | 0x00), 16,
                (byte) (1 * RECORD | AccessRules.PIN_ADM), // EF.PBR
        0x4F, 0x3A, DF_PHONEBOOK * PARENT | L, (byte) (SHARED * STORE | 0x01), 24,
                (byte) (4 * RECORD | AccessRules.PIN_PIN), // EF.ADN
        0x4F, 0x38, DF_GSM_ACCESS * PARENT | T, (byte) (SHARED * STORE | 0x00), SST_SIZE,
                (byte) (1 * RECORD | AccessRules.PIN_ADM), // EF.SST
        0x6F, (byte) 0xF0, ADF_USIM * PARENT | L, (byte) (SHARED * STORE | 0x00), IAL_RECORD_SIZE,
                (byte) (4 * RECORD | AccessRules.ADM_ADM), // EF.IAL
        0x6F, (byte) 0xF1, ADF_USIM * PARENT | C, (byte) (SHARED * STORE | 0x00), IPS_RECORD_SIZE,
                (byte) (8 * RECORD | AccessRules.ALW_ADM), // EF.IPS
        0x6F, (byte) 0xF2, ADF_USIM * PARENT | L, (byte) (SHARED * STORE | 0x00), IPD_RECORD_SIZE,
                (byte) (2 * RECORD | AccessRules.ADM_ADM), // EF.IPD
        0x6F, 0x07, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x07), 9,
                (byte) (1 * RECORD | AccessRules.PIN_ADM), // EF.IMSI
        0x6F, (byte) 0xAD, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x03), 4,
                (byte) (1 * RECORD | AccessRules.ALW_ADM), // EF.AD
        0x6F, 0x78, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x06), 2,
                (byte) (1 * RECORD | AccessRules.PIN_ADM), // EF.ACC
        0x6F, 0x38, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x04), 17,
                (byte) (1 * RECORD | AccessRules.PIN_ADM), // EF.UST
        0x6F, 0x56, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x05), 1,
                (byte) (1 * RECORD | AccessRules.PIN_PIN2), // EF.EST
        0x6F, 0x31, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x12), 1,
                (byte) (1 * RECORD | AccessRules.PIN_ADM), // EF.HPPLMN
        0x6F, (byte) 0xB7, ADF_USIM * PARENT | L, (byte) (BANKED * STORE | 0x01), 4,
                (byte) (5 * RECORD | AccessRules.ALW_ADM), // EF.ECC
        0x6F, 0x5C, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x10), 3,
                (byte) (1 * RECORD | AccessRules.PIN_ADM), // EF.THRESHOLD
        0x6F, 0x46, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x00), 17,
                (byte) (1 * RECORD | AccessRules.ALW_ADM), // EF.SPN
        0x6F, 0x08, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x08), 33,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.KEYS
        0x6F, 0x09, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x09), 33,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.KEYSPS
        0x4F, 0x20, DF_GSM_ACCESS * PARENT | T, (byte) (BANKED * STORE | 0x01), 9,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.Kc
        0x4F, 0x52, DF_GSM_ACCESS * PARENT | T, (byte) (BANKED * STORE | 0x02), 9,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.KcGPRS
        0x6F, (byte) 0xE4, ADF_USIM * PARENT | L, (byte) (BANKED * STORE | 0x18), 54,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.EPSNSC
        0x4F, 0x03, DF_5GS * PARENT | L, (byte) (BANKED * STORE | 0x03), 57,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.5GS3GPPNSC
        0x4F, 0x05, DF_5GS * PARENT | T, (byte) (BANKED * STORE | 0x05), 68,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.5GAUTHKEYS
        0x6F, 0x5B, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x0F), 6,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.START-HFN
        0x6F, 0x39, ADF_USIM * PARENT | C, (byte) (BANKED * STORE | 0x1C), 3,
                (byte) (5 * RECORD | AccessRules.COUNTER), // EF.ACM
        0x6F, 0x7E, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x0B), 11,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.LOCI
        0x6F, 0x73, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x0C), 14,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.PSLOCI
        0x6F, (byte) 0xE3, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x1E), 18,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.EPSLOCI
        0x4F, 0x01, DF_5GS * PARENT | T, (byte) (BANKED * STORE | 0x01), 20,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.5GS3GPPLOCI
        0x6F, 0x62, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x13), 20,
                (byte) (1 * RECORD | AccessRules.PIN_ADM), // EF.HPLMNwAcT
        0x6F, 0x60, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x0A), 60,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.PLMNwAcT
        0x6F, 0x61, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x11), 60,
                (byte) (1 * RECORD | AccessRules.PIN_ADM), // EF.OPLMNwAcT
        0x6F, 0x7B, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x0D), 30,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.FPLMN
        0x6F, (byte) 0xD9, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x1D), 12,
                (byte) (1 * RECORD | AccessRules.PIN_ADM), // EF.EHPLMN
        0x6F, 0x40, ADF_USIM * PARENT | L, (byte) (BANKED * STORE | 0x00), 24,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.MSISDN
        0x6F, 0x42, ADF_USIM * PARENT | L, (byte) (BANKED * STORE | 0x00), 28,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.SMSP
        0x6F, (byte) 0xC4, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x00), 46,
                (byte) (1 * RECORD | AccessRules.PIN_PIN), // EF.NETPAR
        0x6F, 0x3E, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x00), 8,
                (byte) (1 * RECORD | AccessRules.PIN_ADM), // EF.GID1
        0x6F, 0x3F, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x00), 8,
                (byte) (1 * RECORD | AccessRules.PIN_ADM), // EF.GID2
        0x6F, (byte) 0xC5, ADF_USIM * PARENT | L, (byte) (BANKED * STORE | 0x19), 24,
                (byte) (2 * RECORD | AccessRules.ALW_ADM), // EF.PNN
        0x6F, (byte) 0xC6, ADF_USIM * PARENT | L, (byte) (BANKED * STORE | 0x1A), 8,
                (byte) (2 * RECORD | AccessRules.ALW_ADM), // EF.OPL
        0x6F, (byte) 0xCD, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x1B), 17,
                (byte) (1 * RECORD | AccessRules.PIN_ADM), // EF.SPDI
        0x4F, 0x07, DF_5GS * PARENT | T, (byte) (BANKED * STORE | 0x07), 96,
                (byte) (1 * RECORD | AccessRules.PIN_ADM), // EF.SUCI_Calc_Info
        0x4F, 0x0A, DF_5GS * PARENT | T, (byte) (BANKED * STORE | 0x0A), 4,
                (byte) (1 * RECORD | AccessRules.PIN_ADM), // EF.Routing_Indicator
        0x6F, 0x10, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x00), SmsDeliver.MAX_ADDRESS_SIZE,
                (byte) (1 * RECORD | AccessRules.PIN_ADM), // EF.REPORT
        0x6F, 0x1A, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x00), Profile.CHANNEL_SIZE,
                (byte) (1 * RECORD | AccessRules.ADM_ADM), // EF.CHANNEL
        0x6F, 0x1B, ADF_USIM * PARENT | T, (byte) (BANKED * STORE | 0x00), Profile.ADMIN_SIZE,
                (byte) (1 * RECORD | AccessRules.PIN_ADM), // EF.ADMIN
    };

    private FileTable() {}

    private static byte at(byte row, short field) {
        return ROWS[(short) ((short) (row * ROW_SIZE) + field)];
    }

    static short fid(byte row) {
        return Util.getShort(ROWS, (short) (row * ROW_SIZE));
    }

    static byte parent(byte row) {
        return (byte) ((short) (at(row, (short) 2) >> 4) & 0x0F);
    }

    static byte kind(byte row) {
        byte kind = (byte) (at(row, (short) 2) & KIND);
        return kind == D ? DIRECTORY : (byte) (WORKING_EF | kind);
    }

    static boolean isDirectory(byte row) {
        return kind(row) == DIRECTORY;
    }

    /** Short file identifier, 0 if the file has none. */
    static byte sfi(byte row) {
        return (byte) (at(row, (short) 3) & SFI);
    }

    /** Size of a transparent file, or of one record, in bytes. */
    static short length(byte row) {
        return (short) (at(row, (short) 4) & 0xFF);
    }

    static short records(byte row) {
        return (short) ((short) (at(row, (short) 5) >> 4) & 0x0F);
    }

    static short size(byte row) {
        return (short) (length(row) * records(row));
    }

    /** Whether the content is one string of bytes. */
    static boolean isTransparent(byte row) {
        return (at(row, (short) 2) & 0x07) == T;
    }

    /** Whether the content is records: a linear fixed or a cyclic file. */
    static boolean hasRecords(byte row) {
        return (at(row, (short) 2) & 0x03) == L;
    }

    /** Whether it is ADF.USIM or anything below. */
    static boolean isUsim(byte row) {
        while (row != MF && row != ADF_USIM) {
            row = parent(row);
        }
        return row == ADF_USIM;
    }

    /** Number of the file's access rule: a record of EF.ARR. */
    static byte rule(byte row) {
        return (byte) (at(row, (short) 5) & 0x0F);
    }

    static byte store(byte row) {
        return (byte) ((short) (at(row, (short) 3) >> 6) & 0x03);
    }

    /** Where the content begins in the array that holds it: behind that of the rows before, in their order. */
    static short offset(byte row) {
        byte store = store(row);
        short offset = 0;
        if (store <= BANKED) {
            for (byte before = 0; before < row; before++) {
                if (store(before) == store) {
                    offset += size(before);
                }
            }
        }
        return offset;
    }

    /** Where the byte with the file's {@link #activatedBit} lies in the array that holds its content. */
    static short activatedByte(byte row) {
        return (short) ((store(row) == BANKED ? Profile.ACTIVATED : ACTIVATED) + (short) (row >> 3));
    }

    static byte activatedBit(byte row) {
        return (byte) (1 << (byte) (row & 7));
    }

    /** Whether the content is or has keys of the phone's session: CK and IK, Kc, or those of NAS. */
    static boolean holdsKeys(byte row) {
        return row >= EF_KEYS && row <= EF_5GAUTHKEYS;
    }

    /** Whether the file says who the subscriber is: EF.IMSI. */
    static boolean isIdentity(byte row) {
        return row == EF_IMSI;
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
