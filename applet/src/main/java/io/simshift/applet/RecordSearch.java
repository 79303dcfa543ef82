package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/** SEARCH RECORD (TS 102 221 §11.1.7): simple and enhanced search in linear fixed files. */
final class RecordSearch {
    private static final byte MODE = 0x07;
    private static final byte FORWARD = 0x04;
    private static final byte BACKWARD = 0x05;
    private static final byte ENHANCED = 0x06;

    // ---- search indication of an enhanced search: where to begin in a record, which records
    private static final short INDICATION_SIZE = 2;
    private static final byte FIXED_BITS = (byte) 0xF4;
    private static final byte FIXED_VALUE = 0x04;
    private static final byte AFTER_VALUE = 0x08;
    private static final byte FROM_NEIGHBOUR = 0x02;
    private static final byte TOWARDS_FIRST = 0x01;
    /** Not for terminals: a record is to begin with the pattern. */
    private static final byte AT_BEGIN = (byte) 0x80;

    // ---- P2 of SEEK
    private static final byte NUMBER_WANTED = 0x10;
    private static final byte SEEK_MODE = 0x03;

    private final FileSystem files;

    RecordSearch(FileSystem files) {
        this.files = files;
    }

    /** Writes the numbers of the records found, at most one byte for each record of a file, and returns how many. */
    short search(FileContext context, byte[] cmd, byte[] out) {
        byte row = FileCommands.recordFile(context, cmd);
        files.checkRead(context, row);
        short pattern = ISO7816.OFFSET_CDATA;
        short length = FileCommands.p3(cmd);
        byte mode = (byte) (cmd[ISO7816.OFFSET_P2] & MODE);
        byte indication = mode == BACKWARD ? (byte) (FIXED_VALUE | TOWARDS_FIRST) : FIXED_VALUE;
        byte begin = 0;
        if (mode == ENHANCED) {
            if (length <= INDICATION_SIZE) {
                Sw.wrongLength();
            }
            indication = cmd[pattern];
            begin = cmd[(short) (pattern + 1)];
            pattern += INDICATION_SIZE;
            length -= INDICATION_SIZE;
            if ((indication & FIXED_BITS) != FIXED_VALUE) {
                Sw.wrongData();
            }
        } else if (mode != FORWARD && mode != BACKWARD) {
            Sw.wrongParameters();
        }
        return find(context, row, indication, begin, cmd, pattern, length, out);
    }

    /**
     * SEEK (TS 51.011 §8.7) in the current file, for a record that begins with the pattern: from the first on, from the last
     * back, from the next on, from the one before back. Answers with its number if P2 asks for that.
     */
    short seek(FileContext context, byte[] cmd, byte[] out) {
        byte p2 = cmd[ISO7816.OFFSET_P2];
        if (cmd[ISO7816.OFFSET_P1] != 0 || (p2 & ~(NUMBER_WANTED | SEEK_MODE)) != 0) {
            Sw.offsetOutside();
        }
        cmd[ISO7816.OFFSET_P2] = 0; // no SFI
        byte row = FileCommands.recordFile(context, cmd);
        files.checkRead(context, row);
        if (FileTable.kind(row) == FileTable.CYCLIC) {
            Sw.incompatibleFile();
        }
        // the lowest two bits say the same as those of a search indication, but for the first and the last record
        if ((p2 & FROM_NEIGHBOUR) == 0) {
            cmd[ISO7816.OFFSET_P1] = (byte) ((p2 & TOWARDS_FIRST) == 0 ? 1 : FileTable.records(row));
        }
        byte indication = (byte) (AT_BEGIN | (byte) (p2 & SEEK_MODE));
        find(context, row, indication, (byte) 0, cmd, ISO7816.OFFSET_CDATA, FileCommands.p3(cmd), out);
        return (short) ((short) (p2 & NUMBER_WANTED) >> 4);
    }

    private short find(
            FileContext context,
            byte row,
            byte indication,
            byte begin,
            byte[] cmd,
            short pattern,
            short length,
            byte[] out) {
        if (length == 0) {
            Sw.wrongLength();
        }
        short record = first(context, row, indication, cmd[ISO7816.OFFSET_P1]);
        short step = (short) ((indication & TOWARDS_FIRST) != 0 ? -1 : 1);
        byte[] content = files.content(row, context.isStaged());
        short found = 0;
        for (; record >= 1 && record <= FileTable.records(row); record += step) {
            if (holds(content, row, record, indication, begin, cmd, pattern, length)) {
                out[found] = (byte) record;
                found++;
            }
        }
        if (found == 0) {
            ISOException.throwIt(Sw.SEARCH_FAILED);
        }
        FileCommands.selectBySfi(context, row);
        context.setRecord(out[0]);
        return found;
    }

    /** The record to begin with: P1, with 00 the current one; or the neighbour of the current one. */
    private static short first(FileContext context, byte row, byte indication, byte p1) {
        short records = FileTable.records(row);
        short pointer = row == context.file() ? context.record() : 0;
        short record = (short) (p1 & 0xFF);
        if ((indication & FROM_NEIGHBOUR) != 0) {
            if (record != 0) {
                Sw.wrongParameters();
            }
            if ((indication & TOWARDS_FIRST) == 0) {
                record = (short) (pointer + 1);
            } else {
                record = pointer == 0 ? records : (short) (pointer - 1);
            }
        } else if (record == 0) {
            record = pointer;
        }
        if (record == 0 || record > records) {
            // SEEK does not find its pattern behind the last record
            ISOException.throwIt(indication < 0 ? Sw.SEARCH_FAILED : Sw.RECORD_NOT_FOUND);
        }
        return record;
    }

    private static boolean holds(
            byte[] content,
            byte row,
            short record,
            byte indication,
            byte begin,
            byte[] cmd,
            short pattern,
            short length) {
        short size = FileTable.length(row);
        short at = (short) (FileTable.offset(row) + (short) ((short) (record - 1) * size));
        short end = (short) (at + size);
        if ((indication & AFTER_VALUE) != 0) {
            while (at < end && content[at] != begin) {
                at++;
            }
            at++;
        } else {
            at += (short) (begin & 0xFF);
        }
        if (indication < 0 && (short) (at + length) < end) {
            end = (short) (at + length);
        }
        for (; (short) (at + length) <= end; at++) {
            if (Util.arrayCompare(content, at, cmd, pattern, length) == 0) {
                return true;
            }
        }
        return false;
    }
}
