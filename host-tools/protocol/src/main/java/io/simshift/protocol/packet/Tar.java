package io.simshift.protocol.packet;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.util.HexFormat;

/** Toolkit application reference (TS 101 220): three bytes that name the receiver of a packet on the card. */
public record Tar(int value) {
    /** Remote management of the files under the MF. */
    public static final Tar UICC_FILES = new Tar(0xB00000);
    /** Remote management of the USIM's files. */
    public static final Tar USIM_FILES = new Tar(0xB00010);
    /** Simshift's subscription management. */
    public static final Tar SUBSCRIPTION_MANAGEMENT = new Tar(0x3B0001);
    /** The issuer security domain. */
    public static final Tar ISSUER_SECURITY_DOMAIN = new Tar(0x000000);

    public static final int LENGTH = 3;

    public Tar {
        if ((value & ~0xFFFFFF) != 0) {
            throw new IllegalArgumentException("a TAR has three bytes");
        }
    }

    /** Reads six hexadecimal digits. */
    public static Tar parse(String hex) {
        if (!hex.matches("[0-9A-Fa-f]{6}")) {
            throw new IllegalArgumentException("TAR '" + hex + "' is not six hexadecimal digits");
        }
        return new Tar(Integer.parseInt(hex, 16));
    }

    static Tar read(WireReader in) {
        return new Tar((int) in.unsigned(LENGTH, "TAR"));
    }

    /** Reads three bytes. */
    public static Tar decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, "TS 101 220");
        Tar tar = read(in);
        in.requireEnd();
        return tar;
    }

    /** The three bytes. */
    public byte[] encode() {
        return new WireWriter().unsigned(value, LENGTH).toByteArray();
    }

    /** In plain words. */
    public String describe() {
        if (equals(SUBSCRIPTION_MANAGEMENT)) {
            return "subscription management";
        }
        if (value == 0) {
            return "issuer security domain";
        }
        if (value <= 0xB0000F && value >= 0xB00000) {
            return value == 0xB00001 ? "files of an application" : "UICC file management";
        }
        if (value <= 0xB0001F && value >= 0xB00010) {
            return "SIM or USIM file management";
        }
        return value >= 0xBFFF00 && value <= 0xBFFFFF ? "proprietary toolkit application" : "other application";
    }

    /** Six hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().withUpperCase().toHexDigits(value, 6);
    }
}
