package io.simshift.applet;

import javacard.framework.ISOException;

/** SWITCH, STAGE, CONFIRM and CANCEL (docs/applet/commands.md §4.2 to §4.5). All checks come before the first write. */
final class Subscription {
    static final byte SWITCH = 0x3B;
    private static final byte STAGE = 0x3C;
    private static final byte CONFIRM = 0x3D;
    static final short TRANSFER_SIZE = 8;

    // ---- SWITCH: objects and their rows
    private static final byte[] SWITCH_OBJECTS = {
        (byte) 0x80, 9, Tlv.MANDATORY, // EF.IMSI
        (byte) 0x81, 1, Tlv.MANDATORY, // slot to go to
        (byte) 0x82, 8, Tlv.MANDATORY, // transfer id
        (byte) 0x83, 1, Tlv.MANDATORY, // slot that the sender expects to be active
        (byte) 0xA4, Tlv.ANY, Tlv.OPTIONAL, // fallback rule
        (byte) 0xA5, Tlv.ANY, Tlv.OPTIONAL, // file updates
        (byte) 0x86, 1, Tlv.OPTIONAL, // REFRESH or not
    };
    private static final short IMSI = 0;
    private static final short SLOT = 1;
    private static final short TRANSFER = 2;
    private static final short EXPECTED_SLOT = 3;
    private static final short RULE = 4;
    private static final short UPDATES = 5;
    private static final short REFRESH = 6;

    // ---- the fallback rule inside SWITCH; its rows follow those of SWITCH
    private static final byte[] RULE_OBJECTS = {
        (byte) 0x90, 1, Tlv.OPTIONAL, // resets
        (byte) 0x91, 1, Tlv.OPTIONAL, // failed authentications
        (byte) 0x92, 1, Tlv.OPTIONAL, // minutes
        (byte) 0x93, 2, Tlv.OPTIONAL, // STATUS polls
    };
    private static final short RULE_BASE = 7;
    private static final short RESETS = RULE_BASE;
    private static final short FAILURES = RULE_BASE + 1;
    private static final short MINUTES = RULE_BASE + 2;
    private static final short POLLS = RULE_BASE + 3;

    // ---- STAGE, CONFIRM, CANCEL
    private static final byte[] STAGE_OBJECTS = {
        (byte) 0x82,
        8,
        Tlv.MANDATORY, // transfer id
        (byte) 0xA5,
        Tlv.ANY,
        Tlv.OPTIONAL, // file updates
    };
    private static final byte[] TRANSFER_OBJECT = {(byte) 0x82, 8, Tlv.MANDATORY};

    private final Tlv tlv;
    private final CardLife life;
    private final SlotList slots;
    private final ProfileBanks banks;
    private final Staging staging;
    private final Proactive proactive;
    private final byte[] state;

    Subscription(
            Transient ram,
            Tlv tlv,
            CardLife life,
            SlotList slots,
            ProfileBanks banks,
            Staging staging,
            Proactive proactive) {
        state = ram.state;
        this.tlv = tlv;
        this.life = life;
        this.slots = slots;
        this.banks = banks;
        this.staging = staging;
        this.proactive = proactive;
    }

    /** Returns the length of the answer written at {@code outOff}. */
    short process(byte ins, byte[] cmd, short off, byte[] out, short outOff) {
        switch (ins) {
            case SWITCH:
                switchTo(cmd, off);
                return writeAnswer(out, outOff);
            case STAGE:
                stage(cmd, off);
                return 0;
            case CONFIRM:
                confirm(cmd, off);
                return 0;
            default:
                cancel(cmd, off);
                return 0;
        }
    }

    // ---------------------------------------------------------------- SWITCH

    private void switchTo(byte[] cmd, short off) {
        tlv.parseCommand(cmd, off, SWITCH_OBJECTS);
        checkRule(cmd);
        short imsi = tlv.value(IMSI);
        short transfer = tlv.value(TRANSFER);
        if (!CleanCopy.isImsi(cmd, imsi) || tlv.has(REFRESH) && (byte) (cmd[tlv.value(REFRESH)] & 0xFE) != 0) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
        checkUpdates(cmd, UPDATES);
        if (isRepeated(cmd)) {
            return;
        }
        checkStable();
        if (cmd[tlv.value(EXPECTED_SLOT)] != life.active()) {
            ISOException.throwIt(Sw.CONDITIONS_OF_USE);
        }
        byte target = target(cmd[tlv.value(SLOT)]);
        if (target <= life.active() || !slots.isFree(target)) {
            ISOException.throwIt(Sw.NOT_FOUND);
        }
        life.beginChange();
        prepareBank(cmd, target);
        life.plan(target, cmd, transfer, imsi, limit(cmd, RESETS), limit(cmd, FAILURES));
        if (!tlv.has(REFRESH) || cmd[tlv.value(REFRESH)] != 0) {
            state[Transient.SCRIPT_REFRESH] = 1;
        }
    }

    /** Behind a re-key in the same script the other bank still holds keys that are needed. */
    private void checkStable() {
        if (life.phase() != CardLife.STABLE || life.isRekeyed()) {
            ISOException.throwIt(Sw.CONDITIONS_OF_USE);
        }
    }

    private void checkRule(byte[] cmd) {
        for (short row = RULE_BASE; row <= POLLS; row++) {
            tlv.clear(row);
        }
        if (!tlv.has(RULE)) {
            return;
        }
        short rule = tlv.value(RULE);
        tlv.parse(cmd, rule, Tlv.length(cmd, rule), RULE_OBJECTS, RULE_BASE);
        if (tlv.has(MINUTES) || tlv.has(POLLS)) {
            ISOException.throwIt(Sw.NOT_SUPPORTED); // this card counts neither
        }
        // "after 0 resets" would never let the new subscription live
        if (tlv.has(RESETS) && limit(cmd, RESETS) == 0 || tlv.has(FAILURES) && limit(cmd, FAILURES) == 0) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
    }

    /** A limit of the fallback rule; 0 if there is none. */
    private byte limit(byte[] cmd, short row) {
        return tlv.has(row) ? cmd[tlv.value(row)] : 0;
    }

    private byte checkUpdates(byte[] cmd, short row) {
        if (!tlv.has(row)) {
            return 0;
        }
        short updates = tlv.value(row);
        return FileUpdates.check(cmd, updates, Tlv.length(cmd, updates));
    }

    private byte target(byte asked) {
        return asked == 0 ? slots.firstFreeAbove(life.active()) : asked;
    }

    /** The same transfer again: before the reset with the same IMSI and slot, after it whatever else it says. */
    private boolean isRepeated(byte[] cmd) {
        if (!life.isTransfer(cmd, tlv.value(TRANSFER))) {
            return false;
        }
        if (life.phase() == CardLife.PROVISIONAL) {
            return true;
        }
        return life.phase() == CardLife.PENDING
                && life.isImsi(cmd, tlv.value(IMSI))
                && target(cmd[tlv.value(SLOT)]) == life.otherSlot();
    }

    /**
     * Fills the bank that is not in use. Not atomic, and need not be: {@link CardLife#beginChange} has a way back, {@link
     * CardLife#plan} makes it count.
     */
    private void prepareBank(byte[] cmd, byte target) {
        byte bank = ProfileBanks.other(life.bank());
        byte[] files = banks.files(bank);
        byte staged = 0;
        if (staging.isFor(cmd, tlv.value(TRANSFER))) {
            staged = staging.touched();
        } else {
            CleanCopy.copy(banks.files(life.bank()), files);
        }
        // the first pass settles EF.AD, which gives the MNC length; the second lets updates win over derived files
        applyUpdates(cmd, UPDATES, files);
        CleanCopy.applyImsi(files, cmd, tlv.value(IMSI), staged);
        applyUpdates(cmd, UPDATES, files);
        banks.loadKeys(bank, slots, target);
    }

    private void applyUpdates(byte[] cmd, short row, byte[] files) {
        if (tlv.has(row)) {
            short updates = tlv.value(row);
            FileUpdates.apply(cmd, updates, Tlv.length(cmd, updates), files);
        }
    }

    /** 87 state ‖ 81 target slot ‖ 82 transfer id. */
    private short writeAnswer(byte[] out, short outOff) {
        boolean pending = life.phase() == CardLife.PENDING;
        short at = Query.writeByte((byte) 0x87, life.phase(), out, outOff);
        at = Query.writeByte((byte) 0x81, pending ? life.otherSlot() : life.active(), out, at);
        out[at++] = (byte) 0x82;
        out[at++] = (byte) TRANSFER_SIZE;
        return (short) (life.writeTransfer(out, at) - outOff);
    }

    // ---------------------------------------------------------------- STAGE, CONFIRM, CANCEL

    private void stage(byte[] cmd, short off) {
        tlv.parseCommand(cmd, off, STAGE_OBJECTS);
        short transfer = tlv.value((short) 0);
        byte touched = checkUpdates(cmd, (short) 1);
        checkStable();
        life.beginChange();
        byte[] files = banks.files(ProfileBanks.other(life.bank()));
        if (!staging.isFor(cmd, transfer)) {
            CleanCopy.copy(banks.files(life.bank()), files);
            staging.begin(cmd, transfer);
        }
        staging.note(touched);
        applyUpdates(cmd, (short) 1, files);
    }

    private void confirm(byte[] cmd, short off) {
        tlv.parseCommand(cmd, off, TRANSFER_OBJECT);
        boolean known = life.isTransfer(cmd, tlv.value((short) 0));
        if (known && life.phase() == CardLife.PROVISIONAL) {
            life.confirmNow();
        } else if (!known || life.phase() != CardLife.STABLE || !life.confirmed()) {
            ISOException.throwIt(Sw.CONDITIONS_OF_USE);
        }
    }

    private void cancel(byte[] cmd, short off) {
        tlv.parseCommand(cmd, off, TRANSFER_OBJECT);
        short transfer = tlv.value((short) 0);
        boolean known = life.phase() != CardLife.PERSONALISATION && life.isTransfer(cmd, transfer);
        if (known && (life.phase() == CardLife.PROVISIONAL || life.confirmed())) {
            ISOException.throwIt(Sw.CONDITIONS_OF_USE);
        }
        if (known && life.phase() == CardLife.PENDING) {
            life.cancel();
            proactive.dropRefresh();
            state[Transient.SCRIPT_REFRESH] = 0;
        }
        if (staging.isFor(cmd, transfer)) {
            staging.drop();
        }
    }
}
