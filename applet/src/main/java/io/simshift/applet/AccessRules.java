package io.simshift.applet;

/**
 * The access rules of the files as records of EF.ARR (TS 102 221 §9.2), and their meaning for the terminal. PIN1 is
 * disabled at issue, so a rule that wants it is met; no terminal ever has ADM.
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

    private AccessRules() {}

    /** Every file of this card may be read by a terminal whose PIN condition holds. */
    static boolean terminalMayUpdate(byte rule) {
        return rule == ALW_PIN || rule == PIN_PIN;
    }
}
