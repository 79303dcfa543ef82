package io.simshift.applet;

import javacard.framework.Util;

/**
 * What the bank that is not in use holds while the card is STABLE: nothing, or files that were staged for a transfer; and
 * a copy of that, for a script that has to be undone. {@link CardLife} says which of the two counts.
 */
final class Staging {
    private static final short VALID = 0;
    private static final short TOUCHED = 1;
    private static final short TRANSFER = 2;
    private static final short SIZE = TRANSFER + Subscription.TRANSFER_SIZE;

    private final byte[] record = new byte[SIZE];
    private final byte[] saved = new byte[SIZE];
    private final byte[] savedFiles = new byte[Profile.SIZE];

    /** Whether files are staged, for whichever transfer. */
    boolean isOpen() {
        return record[VALID] != 0;
    }

    boolean isFor(byte[] transfer, short off) {
        return isOpen() && Util.arrayCompare(record, TRANSFER, transfer, off, Subscription.TRANSFER_SIZE) == 0;
    }

    /** Which of the files that follow from the IMSI were staged, see {@link FileUpdates}. */
    byte touched() {
        return record[TOUCHED];
    }

    // ---------------------------------------------------------------- changes, for which CardLife keeps a way back

    /** The bank holds a clean copy for this transfer from now on. */
    void begin(byte[] transfer, short off) {
        Transient.copy(transfer, off, record, TRANSFER, Subscription.TRANSFER_SIZE);
        record[TOUCHED] = 0;
        record[VALID] = 1;
    }

    void note(byte touched) {
        if ((byte) (record[TOUCHED] | touched) != record[TOUCHED]) {
            record[TOUCHED] |= touched;
        }
    }

    /** One byte: whole before it and whole after it. */
    void drop() {
        if (record[VALID] != 0) {
            record[VALID] = 0;
        }
    }

    // ---------------------------------------------------------------- the way back

    /** Copies record and files. Not atomic, and need not be: the copy does not count yet. */
    void save(byte[] files) {
        Transient.copy(record, (short) 0, saved, (short) 0, SIZE);
        if (isOpen()) {
            Transient.copy(files, (short) 0, savedFiles, (short) 0, Profile.SIZE);
        }
    }

    /** Brings record and files back. May be cut and repeated: nothing is taken from what it writes. */
    void restore(byte[] files) {
        if (saved[VALID] != 0) {
            Transient.copy(savedFiles, (short) 0, files, (short) 0, Profile.SIZE);
        }
        Transient.copy(saved, (short) 0, record, (short) 0, SIZE);
    }

    /** Forgets the copy: it may hold files of a subscription that is gone. May be cut and repeated. */
    void forgetSaved() {
        Transient.wipe(saved, (short) 0, SIZE);
        Util.arrayFillNonAtomic(savedFiles, (short) 0, Profile.SIZE, (byte) 0xFF);
    }
}
