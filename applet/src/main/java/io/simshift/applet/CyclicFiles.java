package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;

/** Writes cyclic files: record 1 is always the one written last, and the oldest goes. INCREASE (TS 102 221 §11.1.8). */
final class CyclicFiles {
    static final byte INCREASE = 0x32;

    private final FileSystem files;

    CyclicFiles(FileSystem files) {
        this.files = files;
    }

    /** Puts a new record 1 before the others, in one transaction, and makes it the current one. */
    void push(FileContext context, byte row, byte[] data, short off) {
        byte[] content = files.contentToUpdate(row, context.isStaged());
        short length = FileTable.length(row);
        short at = FileTable.offset(row);
        JCSystem.beginTransaction();
        Util.arrayCopy(content, at, content, (short) (at + length), (short) (FileTable.size(row) - length));
        Util.arrayCopy(data, off, content, at, length);
        JCSystem.commitTransaction();
        context.setRecord((byte) 1);
    }

    /** A new record that is the sum of record 1 and the data; answers with the sum and what was added. */
    short increase(FileContext context, byte[] cmd, byte[] out) {
        byte p1 = cmd[ISO7816.OFFSET_P1];
        if (p1 > 0 || cmd[ISO7816.OFFSET_P2] != 0) {
            Sw.wrongParameters();
        }
        byte row = FileCommands.fileByP1(context, cmd);
        if (FileTable.kind(row) != FileTable.CYCLIC) {
            Sw.incompatibleFile();
        }
        files.checkChange(context, row, AccessRules.increaseCondition(FileTable.rule(row)));
        short length = FileTable.length(row);
        if (FileCommands.p3(cmd) != length) {
            Sw.wrongLength();
        }
        byte[] content = files.content(row, context.isStaged());
        short at = FileTable.offset(row);
        short data = ISO7816.OFFSET_CDATA;
        short sum = 0;
        for (short i = (short) (length - 1); i >= 0; i--) {
            sum += (short) ((short) (content[(short) (at + i)] & 0xFF) + (short) (cmd[(short) (data + i)] & 0xFF));
            out[i] = (byte) sum;
            sum = (short) (sum >> 8);
        }
        if (sum != 0) {
            ISOException.throwIt(Sw.MAXIMUM_REACHED);
        }
        FileCommands.selectBySfi(context, row);
        push(context, row, out, (short) 0);
        Transient.copy(cmd, data, out, length, length);
        return (short) (2 * length);
    }
}
