package io.simshift.applet;

import javacard.framework.ISO7816;

/**
 * Finds the BER-TLV objects of a command's data. The objects that a command may have are rows of a constant table: tag,
 * length in bytes or {@link #ANY}, {@link #MANDATORY} or {@link #OPTIONAL}. The place of row n is left in {@code
 * fields[base + n]}: the offset of its value in {@link Transient#message}, 0 if it is absent.
 */
final class Tlv {
    static final byte ANY = (byte) 0xFF;
    static final byte MANDATORY = 1;
    static final byte OPTIONAL = 0;
    private static final short ROW_SIZE = 3;

    private final short[] fields;
    private final byte[] cmd;

    Tlv(Transient ram) {
        fields = ram.fields;
        cmd = ram.message;
    }

    /** Offset of the value of an object, 0 if it is absent. */
    short value(short row) {
        return fields[row];
    }

    boolean has(short row) {
        return fields[row] != 0;
    }

    /** Makes an object absent: rows that {@link #parse} is not called for keep what an earlier command left. */
    void clear(short row) {
        fields[row] = 0;
    }

    /** Length of a value below 256 bytes: the byte before it, in the short form and in the form 81 xx alike. */
    static short length(byte[] buf, short value) {
        return (short) (buf[(short) (value - 1)] & 0xFF);
    }

    /** Length of the value of an object that is there. */
    short length(short row) {
        return length(cmd, fields[row]);
    }

    /** The first byte of an object; {@code otherwise} if it is absent. */
    byte first(short row, byte otherwise) {
        return fields[row] == 0 ? otherwise : cmd[fields[row]];
    }

    /** Offset of the value of the last COMPREHENSION-TLV with this tag, 0 if there is none; throws 6A80. */
    static short find(byte[] cmd, byte tag, short off, short end) {
        short found = 0;
        while (off < end) {
            short value = valueOf(cmd, off, end);
            if ((cmd[off] & 0x7F) == tag) {
                found = value;
            }
            off = (short) (value + length(cmd, value));
        }
        return found;
    }

    /** The data of a command are one object: the offset of its value; throws 6A80. */
    static short only(byte[] cmd) {
        short end = (short) (ISO7816.OFFSET_CDATA + FileCommands.p3(cmd));
        short value = valueOf(cmd, ISO7816.OFFSET_CDATA, end);
        if ((short) (value + length(cmd, value)) != end) {
            Sw.wrongData();
        }
        return value;
    }

    /** Parses the P3 bytes of data of the command. Throws 6A80 for an unknown, double, missing or wrongly long object. */
    void parse(byte[] table) {
        parse(ISO7816.OFFSET_CDATA, (short) (cmd[ISO7816.OFFSET_LC] & 0xFF), table, (short) 0);
    }

    void parse(short off, short length, byte[] table, short base) {
        short rows = (short) (table.length / ROW_SIZE);
        for (short row = 0; row < rows; row++) {
            fields[(short) (base + row)] = 0;
        }
        short end = (short) (off + length);
        while (off < end) {
            short row = row(cmd[off], table, rows);
            short value = valueOf(cmd, off, end);
            short size = length(cmd, value);
            byte expected = table[(short) ((short) (row * ROW_SIZE) + 1)];
            if (fields[(short) (base + row)] != 0 || expected != ANY && size != expected) {
                Sw.wrongData();
            }
            fields[(short) (base + row)] = value;
            off = (short) (value + size);
        }
        for (short row = 0; row < rows; row++) {
            if (fields[(short) (base + row)] == 0 && table[(short) ((short) (row * ROW_SIZE) + 2)] == MANDATORY) {
                Sw.wrongData();
            }
        }
    }

    private static short row(byte tag, byte[] table, short rows) {
        for (short row = 0; row < rows; row++) {
            if (table[(short) (row * ROW_SIZE)] == tag) {
                return row;
            }
        }
        Sw.wrongData();
        return 0;
    }

    /** Offset of the value of the object that begins at {@code off}; throws 6A80 if it does not end by {@code end}. */
    static short valueOf(byte[] buf, short off, short end) {
        short value = (short) (off + 2);
        if (value <= end && buf[(short) (off + 1)] == (byte) 0x81) {
            value++;
            // 81 with a length that one byte could say is not the shortest form, but unambiguous: taken
        } else if (value <= end && buf[(short) (off + 1)] < 0) {
            Sw.wrongData();
        }
        if (value > end || (short) (value + length(buf, value)) > end) {
            Sw.wrongData();
        }
        return value;
    }
}
