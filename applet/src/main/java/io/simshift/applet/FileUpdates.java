package io.simshift.applet;

import javacard.framework.Util;

/** The file updates of SWITCH and STAGE (tag A5): triples 96 02 FID ‖ 97 02 offset ‖ 98 n bytes, repeated. */
final class FileUpdates {
    // ---- the files that the card derives from an IMSI unless they were staged
    static final byte LOCI = 0x01;
    static final byte PSLOCI = 0x02;
    static final byte EPSLOCI = 0x04;
    static final byte LOCI_5G = 0x08;
    static final byte HPLMNWACT = 0x10;
    static final byte ACC = 0x20;

    /** Where they begin, in that order. */
    private static final short[] DERIVED = {
        Profile.LOCI, Profile.PSLOCI, Profile.EPSLOCI, Profile.LOCI_5G, Profile.HPLMNWACT, Profile.ACC,
    };

    private static final short FID_FIELD_SIZE = 4;
    private static final short OFFSET_FIELD_SIZE = 4;

    private FileUpdates() {}

    /**
     * Checks that each triple is whole, names an operator-dependent file and lies inside it; throws 6A80. Returns which
     * of the derived files the updates touch.
     */
    static byte check(byte[] buf, short off, short length) {
        byte touched = 0;
        short end = (short) (off + length);
        while (off < end) {
            short bytes = checkTriple(buf, off, end);
            byte row = row(buf, off);
            short from = from(buf, off);
            short size = Tlv.length(buf, bytes);
            // NO_EF has no bytes
            if (size == 0 || from < 0 || size > (short) (FileTable.size(row) - from)) {
                Sw.wrongData();
            }
            touched |= derived(FileTable.offset(row));
            off = (short) (bytes + size);
        }
        return touched;
    }

    /** Writes updates that {@link #check} has passed. Not atomic; writing them again gives the same content. */
    static void apply(byte[] buf, short off, short length, byte[] files) {
        short end = (short) (off + length);
        while (off < end) {
            short bytes = checkTriple(buf, off, end);
            short size = Tlv.length(buf, bytes);
            short at = (short) (FileTable.offset(row(buf, off)) + from(buf, off));
            Transient.copy(buf, bytes, files, at, size);
            off = (short) (bytes + size);
        }
    }

    /** Returns the offset of the bytes to write. */
    private static short checkTriple(byte[] buf, short off, short end) {
        short third = (short) (off + FID_FIELD_SIZE + OFFSET_FIELD_SIZE);
        short second = (short) (off + FID_FIELD_SIZE);
        if (third >= end
                || Util.getShort(buf, off) != (short) 0x9602
                || Util.getShort(buf, second) != (short) 0x9702
                || buf[third] != (byte) 0x98) {
            Sw.wrongData();
        }
        return Tlv.valueOf(buf, third, end);
    }

    private static byte row(byte[] buf, short off) {
        short fid = Util.getShort(buf, (short) (off + 2));
        byte row = FileTable.child(FileTable.ADF_USIM, fid);
        if (row == FileTable.NO_EF) {
            row = FileTable.child(FileTable.DF_5GS, fid);
        }
        return row != FileTable.NO_EF && FileTable.store(row) == FileTable.BANKED ? row : FileTable.NO_EF;
    }

    private static short from(byte[] buf, short off) {
        return Util.getShort(buf, (short) (off + FID_FIELD_SIZE + 2));
    }

    /** Which of the derived files begins here in a bank; 0 for any other. */
    static byte derived(short content) {
        byte file = LOCI;
        for (short i = 0; i < (short) DERIVED.length; i++) {
            if (DERIVED[i] == content) {
                return file;
            }
            file <<= 1;
        }
        return 0;
    }
}
