package io.simshift.cli.packet;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.HexInput;
import io.simshift.cli.script.ScriptFormat;
import io.simshift.cli.script.ScriptPacket;
import io.simshift.cli.script.ScriptReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The secured data of a packet, given in one of three ways; what is not given is null.
 *
 * @param data the data themselves in hexadecimal digits
 * @param apdus commands in hexadecimal digits or by name
 * @param script file with commands
 * @param format of the commands
 * @param response whether the packet is a response, which has data only
 */
record ScriptInput(String data, List<String> apdus, Path script, ScriptFormat format, boolean response) {
    /** @throws CommandFailure (usage) where more than one way is used, or none that goes with the packet */
    byte[] bytes() throws IOException {
        int ways = (data == null ? 0 : 1) + (apdus == null ? 0 : 1) + (script == null ? 0 : 1);
        if (ways > 1) {
            throw CommandFailure.usage("--data, --apdu and --script say the same thing: one of them is enough");
        }
        boolean commands = apdus != null || script != null;
        if (commands && response) {
            throw CommandFailure.usage("--apdu and --script are for commands; a response has --data");
        }
        if (format != null && !commands) {
            throw CommandFailure.usage("--format is for the commands of --apdu and --script");
        }
        if (!commands) {
            return data == null ? new byte[0] : HexInput.parse("--data", data);
        }
        return packet().encode(format == null ? ScriptFormat.compact : format);
    }

    private ScriptPacket packet() throws IOException {
        List<ScriptPacket> packets =
                script == null ? ScriptReader.read("--apdu", String.join("\n", apdus)) : ScriptReader.read(script);
        String file = packets.get(0).file();
        if (packets.size() > 1) {
            throw CommandFailure.usage(file + " holds " + packets.size() + " packets; one is made at a time");
        }
        if (packets.get(0).hasSettings()) {
            throw CommandFailure.usage(file + " says with SET how the packet goes; here the options say that");
        }
        return packets.get(0);
    }
}
