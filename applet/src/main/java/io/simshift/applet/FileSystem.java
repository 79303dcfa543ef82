package io.simshift.applet;

import javacard.framework.ISOException;
import javacard.framework.Util;

/** The contents of the files: those that exist once, and through {@link ProfileBanks} those of the bank in use. */
final class FileSystem {
    /** What record 1 of EF.DIR has beside the AID (TS 102 221 §13.1). */
    private static final short DIR_REST = 2 + 8;

    /** Record 1 of EF.DIR after the AID: the label "USIM 1". */
    private static final byte[] DIR_TAIL = {0x50, 0x06, 'U', 'S', 'I', 'M', ' ', '1'};

    /**
     * The services of a SIM, two bits each (TS 51.011 §10.3.7): 1 CHV1 disabled, 4 SMS, 9 MSISDN, 12 SMSP, 17 SPN, 38 GPRS. EF.ADN is
     * for a USIM alone, and a toolkit is not offered under CLA A0.
     */
    private static final byte[] SST = {
        (byte) 0xC3, 0x00, (byte) 0xC3, 0x00, 0x03, 0x00, 0x00, 0x00, 0x00, 0x0C,
    };

    private static final short DIR_TEMPLATE = 0x6100;
    private static final byte DIR_AID = 0x4F;
    static final short MAX_AID_SIZE = 16;
    /** Tag of the AID in an FCP. */
    static final byte DF_NAME = (byte) 0x84;

    /** With its length before it. EF.DIR has it too, but may be written. */
    private final byte[] aid;

    private final byte[] shared;
    private final byte[] rules;
    private final Pins pins;
    private final ProfileBanks banks;
    private final Staging staging;
    private final CardLife life;

    /** {@code aidOff}: where in {@code buf} the AID of this instance is, with its length before it; ADF.USIM has the same. */
    FileSystem(ProfileBanks banks, Staging staging, CardLife life, Pins pins, byte[] buf, short aidOff) {
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
        Transient.append(SST, shared, FileTable.SST);
        short size = (short) (buf[aidOff] + 1);
        aid = new byte[size];
        Transient.copy(buf, aidOff, aid, (short) 0, size);
        short off = Util.setShort(shared, FileTable.DIR, (short) (DIR_TEMPLATE | (short) (DIR_REST + buf[aidOff])));
        off = writeAid(DIR_AID, shared, off);
        Transient.append(DIR_TAIL, shared, off);
    }

    /** Writes an object with the AID of ADF.USIM; returns the next offset. */
    short writeAid(byte tag, byte[] buf, short off) {
        buf[off] = tag;
        return Transient.append(aid, buf, (short) (off + 1));
    }

    /** Whether these bytes, 5 or more, are the AID of ADF.USIM or begin it. */
    boolean isAid(byte[] buf, short off, short length) {
        return length < (short) aid.length && Util.arrayCompare(buf, off, aid, (short) 1, length) == 0;
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
                || (content(row, staged)[FileTable.activatedByte(row)] & FileTable.activatedBit(row)) != 0;
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
            Sw.securityStatus();
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
