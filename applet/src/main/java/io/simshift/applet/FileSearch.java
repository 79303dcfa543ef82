package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.Util;

/** Finds the file that a SELECT names, as seen from what is selected (TS 102 221 §8.4, §11.1.1). */
final class FileSearch {
    private static final short APPLICATION_ALIAS = 0x7FFF;
    private static final short MF_FID = 0x3F00;

    private FileSearch() {}

    /** The file that SELECT by FID, by path or of the parent names with P1 and its data; throws 6A82, 6700 or 6A86. */
    static byte find(FileContext context, byte p1, byte[] cmd) {
        short length = FileCommands.p3(cmd);
        short data = ISO7816.OFFSET_CDATA;
        switch (p1) {
            case 0x00:
                if (length == 0) {
                    return FileTable.MF;
                }
                return byFid(context, fid(cmd, data, length));
            case 0x01:
                return directoryOnly(FileTable.child(context.directory(), fid(cmd, data, length)));
            case 0x03:
                if (context.directory() == FileTable.MF) {
                    Sw.fileNotFound();
                }
                return FileTable.parent(context.directory());
            case 0x08:
                return byPath(context, FileTable.MF, cmd, data, length);
            case 0x09:
                return byPath(context, context.directory(), cmd, data, length);
            default:
                Sw.wrongParameters();
                return FileTable.NO_EF;
        }
    }

    private static short fid(byte[] cmd, short data, short length) {
        if (length != 2) {
            Sw.wrongLength();
        }
        return Util.getShort(cmd, data);
    }

    private static byte directoryOnly(byte row) {
        if (row == FileTable.NO_EF || !FileTable.isDirectory(row)) {
            Sw.fileNotFound();
        }
        return row;
    }

    /** TS 102 221 §8.4.1: MF, active ADF, children, the directory itself, its parent, the parent's directories. */
    private static byte byFid(FileContext context, short fid) {
        if (fid == MF_FID) {
            return FileTable.MF;
        }
        if (fid == APPLICATION_ALIAS && context.applicationActive()) {
            return FileTable.ADF_USIM;
        }
        byte directory = context.directory();
        byte row = FileTable.child(directory, fid);
        if (row != FileTable.NO_EF) {
            return row;
        }
        if (FileTable.fid(directory) == fid) {
            return directory;
        }
        byte parent = FileTable.parent(directory);
        if (FileTable.fid(parent) == fid) {
            return parent;
        }
        return directoryOnly(FileTable.child(parent, fid));
    }

    private static byte byPath(FileContext context, byte from, byte[] cmd, short data, short length) {
        if (length == 0 || (length & 1) != 0) {
            Sw.wrongLength();
        }
        byte row = from;
        for (short i = 0; i < length; i += 2) {
            short fid = Util.getShort(cmd, (short) (data + i));
            if (i == 0 && from == FileTable.MF && fid == APPLICATION_ALIAS && context.applicationActive()) {
                row = FileTable.ADF_USIM;
                continue;
            }
            if (!FileTable.isDirectory(row)) {
                Sw.fileNotFound();
            }
            row = FileTable.child(row, fid);
            if (row == FileTable.NO_EF) {
                Sw.fileNotFound();
            }
        }
        return row;
    }
}
