package io.simshift.applet;

/**
 * The access rules of the files: the condition that each sets for READ and for UPDATE, and the same as records of EF.ARR
 * (TS 102 221 §9.2). ACTIVATE and DEACTIVATE want ADM1 wherever the rule lets anybody update.
 */
final class AccessRules {
    // rule numbers are record numbers of EF.ARR: READ / UPDATE
    static final byte ALW_ADM = 1;
    static final byte ALW_NEV = 2;
    static final byte ALW_PIN = 3;
    static final byte PIN_ADM = 4;
    static final byte PIN_PIN = 5;
    /** Directories, and what the terminal can neither read nor write. */
    static final byte NEV_NEV = 6;

    static final byte PIN_PIN2 = 7;
    /** As PIN_PIN, and INCREASE wants PIN1 too. */
    static final byte COUNTER = 8;

    static final byte ADM_ADM = 9;

    static final byte COUNT = 9;
    /** The longest record: three conditions, each with a PIN. */
    static final byte RECORD_SIZE = 33;

    static final short RECORDS_SIZE = COUNT * RECORD_SIZE;

    // ---- conditions, as bits of what a FileContext meets: those of an access domain (TS 102 226 §8.2.1.3.2.2), and
    // never
    /** Met by the manufacturer before the card is issued, by nobody else. */
    static final byte NEVER = 0x08;

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
        TarTable.ACCESS_PIN1,
        TarTable.ACCESS_PIN2, //
        TarTable.ACCESS_PIN1,
        TarTable.ACCESS_PIN1, //
        TarTable.ACCESS_ADM1,
        TarTable.ACCESS_ADM1, //
    };

    // ---- AM_DO: which commands
    private static final byte AM = (byte) 0x80;
    /** AM_DO of the command with this INS. */
    private static final byte AM_INS = (byte) 0x84;

    private static final byte READ = 0x01;
    private static final byte UPDATE = 0x02;
    private static final byte LIFE_CYCLE = 0x18;
    // ---- SC_DO: always 90 00, never 97 00, user authentication A4 06 83 01 key reference 95 01 08
    private static final byte ALW = (byte) 0x90;
    private static final byte NEV = (byte) 0x97;
    private static final byte[] USER_AUTHENTICATION = {(byte) 0xA4, 6, (byte) 0x83, 1, 0, (byte) 0x95, 1, 8};
    /** From the key reference to the end. */
    private static final short BEHIND_KEY_REFERENCE = 4;

    private AccessRules() {}

    static byte readCondition(byte rule) {
        return CONDITIONS[(short) ((short) (rule - 1) * CONDITIONS_SIZE)];
    }

    static byte updateCondition(byte rule) {
        return CONDITIONS[(short) ((short) ((short) (rule - 1) * CONDITIONS_SIZE) + 1)];
    }

    /** The condition of ACTIVATE and DEACTIVATE. */
    static byte lifeCycleCondition(byte rule) {
        return updateCondition(rule) == NEVER ? NEVER : TarTable.ACCESS_ADM1;
    }

    static byte increaseCondition(byte rule) {
        return rule == COUNTER ? TarTable.ACCESS_PIN1 : NEVER;
    }

    /** The records of EF.ARR, at install; what lies between them is to be FF already. */
    static void writeRecords(byte[] buf) {
        short off = 0;
        for (byte rule = 1; rule <= COUNT; rule++) {
            byte update = updateCondition(rule);
            byte lifeCycle = lifeCycleCondition(rule);
            byte condition = readCondition(rule);
            byte commands = READ;
            short at = off;
            if (condition != update) {
                at = write(AM, commands, condition, buf, at);
                commands = 0;
            }
            commands |= UPDATE;
            if (update != lifeCycle) {
                at = write(AM, commands, update, buf, at);
                commands = 0;
            }
            at = write(AM, (byte) (commands | LIFE_CYCLE), lifeCycle, buf, at);
            if (rule == COUNTER) {
                write(AM_INS, CyclicFiles.INCREASE, update, buf, at);
            }
            off += RECORD_SIZE;
        }
    }

    private static short write(byte tag, byte commands, byte condition, byte[] buf, short off) {
        buf[off++] = tag;
        buf[off++] = 1;
        buf[off++] = commands;
        if (condition == TarTable.ACCESS_ALW || condition == NEVER) {
            buf[off++] = condition == NEVER ? NEV : ALW;
            buf[off++] = 0;
            return off;
        }
        off = Transient.append(USER_AUTHENTICATION, buf, off);
        buf[(short) (off - BEHIND_KEY_REFERENCE)] = Pins.reference(condition);
        return off;
    }
}
