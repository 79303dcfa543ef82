package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * SELECT, STATUS, READ and UPDATE (TS 102 221 §11.1), for the terminal and for scripts alike. A command is five bytes of
 * header and P3 bytes of data in one array; each method returns the length of its response. READ writes at most {@code room}
 * bytes of it.
 */
final class FileCommands {
    private static final byte NO_DATA = 0x0C;
    private static final byte MODE = 0x07;
    private static final byte NEXT = 0x02;
    private static final byte PREVIOUS = 0x03;
    private static final byte ABSOLUTE = 0x04;
    /** Without a limit of the PoR: what one response may hold. */
    static final short NO_LIMIT = 256;

    static final byte SELECT = (byte) 0xA4;
    static final byte SEARCH_RECORD = (byte) 0xA2;
    static final byte READ_BINARY = (byte) 0xB0;
    static final byte READ_RECORD = (byte) 0xB2;
    static final byte UPDATE_BINARY = (byte) 0xD6;
    static final byte UPDATE_RECORD = (byte) 0xDC;

    private final FileSystem files;
    private final RecordSearch recordSearch;
    private final Pins pins;

    FileCommands(FileSystem files, RecordSearch recordSearch, Pins pins) {
        this.files = files;
        this.recordSearch = recordSearch;
        this.pins = pins;
    }

    /** Executes a command of CLA 00; STATUS has CLA 80. */
    short execute(FileContext context, byte[] cmd, short off, byte[] out, short outOff, short room) {
        switch (cmd[(short) (off + ISO7816.OFFSET_INS)]) {
            case SELECT:
                return select(context, cmd, off, out, outOff);
            case SEARCH_RECORD:
                return recordSearch.search(context, cmd, off, out, outOff);
            case READ_BINARY:
                return readBinary(context, cmd, off, out, outOff, room);
            case READ_RECORD:
                return readRecord(context, cmd, off, out, outOff, room);
            case UPDATE_BINARY:
                updateBinary(context, cmd, off);
                return 0;
            default:
                updateRecord(context, cmd, off);
                return 0;
        }
    }

    static short p3(byte[] cmd, short off) {
        return (short) (cmd[(short) (off + ISO7816.OFFSET_LC)] & 0xFF);
    }

    private static byte p1(byte[] cmd, short off) {
        return cmd[(short) (off + ISO7816.OFFSET_P1)];
    }

    private static byte p2(byte[] cmd, short off) {
        return cmd[(short) (off + ISO7816.OFFSET_P2)];
    }

    // ---------------------------------------------------------------- SELECT

    private short select(FileContext context, byte[] cmd, short off, byte[] out, short outOff) {
        byte p2 = p2(cmd, off);
        byte p1 = p1(cmd, off);
        byte answer = (byte) (p2 & 0x1C);
        // P2 = 00 is what plain ISO 7816 readers send: they get the FCP too
        if (p2 < 0 || answer != 0x04 && answer != NO_DATA && answer != 0) {
            ISOException.throwIt(Sw.WRONG_P1P2);
        }
        if (p1 == 0x04) {
            return selectByName(context, cmd, off, out, outOff);
        }
        if ((byte) (p2 & 0xE3) != 0) {
            ISOException.throwIt(Sw.WRONG_P1P2);
        }
        byte row = FileSearch.find(context, p1, cmd, off);
        checkReach(context, row);
        context.select(row);
        if (row == FileTable.ADF_USIM) {
            context.setApplicationActive(true);
        }
        return answer == NO_DATA ? 0 : (short) (FileControl.write(row, pins, out, outOff) - outOff);
    }

    /** SELECT by AID, whole or truncated on the right. No AID at all stands for the state after a reset: the MF. */
    private short selectByName(FileContext context, byte[] cmd, short off, byte[] out, short outOff) {
        byte p2 = p2(cmd, off);
        short length = p3(cmd, off);
        byte row = FileTable.ADF_USIM;
        if (length == 0) {
            row = FileTable.MF;
        } else if (length < 5 || length > FileSystem.AID_SIZE) {
            ISOException.throwIt(Sw.WRONG_LENGTH);
        } else if (Util.arrayCompare(cmd, (short) (off + 5), FileSystem.AID, (short) 0, length) != 0
                || (byte) (p2 & 0x03) > 1) {
            // there is no next or previous occurrence of a card's only application
            ISOException.throwIt(Sw.FILE_NOT_FOUND);
        }
        boolean termination = (byte) (p2 & 0x60) == 0x40;
        if (termination) {
            row = FileTable.MF;
        }
        checkReach(context, row);
        context.setApplicationActive(row == FileTable.ADF_USIM);
        context.select(row);
        return (byte) (p2 & 0x1C) == NO_DATA ? 0 : (short) (FileControl.write(row, pins, out, outOff) - outOff);
    }

    private static void checkReach(FileContext context, byte row) {
        if (!context.reaches(row)) {
            ISOException.throwIt(Sw.FILE_NOT_FOUND);
        }
    }

    // ---------------------------------------------------------------- STATUS

    /** STATUS takes any P3, because modems drop a card that does not: the answer is cut to it. */
    short status(FileContext context, byte[] cmd, short off, byte[] out, short outOff) {
        byte p1 = p1(cmd, off);
        if (p1 < 0 || p1 > 2) {
            ISOException.throwIt(Sw.WRONG_P1P2);
        }
        short length = 0;
        switch (p2(cmd, off)) {
            case 0x00:
                length = (short) (FileControl.write(context.directory(), pins, out, outOff) - outOff);
                break;
            case 0x01:
                if (!context.applicationActive()) {
                    ISOException.throwIt(Sw.NOT_FOUND);
                }
                length = (short) (FileControl.writeDfName(out, outOff) - outOff);
                break;
            case NO_DATA:
                break;
            default:
                ISOException.throwIt(Sw.WRONG_P1P2);
        }
        short wanted = p3(cmd, off);
        return wanted != 0 && wanted < length ? wanted : length;
    }

    // ---------------------------------------------------------------- transparent files

    private short readBinary(FileContext context, byte[] cmd, short off, byte[] out, short outOff, short room) {
        byte row = binaryFile(context, cmd, off);
        checkRead(context, row);
        short from = binaryOffset(cmd, off);
        short available = (short) (FileTable.size(row) - from);
        if (available < 0) {
            ISOException.throwIt(Sw.OFFSET_OUTSIDE);
        }
        short length = p3(cmd, off);
        if (length == 0) {
            length = available;
        } else if (length > available) {
            ISOException.throwIt((short) (Sw.WRONG_LE | available));
        }
        selectBySfi(context, row);
        return copyOut(context, row, from, length, out, outOff, room);
    }

    private void updateBinary(FileContext context, byte[] cmd, short off) {
        byte row = binaryFile(context, cmd, off);
        short from = binaryOffset(cmd, off);
        short length = p3(cmd, off);
        checkUpdate(context, row);
        if (from > FileTable.size(row)) {
            ISOException.throwIt(Sw.OFFSET_OUTSIDE);
        }
        if (length == 0 || length > (short) (FileTable.size(row) - from)) {
            ISOException.throwIt(Sw.WRONG_LENGTH);
        }
        selectBySfi(context, row);
        write(context, row, from, cmd, (short) (off + 5), length);
    }

    private static byte binaryFile(FileContext context, byte[] cmd, short off) {
        byte p1 = p1(cmd, off);
        byte row = context.file();
        if (p1 < 0) {
            if ((byte) (p1 & 0x60) != 0) {
                ISOException.throwIt(Sw.WRONG_P1P2);
            }
            row = bySfi(context, (byte) (p1 & 0x1F));
        }
        if (row == FileTable.NO_EF) {
            ISOException.throwIt(Sw.NO_EF_SELECTED);
        }
        if (!FileTable.isTransparent(row)) {
            ISOException.throwIt(Sw.INCOMPATIBLE_FILE);
        }
        return row;
    }

    private static short binaryOffset(byte[] cmd, short off) {
        if (p1(cmd, off) < 0) {
            return (short) (p2(cmd, off) & 0xFF);
        }
        return Util.getShort(cmd, (short) (off + ISO7816.OFFSET_P1));
    }

    // ---------------------------------------------------------------- record files

    private short readRecord(FileContext context, byte[] cmd, short off, byte[] out, short outOff, short room) {
        byte row = recordFile(context, cmd, off);
        checkRead(context, row);
        byte record = record(context, row, cmd, off);
        short length = FileTable.length(row);
        short wanted = p3(cmd, off);
        if (wanted != 0 && wanted != length) {
            ISOException.throwIt((short) (Sw.WRONG_LE | length));
        }
        short written = copyOut(context, row, (short) ((short) (record - 1) * length), length, out, outOff, room);
        selectBySfi(context, row);
        movePointer(context, cmd, off, record);
        return written;
    }

    private void updateRecord(FileContext context, byte[] cmd, short off) {
        byte row = recordFile(context, cmd, off);
        byte record = record(context, row, cmd, off);
        short length = FileTable.length(row);
        checkUpdate(context, row);
        if (p3(cmd, off) != length) {
            ISOException.throwIt(Sw.WRONG_LENGTH);
        }
        selectBySfi(context, row);
        movePointer(context, cmd, off, record);
        write(context, row, (short) ((short) (record - 1) * length), cmd, (short) (off + 5), length);
    }

    static byte recordFile(FileContext context, byte[] cmd, short off) {
        byte sfi = (byte) ((short) (p2(cmd, off) & 0xFF) >> 3);
        byte row = sfi == 0 ? context.file() : bySfi(context, sfi);
        if (row == FileTable.NO_EF) {
            ISOException.throwIt(Sw.NO_EF_SELECTED);
        }
        if (FileTable.kind(row) != FileTable.LINEAR_FIXED) {
            ISOException.throwIt(Sw.INCOMPATIBLE_FILE);
        }
        return row;
    }

    /** The record that P1 and the mode in P2 name, 1 to the number of records. */
    private static byte record(FileContext context, byte row, byte[] cmd, short off) {
        short record = (short) (p1(cmd, off) & 0xFF);
        short records = FileTable.records(row);
        // an SFI that names another file starts without a record pointer
        short pointer = row == context.file() ? context.record() : 0;
        switch ((byte) (p2(cmd, off) & MODE)) {
            case ABSOLUTE:
                if (record == 0) {
                    record = pointer;
                }
                break;
            case NEXT:
                record = (short) (pointer + 1);
                break;
            case PREVIOUS:
                record = pointer == 0 ? records : (short) (pointer - 1);
                break;
            default:
                ISOException.throwIt(Sw.WRONG_P1P2);
        }
        if (record == 0 || record > records) {
            ISOException.throwIt(Sw.RECORD_NOT_FOUND);
        }
        return (byte) record;
    }

    private static void movePointer(FileContext context, byte[] cmd, short off, byte record) {
        if ((byte) (p2(cmd, off) & MODE) != ABSOLUTE) {
            context.setRecord(record);
        }
    }

    // ---------------------------------------------------------------- both

    private static byte bySfi(FileContext context, byte sfi) {
        byte row = sfi == 0 ? FileTable.NO_EF : FileTable.childBySfi(context.directory(), sfi);
        if (row == FileTable.NO_EF) {
            ISOException.throwIt(Sw.FILE_NOT_FOUND);
        }
        return row;
    }

    static void selectBySfi(FileContext context, byte row) {
        if (context.file() != row) {
            context.select(row);
        }
    }

    static void checkRead(FileContext context, byte row) {
        if (!context.mayRead(row)) {
            ISOException.throwIt(Sw.SECURITY_STATUS);
        }
    }

    private static void checkUpdate(FileContext context, byte row) {
        if (!context.mayUpdate(row)) {
            ISOException.throwIt(Sw.SECURITY_STATUS);
        }
    }

    private short copyOut(
            FileContext context, byte row, short from, short length, byte[] out, short outOff, short room) {
        short at = (short) (FileTable.offset(row) + from);
        Util.arrayCopyNonAtomic(files.content(row, context.isStaged()), at, out, outOff, length < room ? length : room);
        return length;
    }

    /** One atomic copy: after a tear the file holds all of the old bytes or all of the new ones. */
    private void write(FileContext context, byte row, short from, byte[] cmd, short data, short length) {
        short at = (short) (FileTable.offset(row) + from);
        Util.arrayCopy(cmd, data, files.contentToUpdate(row, context.isStaged()), at, length);
    }
}
