package io.simshift.applet;

/** The commands of the card: what each instruction byte means, for the terminal and in scripts alike. */
final class Instructions {
    // ---- the classes under which a terminal gives the command
    static final byte ISO = 0x01;
    static final byte UICC = 0x02;

    // ---- its form
    /** P3 is the length of the answer wanted; without it, that of the data. */
    static final byte OUTGOING = 0x08;
    /** It acts on files: scripts may have it. */
    static final byte FILE = 0x10;
    /** It has data and an answer, which scripts ask for apart. */
    static final byte CASE_FOUR = 0x20;

    static final byte MANAGE_CHANNEL = 0x70;

    private static final byte[] TABLE = {
        FileCommands.SELECT,
        ISO | FILE | CASE_FOUR,
        FileCommands.READ_BINARY,
        ISO | FILE | OUTGOING,
        FileCommands.READ_RECORD,
        ISO | FILE | OUTGOING,
        FileCommands.UPDATE_BINARY,
        ISO | FILE,
        FileCommands.UPDATE_RECORD,
        ISO | FILE,
        FileCommands.SEARCH_RECORD,
        ISO | FILE | CASE_FOUR,
        FileCommands.STATUS,
        UICC | FILE | OUTGOING,
        CyclicFiles.INCREASE,
        UICC | FILE | CASE_FOUR,
        FileStates.DEACTIVATE,
        ISO | FILE,
        FileStates.ACTIVATE,
        ISO | FILE,
        Authenticate.AUTHENTICATE,
        ISO | CASE_FOUR,
        Pins.VERIFY,
        ISO,
        Pins.CHANGE,
        ISO,
        Pins.DISABLE,
        ISO,
        Pins.ENABLE,
        ISO,
        Pins.UNBLOCK,
        ISO,
        SimshiftApplet.ENVELOPE,
        UICC,
        SimshiftApplet.FETCH,
        UICC | OUTGOING,
        SimshiftApplet.TERMINAL_PROFILE,
        UICC,
        SimshiftApplet.TERMINAL_RESPONSE,
        UICC,
        SimshiftApplet.TERMINAL_CAPABILITY,
        UICC,
        SimshiftApplet.GET_CHALLENGE,
        ISO | OUTGOING,
        MANAGE_CHANNEL,
        ISO,
        (byte) 0xC0,
        OUTGOING, // GET RESPONSE, which a compact script has for itself
        (byte) 0xCA,
        OUTGOING, // GET DATA, in scripts that want what this card has not
    };

    private Instructions() {}

    /** What the table says of an instruction, 0 for one that the card does not know. */
    static byte flags(byte ins) {
        for (short i = 0; i < (short) TABLE.length; i += 2) {
            if (TABLE[i] == ins) {
                return TABLE[(short) (i + 1)];
            }
        }
        return 0;
    }

    static boolean is(byte ins, byte flag) {
        return (flags(ins) & flag) != 0;
    }

    /** Whether it is this kind of command under CLA 00 or 80. */
    static boolean is(byte cla, byte ins, byte flag) {
        return is(ins, flag) && is(ins, cla == 0 ? ISO : UICC) && (cla & 0x7F) == 0;
    }
}
