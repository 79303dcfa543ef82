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
    static final byte STATUS = (byte) 0xF2;
    static final byte UPDATE_RECORD = (byte) 0xDC;

    private final FileSystem files;
    /** Which has SEEK of a SIM too. */
    final RecordSearch recordSearch;

    private final Pins pins;
    private final FileStates states;
    private final CyclicFiles cyclicFiles;

    FileCommands(FileSystem files, Pins pins) {
        this.files = files;
        recordSearch = new RecordSearch(files);
        states = new FileStates(files);
        cyclicFiles = new CyclicFiles(files);
        this.pins = pins;
    }

    /**
     * Executes the file command in {@code cmd}, from its first byte on; returns the length of its answer, which may be longer than
     * {@code out}, and is cut then.
     */
    short execute(FileContext context, byte[] cmd, byte[] out) {
        switch (cmd[ISO7816.OFFSET_INS]) {
            case SELECT:
                return select(context, cmd, out);
            case SEARCH_RECORD:
                return recordSearch.search(context, cmd, out);
            case READ_BINARY:
                return readBinary(context, cmd, out);
            case READ_RECORD:
                return readRecord(context, cmd, out);
            case UPDATE_BINARY:
                updateBinary(context, cmd);
                return 0;
            case STATUS:
                return status(context, cmd, out);
            case FileStates.DEACTIVATE:
            case FileStates.ACTIVATE:
                states.execute(context, cmd);
                return 0;
            case CyclicFiles.INCREASE:
                return cyclicFiles.increase(context, cmd, out);
            default:
                updateRecord(context, cmd);
                return 0;
        }
    }

    /** P3 of the command that {@code cmd} begins with. */
    static short p3(byte[] cmd) {
        return (short) (cmd[ISO7816.OFFSET_LC] & 0xFF);
    }

    // ---------------------------------------------------------------- SELECT

    private short select(FileContext context, byte[] cmd, byte[] out) {
        byte p2 = cmd[ISO7816.OFFSET_P2];
        byte p1 = cmd[ISO7816.OFFSET_P1];
        byte answer = (byte) (p2 & 0x1C);
        // P2 = 00 is what plain ISO 7816 readers send: they get the FCP too
        if (p2 < 0 || answer != 0x04 && answer != NO_DATA && answer != 0) {
            Sw.wrongParameters();
        }
        if (p1 == 0x04) {
            return selectByName(context, cmd, out);
        }
        if ((p2 & (byte) 0xE3) != 0) {
            Sw.wrongParameters();
        }
        byte row = FileSearch.find(context, p1, cmd);
        checkReach(context, row);
        context.select(row);
        if (row == FileTable.ADF_USIM) {
            context.setApplicationActive(true);
        }
        return answer == NO_DATA ? 0 : control(context, row, out);
    }

    /** SELECT by AID, whole or truncated on the right. No AID at all stands for the state after a reset: the MF. */
    private short selectByName(FileContext context, byte[] cmd, byte[] out) {
        byte p2 = cmd[ISO7816.OFFSET_P2];
        short length = p3(cmd);
        byte row = FileTable.ADF_USIM;
        if (length == 0) {
            row = FileTable.MF;
        } else if (length < 5 || length > FileSystem.MAX_AID_SIZE) {
            Sw.wrongLength();
        } else if (!files.isAid(cmd, ISO7816.OFFSET_CDATA, length) || (p2 & 0x03) > 1) {
            // there is no next or previous occurrence of a card's only application
            Sw.fileNotFound();
        }
        boolean termination = (p2 & 0x60) == 0x40;
        if (termination) {
            row = FileTable.MF;
        }
        checkReach(context, row);
        context.setApplicationActive(row == FileTable.ADF_USIM);
        context.select(row);
        return (p2 & 0x1C) == NO_DATA ? 0 : control(context, row, out);
    }

    private short control(FileContext context, byte row, byte[] out) {
        boolean active = files.isActivated(row, context.isStaged());
        return FileControl.write(row, active, pins, files, out);
    }

    /** Whether the current file is activated. */
    boolean isActivated(FileContext context) {
        return files.isActivated(context.file(), context.isStaged());
    }

    static void checkReach(FileContext context, byte row) {
        if (!context.reaches(row)) {
            Sw.fileNotFound();
        }
    }

    // ---------------------------------------------------------------- STATUS

    /** STATUS takes any P3, because modems drop a card that does not: the answer is cut to it. */
    private short status(FileContext context, byte[] cmd, byte[] out) {
        byte p1 = cmd[ISO7816.OFFSET_P1];
        if (p1 < 0 || p1 > 2) {
            Sw.wrongParameters();
        }
        short length = 0;
        switch (cmd[ISO7816.OFFSET_P2]) {
            case 0x00:
                length = control(context, context.directory(), out);
                break;
            case 0x01:
                if (!context.applicationActive()) {
                    Sw.notFound();
                }
                length = files.writeAid(FileSystem.DF_NAME, out, (short) 0);
                break;
            case NO_DATA:
                break;
            default:
                Sw.wrongParameters();
        }
        short wanted = p3(cmd);
        return wanted != 0 && wanted < length ? wanted : length;
    }

    // ---------------------------------------------------------------- transparent files

    private short readBinary(FileContext context, byte[] cmd, byte[] out) {
        byte row = binaryFile(context, cmd);
        files.checkRead(context, row);
        short from = binaryOffset(cmd);
        short available = (short) (FileTable.size(row) - from);
        if (available < 0) {
            Sw.offsetOutside();
        }
        short length = p3(cmd);
        if (length == 0) {
            length = available;
        } else if (length > available) {
            ISOException.throwIt((short) (Sw.WRONG_LE | available));
        }
        selectBySfi(context, row);
        return copyOut(context, row, from, length, out);
    }

    private void updateBinary(FileContext context, byte[] cmd) {
        byte row = binaryFile(context, cmd);
        short from = binaryOffset(cmd);
        short length = p3(cmd);
        files.checkUpdate(context, row);
        if (from > FileTable.size(row)) {
            Sw.offsetOutside();
        }
        if (length == 0 || length > (short) (FileTable.size(row) - from)) {
            Sw.wrongLength();
        }
        selectBySfi(context, row);
        write(context, row, from, cmd, ISO7816.OFFSET_CDATA, length);
    }

    private static byte binaryFile(FileContext context, byte[] cmd) {
        byte row = fileByP1(context, cmd);
        if (!FileTable.isTransparent(row)) {
            Sw.incompatibleFile();
        }
        return row;
    }

    /** The EF whose SFI stands in P1, or the current one. */
    static byte fileByP1(FileContext context, byte[] cmd) {
        byte p1 = cmd[ISO7816.OFFSET_P1];
        if (p1 < 0 && (p1 & 0x60) != 0) {
            Sw.wrongParameters();
        }
        return p1 < 0 ? bySfi(context, (byte) (p1 & 0x1F)) : current(context);
    }

    /** The current EF; throws 6986. */
    static byte current(FileContext context) {
        byte row = context.file();
        if (row == FileTable.NO_EF) {
            ISOException.throwIt(Sw.NO_EF_SELECTED);
        }
        return row;
    }

    private static short binaryOffset(byte[] cmd) {
        if (cmd[ISO7816.OFFSET_P1] < 0) {
            return (short) (cmd[ISO7816.OFFSET_P2] & 0xFF);
        }
        return Util.getShort(cmd, ISO7816.OFFSET_P1);
    }

    // ---------------------------------------------------------------- record files

    private short readRecord(FileContext context, byte[] cmd, byte[] out) {
        byte row = recordFile(context, cmd);
        files.checkRead(context, row);
        byte record = record(context, row, cmd);
        short length = FileTable.length(row);
        short wanted = p3(cmd);
        if (wanted != 0 && wanted != length) {
            ISOException.throwIt((short) (Sw.WRONG_LE | length));
        }
        short written = copyOut(context, row, (short) ((short) (record - 1) * length), length, out);
        selectBySfi(context, row);
        movePointer(context, cmd, record);
        return written;
    }

    private void updateRecord(FileContext context, byte[] cmd) {
        byte row = recordFile(context, cmd);
        byte record = record(context, row, cmd);
        short length = FileTable.length(row);
        files.checkUpdate(context, row);
        if (p3(cmd) != length) {
            Sw.wrongLength();
        }
        boolean cyclic = FileTable.kind(row) == FileTable.CYCLIC;
        if (cyclic && (cmd[ISO7816.OFFSET_P2] & MODE) != PREVIOUS) {
            Sw.incompatibleFile();
        }
        selectBySfi(context, row);
        if (cyclic) {
            cyclicFiles.push(context, row, cmd, ISO7816.OFFSET_CDATA);
            return;
        }
        movePointer(context, cmd, record);
        write(context, row, (short) ((short) (record - 1) * length), cmd, ISO7816.OFFSET_CDATA, length);
    }

    static byte recordFile(FileContext context, byte[] cmd) {
        byte sfi = (byte) ((short) (cmd[ISO7816.OFFSET_P2] & 0xFF) >> 3);
        byte row = sfi == 0 ? current(context) : bySfi(context, sfi);
        if (!FileTable.hasRecords(row)) {
            Sw.incompatibleFile();
        }
        return row;
    }

    /** The record that P1 and the mode in P2 name, 1 to the number of records. */
    private static byte record(FileContext context, byte row, byte[] cmd) {
        short record = (short) (cmd[ISO7816.OFFSET_P1] & 0xFF);
        short records = FileTable.records(row);
        // an SFI that names another file starts without a record pointer
        short pointer = row == context.file() ? context.record() : 0;
        switch ((byte) (cmd[ISO7816.OFFSET_P2] & MODE)) {
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
                Sw.wrongParameters();
        }
        if (FileTable.kind(row) == FileTable.CYCLIC && (cmd[ISO7816.OFFSET_P2] & MODE) != ABSOLUTE) {
            record = record == 0 ? records : record > records ? 1 : record;
        }
        if (record == 0 || record > records) {
            ISOException.throwIt(Sw.RECORD_NOT_FOUND);
        }
        return (byte) record;
    }

    private static void movePointer(FileContext context, byte[] cmd, byte record) {
        if ((cmd[ISO7816.OFFSET_P2] & MODE) != ABSOLUTE) {
            context.setRecord(record);
        }
    }

    // ---------------------------------------------------------------- both

    static byte bySfi(FileContext context, byte sfi) {
        byte row = sfi == 0 ? FileTable.NO_EF : FileTable.childBySfi(context.directory(), sfi);
        if (row == FileTable.NO_EF) {
            Sw.fileNotFound();
        }
        return row;
    }

    static void selectBySfi(FileContext context, byte row) {
        if (context.file() != row) {
            context.select(row);
        }
    }

    private short copyOut(FileContext context, byte row, short from, short length, byte[] out) {
        short at = (short) (FileTable.offset(row) + from);
        short room = (short) out.length;
        Transient.copy(files.content(row, context.isStaged()), at, out, (short) 0, length < room ? length : room);
        return length;
    }

    /** One atomic copy: after a tear the file holds all of the old bytes or all of the new ones. */
    private void write(FileContext context, byte row, short from, byte[] cmd, short data, short length) {
        short at = (short) (FileTable.offset(row) + from);
        Util.arrayCopy(cmd, data, files.contentToUpdate(row, context.isStaged()), at, length);
    }
}
