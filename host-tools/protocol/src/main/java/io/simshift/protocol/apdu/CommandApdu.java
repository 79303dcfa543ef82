package io.simshift.protocol.apdu;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.util.Arrays;

/**
 * A command to a card in short form (ISO/IEC 7816-4 5.1): header, 0 to 255 bytes of data, and the number of bytes
 * expected, 1 to 256, or {@link #NO_LE}.
 */
public record CommandApdu(int cla, int ins, int p1, int p2, byte[] data, int le) {
    /** The command expects no data. */
    public static final int NO_LE = -1;
    /** The command expects whatever there is, at most 256 bytes. */
    public static final int MAX_LE = 256;

    private static final String CLAUSE = "ISO/IEC 7816-4 5.1";
    private static final int HEADER_LENGTH = 4;

    public CommandApdu {
        if ((cla & ~0xFF) != 0 || (ins & ~0xFF) != 0 || (p1 & ~0xFF) != 0 || (p2 & ~0xFF) != 0) {
            throw new IllegalArgumentException("CLA, INS, P1 and P2 are one byte each");
        }
        if (data.length > 255) {
            throw new IllegalArgumentException("a short APDU holds 255 bytes of data, not " + data.length);
        }
        if (le != NO_LE && (le < 1 || le > MAX_LE)) {
            throw new IllegalArgumentException("Le is 1 to 256 or none, not " + le);
        }
        data = data.clone();
    }

    /** Case 1: neither data nor answer. */
    public static CommandApdu of(int cla, int ins, int p1, int p2) {
        return new CommandApdu(cla, ins, p1, p2, new byte[0], NO_LE);
    }

    /** Case 3: data, no answer. */
    public static CommandApdu of(int cla, int ins, int p1, int p2, byte[] data) {
        return new CommandApdu(cla, ins, p1, p2, data, NO_LE);
    }

    /** Case 2: an answer of {@code le} bytes. */
    public static CommandApdu reading(int cla, int ins, int p1, int p2, int le) {
        return new CommandApdu(cla, ins, p1, p2, new byte[0], le);
    }

    @Override
    public byte[] data() {
        return data.clone();
    }

    public boolean hasData() {
        return data.length > 0;
    }

    public boolean hasLe() {
        return le != NO_LE;
    }

    /** The same command with another Le. */
    public CommandApdu withLe(int newLe) {
        return new CommandApdu(cla, ins, p1, p2, data, newLe);
    }

    /** Header, Lc and data if there are any, Le if there is one. */
    public byte[] encode() {
        WireWriter out = new WireWriter().u8(cla).u8(ins).u8(p1).u8(p2);
        if (hasData()) {
            out.u8(data.length).bytes(data);
        }
        if (hasLe()) {
            out.u8(le);
        }
        return out.toByteArray();
    }

    /** Reads a short APDU of any of the four cases. */
    public static CommandApdu decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, CLAUSE);
        int cla = in.u8("CLA");
        int ins = in.u8("INS");
        int p1 = in.u8("P1");
        int p2 = in.u8("P2");
        if (bytes.length == HEADER_LENGTH) {
            return of(cla, ins, p1, p2);
        }
        int p3 = in.u8("P3");
        if (!in.hasMore()) {
            return reading(cla, ins, p1, p2, expectedLength(p3));
        }
        if (p3 == 0) {
            throw in.fail("Lc is 00 with data behind it; extended APDUs are not used here");
        }
        byte[] data = in.bytes(p3, "data");
        int le = in.hasMore() ? expectedLength(in.u8("Le")) : NO_LE;
        in.requireEnd();
        return new CommandApdu(cla, ins, p1, p2, data, le);
    }

    private static int expectedLength(int encoded) {
        return encoded == 0 ? MAX_LE : encoded;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CommandApdu that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    /** Header and lengths only: the data may be a key. */
    @Override
    public String toString() {
        return String.format("%02X%02X%02X%02X", cla, ins, p1, p2)
                + " data " + data.length
                + (hasLe() ? " Le " + le : "");
    }
}
