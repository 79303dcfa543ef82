package io.simshift.applet;

import javacard.framework.Util;

/** What a SIM tells of a file that is selected (TS 51.011 §9.2.1). */
final class GsmAnswer {
    private static final short FID = 4;
    private static final byte DF_GSM = 0x20;

    // ---- of the MF and of DFs
    private static final short DIRECTORY_SIZE = 22;
    private static final short KIND = 6;
    private static final byte KIND_MF = 1;
    private static final byte KIND_DF = 2;
    private static final short FOLLOWING = 12;
    private static final byte FOLLOWING_SIZE = 9;
    private static final short CHARACTERISTICS = 13;
    /** Clock stop allowed, 3 V. */
    private static final byte CLOCK_AND_VOLTAGE = 0x11;

    private static final byte CHV1_DISABLED = (byte) 0x80;
    private static final short CHVS = 16;
    private static final byte CHV_COUNT = 4;
    private static final short CHV_STATUS = 18;

    // ---- of EFs
    private static final short FILE_SIZE = 15;
    private static final short SIZE = 2;
    private static final byte KIND_EF = 4;
    private static final short INCREASE_ALLOWED = 7;
    private static final byte INCREASE_BIT = 0x40;
    private static final short ACCESS = 8;
    private static final short STATUS = 11;
    private static final short EF_FOLLOWING = 12;
    private static final short STRUCTURE = 13;
    private static final byte CYCLIC = 3;
    private static final short RECORD_LENGTH = 14;

    private static final byte NEVER = 0x0F;

    private GsmAnswer() {}

    /** 22 bytes of the MF, a DF, or ADF.USIM as DF.GSM, the numbers of files in it left at 0; returns how many. */
    static short writeDirectory(byte row, Pins pins, byte[] out) {
        Transient.wipe(out, (short) 0, DIRECTORY_SIZE);
        Util.setShort(out, FID, FileTable.fid(row));
        if (row == FileTable.ADF_USIM) {
            out[(short) (FID + 1)] = DF_GSM;
        }
        out[KIND] = row == FileTable.MF ? KIND_MF : KIND_DF;
        out[FOLLOWING] = FOLLOWING_SIZE;
        out[CHARACTERISTICS] =
                (pins.store()[0] & Pins.ENABLED) != 0 ? CLOCK_AND_VOLTAGE : (byte) (CLOCK_AND_VOLTAGE | CHV1_DISABLED);
        out[CHVS] = CHV_COUNT;
        writeTries(pins.store(), out);
        return DIRECTORY_SIZE;
    }

    /** 15 bytes of an EF; returns how many. */
    static short writeFile(byte row, short fid, boolean active, byte[] out) {
        Transient.wipe(out, (short) 0, FILE_SIZE);
        Util.setShort(out, SIZE, FileTable.size(row));
        Util.setShort(out, FID, fid);
        out[KIND] = KIND_EF;
        byte rule = FileTable.rule(row);
        byte change = level(AccessRules.lifeCycleCondition(rule));
        byte increase = level(AccessRules.increaseCondition(rule));
        out[ACCESS] = pair(level(AccessRules.readCondition(rule)), level(AccessRules.updateCondition(rule)));
        out[(short) (ACCESS + 1)] = pair(increase, NEVER);
        out[(short) (ACCESS + 2)] = pair(change, change);
        out[STATUS] = (byte) (active ? 1 : 0);
        out[EF_FOLLOWING] = 2;
        if (FileTable.hasRecords(row)) {
            boolean cyclic = FileTable.kind(row) == FileTable.CYCLIC;
            out[STRUCTURE] = cyclic ? CYCLIC : 1;
            out[INCREASE_ALLOWED] = cyclic ? INCREASE_BIT : 0;
            out[RECORD_LENGTH] = (byte) FileTable.length(row);
        }
        return FILE_SIZE;
    }

    /** Tries left of PIN1, its PUK, PIN2, its PUK, each with b8 if there is such a PIN. */
    private static void writeTries(byte[] store, byte[] out) {
        short at = CHV_STATUS;
        for (short pin = 0; pin <= Pins.PIN2; pin += Pins.PIN2) {
            if (store[(short) (pin + Pins.LIMITS)] != 0) {
                out[at] = (byte) (store[(short) (pin + Pins.TRIES)] | 0x80);
                out[(short) (at + 1)] = (byte) (store[(short) (pin + Pins.PUK_TRIES)] | 0x80);
            }
            at += 2;
        }
    }

    /** The level of an access condition (TS 51.011 §9.3): ALW 0, CHV1 1, CHV2 2, ADM 4, NEV F. */
    private static byte level(byte condition) {
        switch (condition) {
            case TarTable.ACCESS_ALW:
                return 0;
            case TarTable.ACCESS_PIN1:
                return 1;
            case TarTable.ACCESS_PIN2:
                return 2;
            case TarTable.ACCESS_ADM1:
                return 4;
            default:
                return NEVER;
        }
    }

    private static byte pair(byte high, byte low) {
        return (byte) ((short) (high << 4) | low);
    }
}
