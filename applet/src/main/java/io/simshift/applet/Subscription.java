package io.simshift.applet;

import javacard.framework.Util;

/** SWITCH, STAGE, CONFIRM, CANCEL and LIFE CYCLE (docs/applet/commands.md §4.2 to §4.5, §4.14). All checks come before the first write. */
final class Subscription {
    static final byte SWITCH = 0x3B;
    static final byte STAGE = 0x3C;
    static final byte CONFIRM = 0x3D;
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
        (byte) 0x94, 1, Tlv.OPTIONAL, // network rejections
        (byte) 0x93, 2, Tlv.OPTIONAL, // STATUS polls
    };
    private static final short RULE_BASE = 7;
    private static final short POLLS = RULE_BASE + CardLife.POLLS;
    /** Where the limits are put together. */
    private static final short LIMITS = Transient.WORK;

    // ---- STAGE, CONFIRM, CANCEL
    private static final byte[] STAGE_OBJECTS = {
        (byte) 0x82,
        8,
        Tlv.MANDATORY, // transfer id
        (byte) 0xA5,
        Tlv.ANY,
        Tlv.OPTIONAL, // file updates
    };
    // ---- LIFE CYCLE
    static final byte LIFE_CYCLE = 0x42;
    private static final byte RESUME = 0;
    private static final byte SUSPEND = 1;
    private static final byte TERMINATE = 2;
    private static final byte[] LIFE_CYCLE_OBJECT = {(byte) 0x80, 1, Tlv.MANDATORY};

    private static final byte[] TRANSFER_OBJECT = {(byte) 0x82, 8, Tlv.MANDATORY};

    private final Tlv tlv;
    private final CardLife life;
    private final SlotList slots;
    private final ProfileBanks banks;
    private final Staging staging;
    private final Proactive proactive;
    private final byte[] state;
    private final byte[] cmd;

    Subscription(
            Transient ram,
            Tlv tlv,
            CardLife life,
            SlotList slots,
            ProfileBanks banks,
            Staging staging,
            Proactive proactive) {
        state = ram.state;
        cmd = ram.message;
        this.tlv = tlv;
        this.life = life;
        this.slots = slots;
        this.banks = banks;
        this.staging = staging;
        this.proactive = proactive;
    }

    // ---------------------------------------------------------------- SWITCH

    /** Writes the answer at the start of {@code out}; returns its length. */
    short switchTo(byte[] out) {
        tlv.parse(SWITCH_OBJECTS);
        checkRule();
        if (!CleanCopy.isImsi(cmd, tlv.value(IMSI)) || (byte) (tlv.first(REFRESH, (byte) 0) & 0xFE) != 0) {
            Sw.wrongData();
        }
        checkUpdates(UPDATES);
        byte target = tlv.first(SLOT, (byte) 0);
        if (target == 0) {
            target = slots.firstFreeAbove(life.active());
        }
        if (!isRepeated(target)) {
            plan(target);
        }
        return writeAnswer(out);
    }

    private void plan(byte target) {
        checkStable();
        if (tlv.first(EXPECTED_SLOT, (byte) 0) != life.active()) {
            Sw.conditions();
        }
        if (target <= life.active() || !slots.isFree(target)) {
            Sw.notFound();
        }
        life.beginChange();
        prepareBank();
        banks.loadKeys(ProfileBanks.other(life.bank()), slots, target);
        gatherLimits();
        life.plan(target, cmd, tlv.value(TRANSFER), tlv.value(IMSI), state, LIMITS);
        if (tlv.first(REFRESH, (byte) 1) != 0) {
            state[Transient.SCRIPT_REFRESH] = 1;
        }
    }

    /** Behind a re-key in the same script the other bank still holds keys that are needed. */
    private void checkStable() {
        if (life.phase() != CardLife.STABLE || life.isRekeyed()) {
            Sw.conditions();
        }
    }

    /** Checks the fallback rule. "After 0 resets" would never let the new subscription live: 6A80. */
    private void checkRule() {
        for (short row = RULE_BASE; row <= POLLS; row++) {
            tlv.clear(row);
        }
        if (!tlv.has(RULE)) {
            return;
        }
        tlv.parse(tlv.value(RULE), tlv.length(RULE), RULE_OBJECTS, RULE_BASE);
        for (short row = RULE_BASE; row <= POLLS; row++) {
            boolean isZero = row == POLLS
                    ? tlv.has(row) && Util.getShort(cmd, tlv.value(row)) == 0
                    : tlv.first(row, (byte) 1) == 0;
            if (isZero) {
                Sw.wrongData();
            }
        }
    }

    /** Puts the limits of the fallback rule where {@link CardLife#plan} takes them from. */
    private void gatherLimits() {
        for (short i = 0; i < CardLife.POLLS; i++) {
            state[(short) (LIMITS + i)] = tlv.first((short) (RULE_BASE + i), (byte) 0);
        }
        short polls = tlv.has(POLLS) ? Util.getShort(cmd, tlv.value(POLLS)) : 0;
        Util.setShort(state, (short) (LIMITS + CardLife.POLLS), polls);
    }

    private byte checkUpdates(short row) {
        return tlv.has(row) ? FileUpdates.check(cmd, tlv.value(row), tlv.length(row)) : 0;
    }

    /** The same transfer again: before the reset with the same IMSI and slot, after it whatever else it says. */
    private boolean isRepeated(byte target) {
        if (!life.isTransfer(cmd, tlv.value(TRANSFER))) {
            return false;
        }
        return life.phase() == CardLife.PROVISIONAL
                || life.phase() == CardLife.PENDING && life.isImsi(cmd, tlv.value(IMSI)) && target == life.otherSlot();
    }

    /**
     * Fills the files of the bank that is not in use. Not atomic, and need not be: {@link CardLife#beginChange} has a way
     * back, {@link CardLife#plan} makes it count.
     */
    private void prepareBank() {
        byte[] files = life.stagedFiles();
        byte staged = 0;
        if (staging.isFor(cmd, tlv.value(TRANSFER))) {
            staged = staging.touched();
        } else {
            CleanCopy.copy(life.files(), files);
        }
        // the first pass settles EF.AD, which gives the MNC length; the second lets updates win over derived files
        applyUpdates(UPDATES, files);
        CleanCopy.applyImsi(files, cmd, tlv.value(IMSI), staged);
        applyUpdates(UPDATES, files);
    }

    private void applyUpdates(short row, byte[] files) {
        if (tlv.has(row)) {
            FileUpdates.apply(cmd, tlv.value(row), tlv.length(row), files);
        }
    }

    /** 87 state ‖ 81 target slot ‖ 82 transfer id. */
    private short writeAnswer(byte[] out) {
        boolean pending = life.phase() == CardLife.PENDING;
        short at = Query.writeByte((byte) 0x87, life.phase(), out, (short) 0);
        at = Query.writeByte((byte) 0x81, pending ? life.otherSlot() : life.active(), out, at);
        at = Util.setShort(out, at, (short) (0x8200 | TRANSFER_SIZE));
        return life.writeTransfer(out, at);
    }

    // ---------------------------------------------------------------- LIFE CYCLE

    /** LIFE CYCLE (§4.14). What is so already is so again. */
    void lifeCycle() {
        tlv.parse(LIFE_CYCLE_OBJECT);
        byte order = tlv.first((short) 0, (byte) 0);
        if (order < RESUME || order > TERMINATE) {
            Sw.wrongData();
        }
        byte phase = life.phase();
        byte wanted = CardLife.STABLE;
        if (order != RESUME) {
            wanted = order == SUSPEND ? CardLife.SUSPENDED : CardLife.TERMINATED;
        }
        if (phase == wanted) {
            return;
        }
        if (phase != CardLife.STABLE && phase != CardLife.SUSPENDED || life.isRekeyed()) {
            Sw.conditions();
        }
        if (order == TERMINATE) {
            life.terminate();
        } else {
            life.suspend(order == SUSPEND);
        }
    }

    // ---------------------------------------------------------------- STAGE, CONFIRM, CANCEL

    void stage() {
        tlv.parse(STAGE_OBJECTS);
        byte touched = checkUpdates((short) 1);
        checkStable();
        life.beginChange();
        byte[] files = life.stagedFiles();
        if (!staging.isFor(cmd, tlv.value((short) 0))) {
            CleanCopy.copy(life.files(), files);
            staging.begin(cmd, tlv.value((short) 0));
        }
        staging.note(touched);
        applyUpdates((short) 1, files);
    }

    /** Parses the transfer id of CONFIRM and CANCEL; whether it is that of the last SWITCH. */
    private boolean isKnown() {
        tlv.parse(TRANSFER_OBJECT);
        return life.isTransfer(cmd, tlv.value((short) 0));
    }

    void confirm() {
        boolean known = isKnown();
        if (known && life.phase() == CardLife.PROVISIONAL) {
            life.confirmNow();
        } else if (!known || life.phase() != CardLife.STABLE || !life.confirmed()) {
            Sw.conditions();
        }
    }

    void cancel() {
        boolean known = isKnown() && life.phase() != CardLife.PERSONALISATION;
        if (known && (life.phase() == CardLife.PROVISIONAL || life.confirmed())) {
            Sw.conditions();
        }
        if (known && life.phase() == CardLife.PENDING) {
            life.cancel();
            proactive.drop(Proactive.REFRESH);
            state[Transient.SCRIPT_REFRESH] = 0;
        }
        if (staging.isFor(cmd, tlv.value((short) 0))) {
            staging.drop();
        }
    }
}
