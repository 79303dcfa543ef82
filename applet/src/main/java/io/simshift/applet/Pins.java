package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;

/**
 * PIN1, the universal PIN, PIN2 and ADM1 (TS 102 221 §9.5): VERIFY, CHANGE, DISABLE, ENABLE and UNBLOCK PIN (§11.1.9 to
 * §11.1.13). Values come from the manufacturer through EF.PIN (docs/applet/files.md), which nobody reads. Who has been
 * verified is noted in the rights of the terminal's {@link FileContext}, until the reset.
 */
final class Pins {
    static final byte VERIFY = 0x20;
    static final byte CHANGE = 0x24;
    static final byte DISABLE = 0x26;
    static final byte ENABLE = 0x28;
    static final byte UNBLOCK = 0x2C;

    // ---- one PIN in EF.PIN
    private static final short STATUS = 0;
    /** Tries of the PIN in the low half, of the PUK in the high half; 00: this PIN does not exist. */
    static final short LIMITS = 1;

    static final short TRIES = 2;
    static final short PUK_TRIES = 3;
    private static final short VALUE = 4;
    private static final short VALUE_SIZE = 8;
    private static final short PUK = VALUE + VALUE_SIZE;
    static final short RECORD_SIZE = PUK + VALUE_SIZE;

    // ---- status
    static final byte ENABLED = 0x01;
    /** Of PIN1 that is disabled: the universal PIN takes its place. */
    private static final byte REPLACED = 0x02;

    // ---- order in EF.PIN
    private static final short PIN1 = 0;
    private static final short UNIVERSAL = PIN1 + RECORD_SIZE;
    static final short PIN2 = UNIVERSAL + RECORD_SIZE;
    private static final short ADM1 = PIN2 + RECORD_SIZE;
    static final byte COUNT = 4;
    static final short SIZE = COUNT * RECORD_SIZE;

    private static final byte UNIVERSAL_REFERENCE = 0x11;
    /** Key references, and which access condition each PIN fulfils: the universal one that of PIN1, if it replaces it. */
    private static final byte[] REFERENCES = {0x01, UNIVERSAL_REFERENCE, (byte) 0x81, 0x0A};

    private static final byte[] CONDITIONS = {
        TarTable.ACCESS_PIN1, TarTable.ACCESS_PIN1, TarTable.ACCESS_PIN2, TarTable.ACCESS_ADM1,
    };
    /** P1 of DISABLE PIN: the universal PIN is to take the place of PIN1. */
    private static final byte BY_UNIVERSAL = (byte) 0x80 | UNIVERSAL_REFERENCE;

    /** PIN status template of a card that has PIN1, PIN2 and the universal PIN; where one is missing it ends before. */
    private static final byte[] TEMPLATE = {
        (byte) 0xC6,
        0,
        (byte) 0x90,
        1,
        0,
        (byte) 0x83,
        1,
        1,
        (byte) 0x83,
        1,
        (byte) 0x81,
        (byte) 0x95,
        1,
        0,
        (byte) 0x83,
        1,
        0x11,
    };

    private static final byte TEMPLATE_SIZE = 17;
    private static final byte ONLY_PIN1 = 8;
    private static final byte WITH_PIN2 = 11;
    /** Tag and length of one more PIN. */
    private static final short KEY_REFERENCE = (short) 0x8301;

    private static final byte KEY_REFERENCE_SIZE = 3;
    private static final short ENABLED_BITS = 4;
    private static final short USAGE = 13;

    private final byte[] store = new byte[SIZE];

    /** The content of EF.PIN. */
    byte[] store() {
        return store;
    }

    /** The key reference of the PIN that fulfils a condition. */
    static byte reference(byte condition) {
        byte i = 0;
        while (CONDITIONS[i] != condition) {
            i++;
        }
        return REFERENCES[i];
    }

    private boolean has(short pin, byte status) {
        return (store[(short) (pin + STATUS)] & status) != 0;
    }

    /** What a terminal may do that has shown nothing: PIN1's condition counts as met where no PIN is asked for. */
    byte initialRights() {
        boolean asked = has(PIN1, ENABLED) || has(PIN1, REPLACED) && has(UNIVERSAL, ENABLED);
        return asked ? TarTable.ACCESS_ALW : (byte) (TarTable.ACCESS_ALW | TarTable.ACCESS_PIN1);
    }

    /** The PIN status template (TS 102 221 §9.5.2), at most 20 bytes: the PINs that a user can have, and ADM1; returns the next offset. */
    short writeStatus(byte[] buf, short off) {
        Transient.copy(TEMPLATE, (short) 0, buf, off, TEMPLATE_SIZE);
        byte size = TEMPLATE_SIZE;
        if (store[UNIVERSAL + LIMITS] == 0) {
            size = store[PIN2 + LIMITS] == 0 ? ONLY_PIN1 : WITH_PIN2;
        }
        buf[(short) (off + 1)] = (byte) (size - 2);
        buf[(short) (off + ENABLED_BITS)] =
                (byte) (store[PIN1] << 7 | (store[PIN2] & ENABLED) << 6 | (store[UNIVERSAL] & ENABLED) << 5);
        // usage qualifier 08: the universal PIN is asked for
        buf[(short) (off + USAGE)] = (byte) ((store[PIN1] & REPLACED) << 2);
        short end = (short) (off + size);
        if (store[ADM1 + LIMITS] != 0) {
            // the bit behind those of the PINs before it; it is always enabled
            buf[(short) (off + ENABLED_BITS)] |= (byte) (size == ONLY_PIN1 ? 0x40 : size == WITH_PIN2 ? 0x20 : 0x10);
            buf[(short) (off + 1)] += KEY_REFERENCE_SIZE;
            buf[Util.setShort(buf, end, KEY_REFERENCE)] = REFERENCES[ADM1 / RECORD_SIZE];
            end += KEY_REFERENCE_SIZE;
        }
        return end;
    }

    /** Executes a PIN command of the terminal; throws any status word but 9000. */
    void execute(FileContext terminal, byte[] cmd) {
        byte ins = cmd[ISO7816.OFFSET_INS];
        byte p1 = cmd[ISO7816.OFFSET_P1];
        short pin = find(cmd[ISO7816.OFFSET_P2]);
        if (p1 != 0 && (ins != DISABLE || p1 != BY_UNIVERSAL || pin != PIN1 || store[UNIVERSAL + LIMITS] == 0)) {
            Sw.wrongParameters();
        }
        short length = FileCommands.p3(cmd);
        short tries = (short) (pin + (ins == UNBLOCK ? PUK_TRIES : TRIES));
        boolean query = length == 0 && (ins == VERIFY || ins == UNBLOCK);
        short expected = ins == CHANGE || ins == UNBLOCK ? (short) (2 * VALUE_SIZE) : VALUE_SIZE;
        if (!query && length != expected) {
            Sw.wrongLength();
        }
        if (store[tries] == 0) {
            ISOException.throwIt(Sw.BLOCKED);
        }
        if (query) {
            throwTriesLeft(tries);
        }
        checkStatus(ins, pin);
        present(terminal, ins, pin, tries, cmd);
    }

    /** Offset of the PIN with this key reference; throws 6A88. */
    private short find(byte reference) {
        short pin = 0;
        for (short i = 0; i < COUNT; i++) {
            if (REFERENCES[i] == reference && store[(short) (pin + LIMITS)] != 0) {
                return pin;
            }
            pin += RECORD_SIZE;
        }
        Sw.notFound();
        return 0;
    }

    private void throwTriesLeft(short tries) {
        ISOException.throwIt((short) (Sw.TRIES_LEFT | store[tries]));
    }

    private void checkStatus(byte ins, short pin) {
        boolean enabled = has(pin, ENABLED);
        if (ins == ENABLE ? enabled : ins == DISABLE && (!enabled || pin >= PIN2)) {
            Sw.conditions();
        }
        if (!enabled && (ins == VERIFY || ins == CHANGE)) {
            ISOException.throwIt(Sw.INVALIDATED);
        }
    }

    /**
     * Compares what came with the PIN, or with its PUK. The try is taken before: whenever the power goes, none is given
     * back that was not earned. What a right value changes is one transaction.
     */
    private void present(FileContext terminal, byte ins, short pin, short tries, byte[] cmd) {
        byte condition = CONDITIONS[(short) (pin / RECORD_SIZE)];
        boolean fulfils = pin != UNIVERSAL || has(PIN1, REPLACED);
        store[tries]--;
        short expected = (short) (pin + (ins == UNBLOCK ? PUK : VALUE));
        if (!ConstantTime.equals(store, expected, cmd, ISO7816.OFFSET_CDATA, VALUE_SIZE)) {
            if (fulfils) {
                terminal.setRights((byte) (terminal.rights() & ~condition | initialRights()));
            }
            throwTriesLeft(tries);
        }
        byte limits = store[(short) (pin + LIMITS)];
        JCSystem.beginTransaction();
        if (ins == CHANGE || ins == UNBLOCK) {
            short value = ISO7816.OFFSET_CDATA + VALUE_SIZE;
            Util.arrayCopy(cmd, value, store, (short) (pin + VALUE), VALUE_SIZE);
        }
        if (ins == UNBLOCK) {
            store[tries] = (byte) ((short) (limits >> 4) & 0x0F);
        }
        store[(short) (pin + TRIES)] = (byte) (limits & 0x0F);
        if (ins == DISABLE) {
            store[(short) (pin + STATUS)] = cmd[ISO7816.OFFSET_P1] == 0 ? 0 : REPLACED;
        } else {
            store[(short) (pin + STATUS)] = ENABLED;
        }
        JCSystem.commitTransaction();
        if (fulfils) {
            terminal.setRights((byte) (terminal.rights() | condition));
        }
    }
}
