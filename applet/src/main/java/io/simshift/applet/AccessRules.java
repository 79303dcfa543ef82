package io.simshift.applet;

/**
 * The access rules of the files as records of EF.ARR (TS 102 221 §9.2), and the condition that each sets. PIN1 is disabled
 * at issue, so the terminal meets a rule that wants it; no terminal ever has ADM.
 */
final class AccessRules {
    // rule numbers are record numbers of EF.ARR: READ / UPDATE
    static final byte ALW_ADM = 1;
    static final byte ALW_NEV = 2;
    static final byte ALW_PIN = 3;
    static final byte PIN_ADM = 4;
    static final byte PIN_PIN = 5;
    static final byte DIRECTORY = 6;
    static final byte COUNT = 6;
    static final byte RECORD_SIZE = 22;

    private static final byte F = (byte) 0xFF;
    // AM_DO: which commands
    private static final byte AM = (byte) 0x80;
    private static final byte READ = 0x01;
    private static final byte UPDATE = 0x02;
    private static final byte BOTH = 0x03;
    private static final byte ALL = 0x7F;
    // SC_DO: always 90 00, never 97 00, user authentication A4 06 83 01 key reference 95 01 08
    private static final byte ALW = (byte) 0x90;
    private static final byte NEV = (byte) 0x97;
    private static final byte CRT = (byte) 0xA4;
    private static final byte REF = (byte) 0x83;
    private static final byte USE = (byte) 0x95;
    private static final byte PIN1 = 0x01;
    private static final byte ADM1 = 0x0A;

    static final byte[] RECORDS = {
        AM, 1, READ, ALW, 0, AM, 1, UPDATE, CRT, 6, REF, 1, ADM1, USE, 1, 8, F, F, F, F, F, F, //
        AM, 1, READ, ALW, 0, AM, 1, UPDATE, NEV, 0, F, F, F, F, F, F, F, F, F, F, F, F, //
        AM, 1, READ, ALW, 0, AM, 1, UPDATE, CRT, 6, REF, 1, PIN1, USE, 1, 8, F, F, F, F, F, F, //
        AM, 1, READ, CRT, 6, REF, 1, PIN1, USE, 1, 8, AM, 1, UPDATE, CRT, 6, REF, 1, ADM1, USE, 1, 8, //
        AM, 1, BOTH, CRT, 6, REF, 1, PIN1, USE, 1, 8, F, F, F, F, F, F, F, F, F, F, F, //
        AM, 1, ALL, NEV, 0, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, //
    };

    // ---- conditions, as bits of what a FileContext meets: those of an access domain (TS 102 226 §8.2.1.3.2.2), and
    // never
    /** Met by the manufacturer before the card is issued, by nobody else. */
    private static final byte NEVER = 0x08;

    static final byte TERMINAL = TarTable.ACCESS_ALW | TarTable.ACCESS_PIN1;
    /** Every condition. */
    static final byte MANUFACTURER = TarTable.ACCESS_FULL | NEVER;

    private static final short CONDITIONS_SIZE = 2;
    /** Of each rule: condition to read, condition to update. */
    private static final byte[] CONDITIONS = {
        TarTable.ACCESS_ALW,
        TarTable.ACCESS_ADM1, //
        TarTable.ACCESS_ALW,
        NEVER, //
        TarTable.ACCESS_ALW,
        TarTable.ACCESS_PIN1, //
        TarTable.ACCESS_PIN1,
        TarTable.ACCESS_ADM1, //
        TarTable.ACCESS_PIN1,
        TarTable.ACCESS_PIN1, //
        NEVER,
        NEVER, //
    };

    private AccessRules() {}

    static byte readCondition(byte rule) {
        return CONDITIONS[(short) ((short) (rule - 1) * CONDITIONS_SIZE)];
    }

    static byte updateCondition(byte rule) {
        return CONDITIONS[(short) ((short) ((short) (rule - 1) * CONDITIONS_SIZE) + 1)];
    }
}
