package io.simshift.applet;

import javacard.framework.ISOException;

/** Status words (TS 102 221 §10.2, TS 31.102 §7.3). */
final class Sw {
    static final short OK = (short) 0x9000;
    static final short PROACTIVE_WAITS = (short) 0x9100;
    static final short BUSY = (short) 0x9300;
    static final short DATA_READY = 0x6100;
    static final short SEARCH_FAILED = 0x6282;
    /** Response data of a command of a script were cut (TS 102 226 §5.1.1). */
    static final short DATA_CUT = 0x62F1;

    static final short WRONG_LE = 0x6C00;
    static final short WRONG_LENGTH = 0x6700;
    static final short CHANNEL_NOT_SUPPORTED = 0x6881;
    static final short SECURE_MESSAGING_NOT_SUPPORTED = 0x6882;
    static final short TRIES_LEFT = 0x63C0;
    static final short FILE_DEACTIVATED = 0x6283;
    static final short BLOCKED = 0x6983;
    /** A PIN that is disabled, a file that is deactivated. */
    static final short INVALIDATED = 0x6984;

    static final short INCOMPATIBLE_FILE = 0x6981;
    static final short SECURITY_STATUS = 0x6982;
    static final short CONDITIONS_OF_USE = 0x6985;
    static final short NO_EF_SELECTED = 0x6986;
    static final short WRONG_DATA = 0x6A80;
    static final short NOT_SUPPORTED = 0x6A81;
    static final short FILE_NOT_FOUND = 0x6A82;
    static final short RECORD_NOT_FOUND = 0x6A83;
    static final short WRONG_P1P2 = 0x6A86;
    static final short NOT_FOUND = 0x6A88;
    static final short OFFSET_OUTSIDE = 0x6B00;
    static final short UNKNOWN_INS = 0x6D00;
    static final short UNKNOWN_CLA = 0x6E00;
    /** PUSH: the terminal's result comes with it (TS 102 226 §9.2.1). */
    static final short UNKNOWN = 0x6F00;

    static final short MAXIMUM_REACHED = (short) 0x9850;
    static final short MAC_FAILURE = (short) 0x9862;
    static final short CONTEXT_NOT_SUPPORTED = (short) 0x9864;

    private Sw() {}

    // ---- those that are thrown in many places: a call without an argument is half as long

    static void wrongData() {
        ISOException.throwIt(WRONG_DATA);
    }

    static void wrongParameters() {
        ISOException.throwIt(WRONG_P1P2);
    }

    static void wrongLength() {
        ISOException.throwIt(WRONG_LENGTH);
    }

    static void conditions() {
        ISOException.throwIt(CONDITIONS_OF_USE);
    }

    static void fileNotFound() {
        ISOException.throwIt(FILE_NOT_FOUND);
    }

    static void notFound() {
        ISOException.throwIt(NOT_FOUND);
    }

    static void incompatibleFile() {
        ISOException.throwIt(INCOMPATIBLE_FILE);
    }

    static void securityStatus() {
        ISOException.throwIt(SECURITY_STATUS);
    }

    static void offsetOutside() {
        ISOException.throwIt(OFFSET_OUTSIDE);
    }
}
