package io.simshift.applet;

import javacard.framework.Util;

/** Writes the FCP template (TS 102 221 §11.1.1.3), its objects in the order 82 83 84 A5 8A 8B C6 80 88. */
final class FileControl {
    private static final byte DATA_CODING = 0x21;
    /** Voltages and clock stop; TERMINAL CAPABILITY is supported. */
    private static final byte[] MF_CHARACTERISTICS = {
        (byte) 0xA5, 0x06, (byte) 0x80, 0x01, 0x71, (byte) 0x87, 0x01, 0x01
    };

    private static final byte ACTIVATED = 0x05;
    private static final byte DEACTIVATED = 0x04;

    private FileControl() {}

    /** Writes the template of a file, at most 56 bytes: that of ADF.USIM; returns its length. */
    static short write(byte row, boolean active, Pins pins, FileSystem files, byte[] buf) {
        boolean directory = FileTable.isDirectory(row);
        buf[0] = 0x62;
        short at = 2;
        at = writeDescriptor(row, buf, at);
        at = Util.setShort(buf, at, (short) 0x8302);
        at = Util.setShort(buf, at, FileTable.fid(row));
        if (row == FileTable.ADF_USIM) {
            at = files.writeAid(FileSystem.DF_NAME, buf, at);
        } else if (row == FileTable.MF) {
            at = Transient.append(MF_CHARACTERISTICS, buf, at);
        }
        at = Util.setShort(buf, at, (short) 0x8A01);
        buf[at++] = active ? ACTIVATED : DEACTIVATED;
        at = writeRuleReference(row, buf, at);
        if (directory) {
            at = pins.writeStatus(buf, at);
        } else {
            at = writeSizeAndSfi(row, buf, at);
        }
        buf[1] = (byte) (at - 2);
        return at;
    }

    private static short writeDescriptor(byte row, byte[] buf, short off) {
        boolean records = FileTable.hasRecords(row);
        off = Util.setShort(buf, off, records ? (short) 0x8205 : (short) 0x8202);
        buf[off++] = FileTable.kind(row);
        buf[off++] = DATA_CODING;
        if (records) {
            off = Util.setShort(buf, off, FileTable.length(row));
            buf[off++] = (byte) FileTable.records(row);
        }
        return off;
    }

    private static short writeRuleReference(byte row, byte[] buf, short off) {
        off = Util.setShort(buf, off, (short) 0x8B03);
        off = Util.setShort(buf, off, FileTable.isUsim(row) ? (short) 0x6F06 : (short) 0x2F06);
        buf[off++] = FileTable.rule(row);
        return off;
    }

    private static short writeSizeAndSfi(byte row, byte[] buf, short off) {
        off = Util.setShort(buf, off, (short) 0x8002);
        off = Util.setShort(buf, off, FileTable.size(row));
        byte sfi = FileTable.sfi(row);
        off = Util.setShort(buf, off, sfi == 0 ? (short) 0x8800 : (short) 0x8801);
        buf[off] = (byte) (sfi << 3);
        return sfi == 0 ? off : (short) (off + 1);
    }
}
