package io.simshift.protocol.script;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.CommandApdu;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands of a packet in compact format (TS 102 226 5.1): C-APDUs one after the other, each with its P3, which is the
 * length of the data, of the answer wanted, or 00.
 */
public record CompactScript(List<CommandApdu> commands) {
    private static final String CLAUSE = "TS 102 226 5.1";

    public CompactScript {
        commands = List.copyOf(commands);
        if (commands.isEmpty()) {
            throw new IllegalArgumentException("a script has at least one command");
        }
        if (commands.stream().anyMatch(command -> command.hasData() && command.hasLe())) {
            throw new IllegalArgumentException("a command of a compact script has data or Le, not both");
        }
    }

    /** A script of these commands. */
    public static CompactScript of(CommandApdu... commands) {
        return new CompactScript(List.of(commands));
    }

    /** The secured data of a packet. */
    public byte[] encode() {
        WireWriter out = new WireWriter();
        for (CommandApdu command : commands) {
            out.u8(command.cla()).u8(command.ins()).u8(command.p1()).u8(command.p2());
            if (command.hasData()) {
                out.u8(command.data().length).bytes(command.data());
            } else {
                out.u8(command.hasLe() ? command.le() : 0);
            }
        }
        return out.toByteArray();
    }

    /** Reads the secured data of a packet. Whether P3 announces data or asks for an answer goes by INS. */
    public static CompactScript decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, CLAUSE);
        List<CommandApdu> commands = new ArrayList<>();
        do {
            commands.add(read(in));
        } while (in.hasMore());
        return new CompactScript(commands);
    }

    private static CommandApdu read(WireReader in) {
        int cla = in.u8("CLA");
        int ins = in.u8("INS");
        int p1 = in.u8("P1");
        int p2 = in.u8("P2");
        int p3 = in.u8("P3");
        if (isReading(ins)) {
            return CommandApdu.reading(cla, ins, p1, p2, p3 == 0 ? CommandApdu.MAX_LE : p3);
        }
        return CommandApdu.of(cla, ins, p1, p2, in.bytes(p3, "data"));
    }

    /** FETCH, GET CHALLENGE, READ BINARY, READ RECORD, GET RESPONSE, GET DATA, STATUS. */
    private static boolean isReading(int ins) {
        return switch (ins) {
            case 0x12, 0x84, 0xB0, 0xB2, 0xC0, 0xCA, 0xF2 -> true;
            default -> false;
        };
    }
}
