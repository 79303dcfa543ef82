package io.simshift.applet;

import javacard.framework.JCSystem;
import javacard.framework.Util;

/**
 * The state of the card as one persistent record, and every step from one state to the next. Each step is one
 * transaction (or one atomic copy): after a tear the card is in the old state or in the new one. What has to be erased
 * after a step is noted in the same transaction and erased at leisure, now or at the next activation.
 */
final class CardLife {
    // ---- phases (docs/applet/commands.md §4.1)
    static final byte PERSONALISATION = 0x00;
    static final byte STABLE = 0x01;
    static final byte PENDING = 0x02;
    static final byte PROVISIONAL = 0x03;
    /** As STABLE, but AUTHENTICATE is refused and no operator change is taken. */
    static final byte SUSPENDED = 0x04;
    /** All keys are gone. */
    static final byte TERMINATED = 0x05;

    // ---- what a fallback rule counts; a cause of a fallback is one more
    static final byte RESETS = 0;
    static final byte FAILURES = 1;
    static final byte MINUTES = 2;
    static final byte REJECTIONS = 3;
    /** Two bytes. */
    static final byte POLLS = 4;

    static final short RULE_SIZE = POLLS + 2;
    private static final byte CAUSE_NONE = 0x00;
    /** STATUS polls between two writes: as many may be forgotten with a reset. */
    static final byte POLLS_A_WRITE = 16;

    // ---- what the operator is to be told
    private static final byte FELL_BACK = 0x01;
    private static final byte FOREIGN_DEVICE = 0x02;

    // ---- work left to do
    private static final byte ERASE_OTHER_BANK = 0x01;
    private static final byte ERASE_SLOTS = 0x02;
    private static final byte ERASE_MANUFACTURER = 0x04;
    private static final byte ERASE_ALL = 0x08;

    // ---- the record
    private static final short PHASE = 0;
    private static final short BANK = 1;
    private static final short ACTIVE = 2;
    /** Target while PENDING, home while PROVISIONAL, else 0. */
    private static final short OTHER_SLOT = 3;

    private static final short CAUSE = 4;
    private static final short CONFIRMED = 5;
    private static final short ERASE = 6;
    private static final short REPORT = 7;
    /** What was counted, and how far; no limit is 0. */
    private static final short COUNTS = 8;

    private static final short LIMITS = COUNTS + RULE_SIZE;
    private static final short TRANSFER = LIMITS + RULE_SIZE;
    private static final short IMSI = TRANSFER + Subscription.TRANSFER_SIZE;
    private static final short SIZE = IMSI + Profile.IMSI_SIZE;

    // ---- the way back of the running script: one byte that says whether there is one, then the record as it was
    private static final short SCRIPT_OPEN = 0;
    private static final short SAVED_RECORD = 1;

    private final byte[] record = new byte[SIZE];
    private final byte[] wayBack = new byte[(short) (SAVED_RECORD + SIZE)];
    private final SlotList slots;
    private final ProfileBanks banks;
    private final Staging staging;
    private final KeySet manufacturer;

    CardLife(SlotList slots, ProfileBanks banks, Staging staging, KeySet manufacturer) {
        this.slots = slots;
        this.banks = banks;
        this.staging = staging;
        this.manufacturer = manufacturer;
    }

    byte phase() {
        return record[PHASE];
    }

    byte bank() {
        return record[BANK];
    }

    /** Operator-dependent files of the bank in use. */
    byte[] files() {
        return banks.files(record[BANK]);
    }

    /** Those of the other bank. */
    byte[] stagedFiles() {
        return banks.files(ProfileBanks.other(record[BANK]));
    }

    byte active() {
        return record[ACTIVE];
    }

    byte otherSlot() {
        return record[OTHER_SLOT];
    }

    byte cause() {
        return record[CAUSE];
    }

    boolean confirmed() {
        return record[CONFIRMED] != 0;
    }

    /** Whether the last SWITCH had this transfer id. */
    boolean isTransfer(byte[] buf, short off) {
        return Util.arrayCompare(record, TRANSFER, buf, off, Subscription.TRANSFER_SIZE) == 0;
    }

    /** Whether the last SWITCH asked for this EF.IMSI. */
    boolean isImsi(byte[] buf, short off) {
        return Util.arrayCompare(record, IMSI, buf, off, Profile.IMSI_SIZE) == 0;
    }

    short writeTransfer(byte[] buf, short off) {
        return Util.arrayCopyNonAtomic(record, TRANSFER, buf, off, Subscription.TRANSFER_SIZE);
    }

    // ---------------------------------------------------------------- scripts: all or nothing

    /**
     * A script is about to change the staged bank, or to plan a switch; the card is STABLE. The state before it is
     * copied first; the one byte that makes the copy count goes last. From then on a tear, or a command that fails,
     * brings the copy back.
     */
    void beginChange() {
        if (wayBack[SCRIPT_OPEN] != 0) {
            return;
        }
        Transient.copy(record, (short) 0, wayBack, SAVED_RECORD, SIZE);
        staging.save(stagedFiles());
        wayBack[SCRIPT_OPEN] = 1;
    }

    /** Every command of the script has succeeded: what it did counts with this one byte. */
    void keepChanges() {
        if (wayBack[SCRIPT_OPEN] != 0) {
            wayBack[SCRIPT_OPEN] = 0;
        }
    }

    /**
     * Brings back what {@link #beginChange} has copied: a planned switch is no longer, its keys are forgotten, the
     * staged files are those from before the script. A tear in it leaves the byte that has it repeated at the next activation.
     */
    void undoChanges() {
        if (wayBack[SCRIPT_OPEN] == 0) {
            return;
        }
        Util.arrayCopy(wayBack, SAVED_RECORD, record, (short) 0, SIZE);
        banks.clear(ProfileBanks.other(record[BANK]));
        staging.restore(stagedFiles());
        wayBack[SCRIPT_OPEN] = 0;
    }

    // ---------------------------------------------------------------- steps

    /**
     * FINALISE: slot 1, whose keys are in the bank in use, is the subscription. The manufacturer's keys are erased after the PoR,
     * which they still have to secure, or else at the next activation.
     */
    void issue() {
        banks.clear(ProfileBanks.other(record[BANK]));
        JCSystem.beginTransaction();
        record[PHASE] = STABLE;
        record[ACTIVE] = Personalisation.FIRST_SLOT;
        record[ERASE] = ERASE_MANUFACTURER;
        slots.setState(Personalisation.FIRST_SLOT, SlotList.ACTIVE);
        JCSystem.commitTransaction();
    }

    /**
     * SWITCH accepted: the staged bank is complete; once the script is through, the next reset flips. {@code rule} holds at
     * {@code ruleOff} the limits of the fallback rule.
     */
    void plan(byte target, byte[] buf, short transferOff, short imsiOff, byte[] rule, short ruleOff) {
        JCSystem.beginTransaction();
        record[PHASE] = PENDING;
        record[OTHER_SLOT] = target;
        record[CAUSE] = CAUSE_NONE;
        record[CONFIRMED] = 0;
        Transient.wipe(record, COUNTS, RULE_SIZE);
        Util.arrayCopy(rule, ruleOff, record, LIMITS, RULE_SIZE);
        Util.arrayCopy(buf, transferOff, record, TRANSFER, Subscription.TRANSFER_SIZE);
        Util.arrayCopy(buf, imsiOff, record, IMSI, Profile.IMSI_SIZE);
        staging.drop();
        JCSystem.commitTransaction();
    }

    /** CANCEL of a PENDING switch. */
    void cancel() {
        JCSystem.beginTransaction();
        record[PHASE] = STABLE;
        record[OTHER_SLOT] = 0;
        record[ERASE] |= ERASE_OTHER_BANK;
        JCSystem.commitTransaction();
        erase();
    }

    /** The flip: IMSI, files, keys, SQN array and OTA keyset change with this one transaction. */
    private void flip() {
        byte home = record[ACTIVE];
        byte target = record[OTHER_SLOT];
        JCSystem.beginTransaction();
        record[PHASE] = PROVISIONAL;
        record[BANK] = ProfileBanks.other(record[BANK]);
        record[ACTIVE] = target;
        record[OTHER_SLOT] = home;
        record[REPORT] = 0; // the new operator was not there
        slots.setState(target, SlotList.ACTIVE);
        JCSystem.commitTransaction();
    }

    private void fallBack(byte cause) {
        byte home = record[OTHER_SLOT];
        byte target = record[ACTIVE];
        JCSystem.beginTransaction();
        record[PHASE] = STABLE;
        record[BANK] = ProfileBanks.other(record[BANK]);
        record[ACTIVE] = home;
        record[OTHER_SLOT] = 0;
        record[CAUSE] = cause;
        record[REPORT] |= FELL_BACK;
        record[ERASE] |= ERASE_OTHER_BANK;
        slots.setState(target, SlotList.FREE);
        JCSystem.commitTransaction();
        erase();
    }

    /** The network of the new slot has proved that it holds K. The caller has a transaction open, then calls erase. */
    void confirm() {
        slots.retireBelow(record[ACTIVE]);
        record[PHASE] = STABLE;
        record[OTHER_SLOT] = 0;
        record[CONFIRMED] = 1;
        record[ERASE] |= ERASE_OTHER_BANK | ERASE_SLOTS;
    }

    /** CONFIRM: the same without an SQN. */
    void confirmNow() {
        JCSystem.beginTransaction();
        confirm();
        JCSystem.commitTransaction();
        erase();
    }

    /**
     * Whether the bank that is not in use holds nothing that is still needed: no staged files, no plan, nothing that the
     * running script may have to undo, and no keys that its PoR needs.
     */
    boolean mayUseSpareBank() {
        return record[PHASE] == STABLE
                && !staging.isOpen()
                && wayBack[SCRIPT_OPEN] == 0
                && (record[ERASE] & ERASE_OTHER_BANK) == 0;
    }

    /** Whether the running script has changed the keys of the active slot: its PoR still needs the old ones. */
    boolean isRekeyed() {
        return (record[ERASE] & ERASE_OTHER_BANK) != 0;
    }

    /** Before keys are put into the spare bank: whatever becomes of them, a bank that is not in use will be erased. */
    void noteSpareBank() {
        record[ERASE] |= ERASE_OTHER_BANK;
    }

    /** Re-key: the spare bank becomes the one in use. The caller has a transaction open, in which the slot changes too. */
    void adoptSpareBank() {
        record[BANK] = ProfileBanks.other(record[BANK]);
    }

    /** Does the erasing that a step has left. Each part may be cut and repeated; the note of it goes last. */
    void erase() {
        if (record[ERASE] == 0) {
            return;
        }
        if ((record[ERASE] & ERASE_ALL) != 0) {
            banks.clear(record[BANK]);
            slots.retireAll();
        }
        if ((record[ERASE] & ERASE_OTHER_BANK) != 0) {
            banks.clear(ProfileBanks.other(record[BANK]));
        }
        if ((record[ERASE] & ERASE_SLOTS) != 0) {
            slots.wipeRetired();
            // no script is open: it has come to its end, or was undone
            Transient.wipe(wayBack, SAVED_RECORD, SIZE);
            staging.forgetSaved();
        }
        if ((record[ERASE] & ERASE_MANUFACTURER) != 0) {
            manufacturer.clear();
        }
        record[ERASE] = 0;
    }

    // ---------------------------------------------------------------- events

    /** First activation after a reset. A script that the reset cut off is undone before anything counts. */
    void activate() {
        undoChanges();
        erase();
        if (record[PHASE] == PENDING) {
            flip();
        } else {
            count(RESETS, (byte) 1);
        }
    }

    /** Whether the way home is open and the rule counts this. */
    boolean counts(byte what) {
        return record[PHASE] == PROVISIONAL && limit(what) != 0;
    }

    private short limit(byte what) {
        short at = (short) (LIMITS + what);
        return what == POLLS ? Util.getShort(record, at) : (short) (record[at] & 0xFF);
    }

    /** How much of a limit is left. */
    short left(byte what) {
        return (short) (limit(what) - (short) (record[(short) (COUNTS + what)] & 0xFF));
    }

    /**
     * Counts so much of anything but polls, if the rule counts it; returns whether the card came home because of it. The
     * count is one byte, and written as often as its limit says at most.
     */
    boolean count(byte what, byte amount) {
        if (!counts(what)) {
            return false;
        }
        if (amount >= left(what)) {
            fallBack((byte) (what + 1));
            return true;
        }
        record[(short) (COUNTS + what)] += amount;
        return false;
    }

    /**
     * A STATUS poll; {@code unwritten}: polls since the last write, this one too. Returns whether the card came home
     * because of it.
     */
    boolean countPoll(byte unwritten) {
        if (!counts(POLLS)) {
            return false;
        }
        short polls = (short) (Util.getShort(record, (short) (COUNTS + POLLS)) + unwritten);
        short limit = limit(POLLS);
        if (polls == limit) {
            fallBack((byte) (POLLS + 1));
            return true;
        }
        if (unwritten == POLLS_A_WRITE) {
            JCSystem.beginTransaction();
            Util.setShort(record, (short) (COUNTS + POLLS), polls);
            JCSystem.commitTransaction();
        }
        return false;
    }

    // ---------------------------------------------------------------- reports

    /** What the operator is to be told and was not yet, 0 if nothing; see {@link PorMessages}. */
    byte toReport() {
        return record[REPORT];
    }

    /** The card is in a foreign device. The caller has a transaction open. */
    void noteForeignDevice() {
        record[REPORT] |= FOREIGN_DEVICE;
    }

    /** A report of this was sent: one byte. */
    void reported(byte what) {
        record[REPORT] &= ~what;
    }

    // ---------------------------------------------------------------- life cycle

    /** Suspends or resumes: one byte, with a way back for the script. */
    void suspend(boolean suspended) {
        beginChange();
        record[PHASE] = suspended ? SUSPENDED : STABLE;
    }

    /** Ends the subscription. The keys are erased after the PoR, which they still have to secure, or at the next activation. */
    void terminate() {
        beginChange();
        JCSystem.beginTransaction();
        record[PHASE] = TERMINATED;
        record[ERASE] = ERASE_ALL | ERASE_OTHER_BANK | ERASE_SLOTS;
        JCSystem.commitTransaction();
    }
}
