package io.simshift.applet;

import javacard.framework.ISOException;
import javacard.framework.Util;

/** The contents of the files: those that exist once, and through {@link ProfileBanks} those of the bank in use. */
final class FileSystem {
    /** AID of ADF.USIM and of this applet's instance. */
    static final byte[] AID = {
        (byte) 0xA0,
        0x00,
        0x00,
        0x00,
        (byte) 0x87,
        0x10,
        0x02,
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0x89,
        0x07,
        0x09,
        0x00,
        0x00,
    };

    static final short AID_SIZE = 16;
    /** Record 1 of EF.DIR up to the AID (TS 102 221 §13.1). */
    private static final byte[] DIR_HEAD = {0x61, 0x1A, 0x4F, 0x10};
    /** Record 1 of EF.DIR after the AID: the label "USIM 1". */
    private static final byte[] DIR_TAIL = {0x50, 0x06, 'U', 'S', 'I', 'M', ' ', '1'};

    private final byte[] shared;
    private final byte[] rules;
    private final Pins pins;
    private final ProfileBanks banks;
    private final Staging staging;
    private final CardLife life;

    FileSystem(ProfileBanks banks, Staging staging, CardLife life, Pins pins) {
        this.banks = banks;
        this.staging = staging;
        this.life = life;
        this.pins = pins;
        rules = new byte[AccessRules.RECORDS_SIZE];
        Util.arrayFillNonAtomic(rules, (short) 0, AccessRules.RECORDS_SIZE, (byte) 0xFF);
        AccessRules.writeRecords(rules);
        shared = new byte[FileTable.SHARED_SIZE];
        Util.arrayFillNonAtomic(shared, (short) 0, FileTable.SHARED_SIZE, (byte) 0xFF);
        // no short message: the status byte of a free record (TS 31.102 §4.2.25)
        shared[FileTable.SMS] = 0;
        shared[(short) (FileTable.SMS + FileTable.SMS_SIZE)] = 0;
        short off = FileTable.DIR;
        off = Util.arrayCopyNonAtomic(DIR_HEAD, (short) 0, shared, off, (short) DIR_HEAD.length);
        off = Util.arrayCopyNonAtomic(AID, (short) 0, shared, off, AID_SIZE);
        Util.arrayCopyNonAtomic(DIR_TAIL, (short) 0, shared, off, (short) DIR_TAIL.length);
    }

    /**
     * The array in which the file's content begins at {@link FileTable#offset}; {@code staged}: of an operator-dependent
     * file the content in the staged bank.
     */
    byte[] content(byte row, boolean staged) {
        byte store = FileTable.store(row);
        if (store == FileTable.BANKED) {
            return banks.files(staged ? ProfileBanks.other(life.bank()) : life.bank());
        }
        if (store == FileTable.PINS) {
            return pins.store();
        }
        return store == FileTable.RULES ? rules : shared;
    }

    /** The same, about to be changed: what a script changes in the staged bank it has to be able to take back. */
    byte[] contentToUpdate(byte row, boolean staged) {
        if (staged) {
            life.beginChange();
            staging.note(FileUpdates.derived(FileTable.offset(row)));
        }
        return content(row, staged);
    }

    /** Whether the file is activated; directories and files that belong to the card itself always are. */
    boolean isActivated(byte row, boolean staged) {
        return FileTable.store(row) > FileTable.BANKED
                || (byte) (content(row, staged)[FileTable.activatedByte(row)] & FileTable.activatedBit(row)) != 0;
    }

    /** Throws 6982, or 6984 for a file that is deactivated. */
    void checkRead(FileContext context, byte row) {
        check(context.mayRead(row), context, row);
    }

    void checkUpdate(FileContext context, byte row) {
        checkChange(context, row, AccessRules.updateCondition(FileTable.rule(row)));
    }

    /** The same for a command that changes the file if this condition is met. */
    void checkChange(FileContext context, byte row, byte condition) {
        check(context.mayChange(row, condition), context, row);
    }

    private void check(boolean allowed, FileContext context, byte row) {
        if (!allowed) {
            ISOException.throwIt(Sw.SECURITY_STATUS);
        }
        if (!isActivated(row, context.isStaged())) {
            ISOException.throwIt(Sw.INVALIDATED);
        }
    }

    /** The contents of the files that exist once. */
    byte[] shared() {
        return shared;
    }

    /** The 10 bytes of EF.ICCID; returns the next offset. */
    short writeIccid(byte[] buf, short off) {
        return Util.arrayCopyNonAtomic(shared, FileTable.ICCID, buf, off, FileTable.ICCID_SIZE);
    }

    /** Whether the manufacturer has written EF.ICCID. */
    boolean hasIccid() {
        return shared[FileTable.ICCID] != (byte) 0xFF;
    }
}
