package io.simshift.cli.script;

import io.simshift.protocol.apdu.CommandApdu;
import java.util.HexFormat;
import java.util.Locale;

/** Names of the commands that packets carry (TS 102 221, TS 102 226, docs/applet/commands.md). */
public final class CommandNames {
    private static final int CLA_SIMSHIFT = 0x80;

    private CommandNames() {}

    /** The command in plain words, without its data. */
    public static String describe(CommandApdu command) {
        String header = String.format(
                Locale.ROOT, "%02X%02X%02X%02X", command.cla(), command.ins(), command.p1(), command.p2());
        String name = name(command.cla(), command.ins());
        if (command.hasData()) {
            return header + " " + name + ", data "
                    + HexFormat.of().withUpperCase().formatHex(command.data());
        }
        boolean all = command.le() == CommandApdu.MAX_LE;
        return header + " " + name + (command.hasLe() && !all ? ", wants " + command.le() + " bytes" : "");
    }

    /** Its name. */
    public static String name(CommandApdu command) {
        return name(command.cla(), command.ins());
    }

    private static String name(int cla, int ins) {
        if (cla == CLA_SIMSHIFT) {
            switch (ins) {
                case 0x3B:
                    return "SWITCH";
                case 0x3C:
                    return "STAGE";
                case 0x3D:
                    return "CONFIRM";
                case 0x3E:
                    return "CANCEL";
                case 0x3F:
                    return "QUERY";
                case 0x40:
                    return "STORE SLOT";
                case 0x41:
                    return "FINALISE";
                default:
                    break;
            }
        }
        return switch (ins) {
            case 0x04 -> "DEACTIVATE FILE";
            case 0x20 -> "VERIFY PIN";
            case 0x32 -> "INCREASE";
            case 0x44 -> "ACTIVATE FILE";
            case 0xA2 -> "SEARCH RECORD";
            case 0xA4 -> "SELECT";
            case 0xB0 -> "READ BINARY";
            case 0xB2 -> "READ RECORD";
            case 0xC0 -> "GET RESPONSE";
            case 0xCA -> "GET DATA";
            case 0xD4 -> "RESIZE FILE";
            case 0xD6 -> "UPDATE BINARY";
            case 0xD8 -> "PUT KEY";
            case 0xDC -> "UPDATE RECORD";
            case 0xE0 -> "CREATE FILE";
            case 0xE2 -> "STORE DATA";
            case 0xE4 -> "DELETE";
            case 0xE6 -> "INSTALL";
            case 0xE8 -> "LOAD";
            case 0xEC -> "PUSH";
            case 0xF2 -> "STATUS";
            default -> "a command without a name here";
        };
    }
}
