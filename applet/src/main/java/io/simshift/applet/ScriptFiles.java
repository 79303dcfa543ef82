package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;

/** The file commands of a script, and what they may reach under its keyset and TAR (docs/applet/commands.md §4.10). */
final class ScriptFiles {
    private static final byte CLA_ISO = 0x00;

    private final FileCommands commands;
    private final FileContext context;
    private final CardLife life;
    private final Staging staging;
    private final byte[] state;
    private final byte[] cmd;

    ScriptFiles(FileCommands commands, CardLife life, Staging staging, Transient ram) {
        this.commands = commands;
        this.life = life;
        this.staging = staging;
        state = ram.state;
        cmd = ram.message;
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

    /** Whether the command can't do without an answer. */
    static boolean isRead(byte cla, byte ins) {
        return cla == CLA_ISO && (ins == FileCommands.READ_BINARY || ins == FileCommands.READ_RECORD);
    }

    /** Executes the file command in {@link Transient#message}; returns the length of its response in {@code out}. */
    short execute(byte[] out) {
        checkAllowed();
        short length = commands.execute(context, cmd, out);
        if (cmd[ISO7816.OFFSET_INS] == FileCommands.SELECT && !commands.isActivated(context)) {
            ISOException.throwIt(Sw.FILE_DEACTIVATED);
        }
        return length;
    }

    private void checkAllowed() {
        boolean allowed = context.hasAccess();
        if (state[Transient.SCRIPT_TAR] == TarTable.SUBSCRIPTION) {
            if (state[Transient.SCRIPT_KEYSET] == Keyring.MANUFACTURER) {
                // a set that FINALISE has ended has no rights left, even in the same script
                allowed = life.phase() == CardLife.PERSONALISATION;
            } else if (allowed && (life.phase() != CardLife.STABLE || !staging.isOpen())) {
                Sw.conditions();
            }
        }
        if (!allowed) {
            Sw.securityStatus();
        }
    }
}
