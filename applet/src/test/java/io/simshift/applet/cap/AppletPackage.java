package io.simshift.applet.cap;

import java.util.HexFormat;

/** Names of the applet's package (docs/applet/commands.md, 1). */
final class AppletPackage {
    static final String NAME = "io.simshift.applet";
    static final String VERSION = "1.0";
    static final String CLASS = "SimshiftApplet";
    static final byte[] AID = HexFormat.of().parseHex("F053494D534849465401");
    static final byte[] CLASS_AID = HexFormat.of().parseHex("F053494D53484946540101");

    private AppletPackage() {}

    /** An AID as the converter wants it: 0xF0:0x53:… */
    static String colons(byte[] aid) {
        return HexFormat.ofDelimiter(":").withPrefix("0x").formatHex(aid);
    }
}
