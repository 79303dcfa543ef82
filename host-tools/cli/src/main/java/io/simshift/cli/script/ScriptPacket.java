package io.simshift.cli.script;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.simulator.document.DocumentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The commands of one packet, and what the script says about the packet itself.
 *
 * @param file name of the script, for messages
 * @param settings what the script asks for; empty where it leaves that to the command line
 * @param lines at least one
 * @param successor name of the keyset whose keys the slot has afterwards, where the packet re-keys it
 */
public record ScriptPacket(String file, Settings settings, List<ScriptLine> lines, Optional<String> successor) {
    /** What a script can say about a packet with {@code SET}. */
    public record Settings(
            Optional<Tar> tar, Optional<Spi> spi, Optional<String> keyset, Optional<ScriptFormat> format) {
        static final Settings NONE =
                new Settings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public ScriptPacket {
        lines = List.copyOf(lines);
    }

    /**
     * The secured data.
     *
     * @throws DocumentException where a command has no place in the format; it names file and line
     */
    public byte[] encode(ScriptFormat format) {
        List<CommandApdu> commands = new ArrayList<>();
        for (ScriptLine line : lines) {
            CommandApdu command = line.command();
            boolean both = command.hasData() && command.hasLe();
            if (format == ScriptFormat.compact && both && !line.byName()) {
                throw new DocumentException(
                        file,
                        line.number(),
                        "in compact format a command has data or Le, not both (TS 102 226 5.1): leave out the last byte");
            }
            boolean withoutLe = format == ScriptFormat.compact && both;
            commands.add(withoutLe ? command.withLe(CommandApdu.NO_LE) : command);
        }
        return format.encode(commands);
    }
}
