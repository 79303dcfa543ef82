package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/** The file commands of a script, and what they may reach under its keyset and TAR (docs/applet/commands.md §4.10). */
final class ScriptFiles {
    private static final byte CLA_ISO = 0x00;
    private static final byte CLA_UICC = (byte) 0x80;
    static final byte SELECT = (byte) 0xA4;
    static final byte SEARCH_RECORD = (byte) 0xA2;
    private static final byte READ_BINARY = (byte) 0xB0;
    private static final byte READ_RECORD = (byte) 0xB2;
    private static final byte UPDATE_BINARY = (byte) 0xD6;
    private static final byte UPDATE_RECORD = (byte) 0xDC;
    private static final byte STATUS = (byte) 0xF2;

    private final FileCommands commands;
    private final RecordSearch recordSearch;
    private final FileContext context;
    private final CardLife life;
    private final Staging staging;
    private final byte[] state;

    ScriptFiles(FileCommands commands, RecordSearch recordSearch, CardLife life, Staging staging, Transient ram) {
        this.commands = commands;
        this.recordSearch = recordSearch;
        this.life = life;
        this.staging = staging;
        state = ram.state;
        context = new FileContext(ram, Transient.SCRIPT_CONTEXT);
    }

    /** Every script has a fresh context; what it selects is its own. */
    void begin(byte access) {
        byte rights = (byte) (access | FileContext.REMOTE);
        switch (state[Transient.SCRIPT_TAR]) {
            case TarTable.UICC_FILES:
                context.begin(FileTable.MF, false, (byte) (rights | FileContext.SHARED_FILES_ONLY));
                break;
            case TarTable.USIM_FILES:
                context.begin(FileTable.ADF_USIM, true, rights);
                break;
            default:
                boolean manufacturer = state[Transient.SCRIPT_KEYSET] == Keyring.MANUFACTURER;
                context.begin(
                        FileTable.MF,
                        true,
                        manufacturer ? AccessRules.MANUFACTURER : (byte) (rights | FileContext.STAGED));
        }
    }

    static boolean isFileCommand(byte cla, byte ins) {
        switch (ins) {
            case SELECT:
            case SEARCH_RECORD:
            case READ_BINARY:
            case READ_RECORD:
            case UPDATE_BINARY:
            case UPDATE_RECORD:
                return cla == CLA_ISO;
            case STATUS:
                return cla == CLA_UICC;
            default:
                return false;
        }
    }

    /** Whether the command has both data and an answer, which a script asks for apart. */
    static boolean isCaseFour(byte cla, byte ins) {
        return cla == CLA_ISO && (ins == SELECT || ins == SEARCH_RECORD);
    }

    /** Whether the command can't do without an answer. */
    static boolean isRead(byte cla, byte ins) {
        return cla == CLA_ISO && (ins == READ_BINARY || ins == READ_RECORD);
    }

    /** Executes a file command; returns the length of its response, of which {@code room} bytes are written at most. */
    short execute(byte[] cmd, short off, byte[] out, short dataOff, short room) {
        checkAllowed();
        byte ins = cmd[(short) (off + ISO7816.OFFSET_INS)];
        switch (ins) {
            case READ_BINARY:
                return commands.readBinary(context, cmd, off, out, dataOff, room);
            case READ_RECORD:
                return commands.readRecord(context, cmd, off, out, dataOff, room);
            case UPDATE_BINARY:
                commands.updateBinary(context, cmd, off);
                return 0;
            case UPDATE_RECORD:
                commands.updateRecord(context, cmd, off);
                return 0;
            default:
        }
        // made in scratch memory first: the whole of it may not fit
        short length;
        if (ins == SELECT) {
            length = commands.select(context, cmd, off, state, Transient.REPLY);
        } else if (ins == STATUS) {
            length = commands.status(context, cmd, off, state, Transient.REPLY);
        } else {
            length = recordSearch.search(context, cmd, off, state, Transient.REPLY);
        }
        Util.arrayCopyNonAtomic(state, Transient.REPLY, out, dataOff, length < room ? length : room);
        return length;
    }

    private void checkAllowed() {
        boolean allowed = context.hasAccess();
        if (state[Transient.SCRIPT_TAR] == TarTable.SUBSCRIPTION) {
            if (state[Transient.SCRIPT_KEYSET] == Keyring.MANUFACTURER) {
                // a set that FINALISE has ended has no rights left, even in the same script
                allowed = life.phase() == CardLife.PERSONALISATION;
            } else if (allowed && (life.phase() != CardLife.STABLE || !staging.isOpen())) {
                ISOException.throwIt(Sw.CONDITIONS_OF_USE);
            }
        }
        if (!allowed) {
            ISOException.throwIt(Sw.SECURITY_STATUS);
        }
    }
}
