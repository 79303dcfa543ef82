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
    private static final byte READ = 0x01;
    private static final byte UPDATE = 0x02;
    private static final byte PIN1 = 0x01;
    private static final byte ADM1 = 0x0A;

    /** AM_DO 80 01 xx, then SC_DO: 90 00 always, 97 00 never, A4 .. 83 01 key reference 95 01 08. */
    static final byte[] RECORDS = {
        (byte) 0x80, 1, READ, (byte) 0x90, 0,
        (byte) 0x80, 1, UPDATE, (byte) 0xA4, 6, (byte) 0x83, 1, ADM1, (byte) 0x95, 1, 8,
        F, F, F, F, F, F,
        (byte) 0x80, 1, READ, (byte) 0x90, 0,
        (byte) 0x80, 1, UPDATE, (byte) 0x97, 0,
        F, F, F, F, F, F, F, F, F, F, F, F,
        (byte) 0x80, 1, READ, (byte) 0x90, 0,
        (byte) 0x80, 1, UPDATE, (byte) 0xA4, 6, (byte) 0x83, 1, PIN1, (byte) 0x95, 1, 8,
        F, F, F, F, F, F,
        (byte) 0x80, 1, READ, (byte) 0xA4, 6, (byte) 0x83, 1, PIN1, (byte) 0x95, 1, 8,
        (byte) 0x80, 1, UPDATE, (byte) 0xA4, 6, (byte) 0x83, 1, ADM1, (byte) 0x95, 1, 8,
        (byte) 0x80, 1, READ | UPDATE, (byte) 0xA4, 6, (byte) 0x83, 1, PIN1, (byte) 0x95, 1, 8,
        F, F, F, F, F, F, F, F, F, F, F,
        // MF and DF: delete, create, deactivate, activate, terminate: never
        (byte) 0x80, 1, 0x7F, (byte) 0x97, 0,
        F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F,
    };

    private AccessRules() {}

    /** Every file of this card may be read by a terminal whose PIN condition holds. */
    static boolean terminalMayUpdate(byte rule) {
        return rule == ALW_PIN || rule == PIN_PIN;
    }
}
