package io.simshift.protocol.aka;

import io.simshift.protocol.WireWriter;

/** Authentication management field (TS 33.102 6.3.2, Annex H): two bytes. */
public record Amf(int value) {
    /** Of MAC-S in resynchronisation. */
    public static final Amf ZERO = new Amf(0x0000);
    /** With the separation bit, as EPS and 5G want it. */
    public static final Amf SEPARATED = new Amf(0x8000);

    public Amf {
        if ((value & ~0xFFFF) != 0) {
            throw new IllegalArgumentException("AMF has two bytes");
        }
    }

    /** The two bytes. */
    public byte[] encode() {
        return new WireWriter().u16(value).toByteArray();
    }

    /** Four hexadecimal digits. */
    @Override
    public String toString() {
        return String.format("%04x", value);
    }
}
