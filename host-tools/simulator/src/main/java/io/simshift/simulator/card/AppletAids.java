package io.simshift.simulator.card;

import java.util.HexFormat;

/** Application identifiers of the applet (docs/applet/commands.md 1). */
public enum AppletAids {
    PACKAGE("F053494D534849465401"),
    APPLET_CLASS("F053494D53484946540101"),
    /** Of the instance, and of ADF.USIM. */
    INSTANCE("A0000000871002FFFFFFFF8907090000");

    private final String digits;

    AppletAids(String digits) {
        this.digits = digits;
    }

    /** Upper-case hexadecimal digits. */
    public String digits() {
        return digits;
    }

    /** The bytes. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(digits);
    }
}
