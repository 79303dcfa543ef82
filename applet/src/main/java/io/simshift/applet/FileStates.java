package io.simshift.applet;

import javacard.framework.ISO7816;

/** DEACTIVATE and ACTIVATE FILE (TS 102 221 §11.1.14, §11.1.15). The state of a file is one bit, and lies with its content. */
final class FileStates {
    static final byte DEACTIVATE = 0x04;
    static final byte ACTIVATE = 0x44;

    private static final byte BY_FID = 0x00;
    /** 08 from the MF, 09 from the current directory. */
    private static final byte PATH = 0x08;

    private final FileSystem files;

    FileStates(FileSystem files) {
        this.files = files;
    }

    /** On the EF that the data name, which becomes the current one, or without data on the current EF. */
    void execute(FileContext context, byte[] cmd) {
        byte p1 = cmd[ISO7816.OFFSET_P1];
        if (p1 != BY_FID && (byte) (p1 & ~1) != PATH || cmd[ISO7816.OFFSET_P2] != 0) {
            Sw.wrongParameters();
        }
        boolean current = p1 == BY_FID && FileCommands.p3(cmd) == 0;
        byte row = current ? FileCommands.current(context) : FileSearch.find(context, p1, cmd);
        FileCommands.checkReach(context, row);
        byte condition = AccessRules.lifeCycleCondition(FileTable.rule(row));
        if (condition == AccessRules.NEVER || !context.mayChange(row, condition)) {
            Sw.securityStatus();
        }
        context.select(row);
        byte[] content = files.contentToUpdate(row, context.isStaged());
        short at = FileTable.activatedByte(row);
        byte bit = FileTable.activatedBit(row);
        boolean activate = cmd[ISO7816.OFFSET_INS] == ACTIVATE;
        // one byte: a tear leaves the one state or the other
        content[at] = activate ? (byte) (content[at] | bit) : (byte) (content[at] & ~bit);
    }
}
