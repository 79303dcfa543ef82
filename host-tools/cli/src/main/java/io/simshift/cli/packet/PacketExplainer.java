package io.simshift.cli.packet;

import io.simshift.cli.script.CommandNames;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.packet.CipherAlgorithm;
import io.simshift.protocol.packet.CommandHeader;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.Framing;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.script.ExpandedResponse;
import io.simshift.protocol.script.ExpandedScript;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Says what each field of a packet means (TS 102 225 5.1 and 5.2). */
final class PacketExplainer {
    private static final int COMMAND_CLEAR_LENGTH = 7;
    private static final int RESPONSE_CLEAR_LENGTH = 3;
    private static final int COMMAND_MIN_HEADER = 13;
    private static final int RESPONSE_MIN_HEADER = 10;

    /** Tags of scripting templates; no class byte of a card command looks so. */
    private final Explanation out = new Explanation();

    private final GivenPacket given;
    private final byte[] packet;
    private int position;

    private PacketExplainer(GivenPacket given) {
        this.given = given;
        this.packet = given.packet();
    }

    /**
     * What is known of the ciphered part.
     *
     * @param ciphered whether it is ciphered at all
     * @param cipher how; NONE where it is not, or where the key is not known
     * @param key its key; no bytes where it is not known
     * @param checkMeaning what to say about the check value
     */
    record Body(boolean ciphered, CipherAlgorithm cipher, SecretBytes key, String checkMeaning) {
        boolean readable() {
            return !ciphered || cipher != CipherAlgorithm.NONE;
        }
    }

    /** The fields of a command packet whose lengths are right. */
    static Explanation command(GivenPacket given, CommandHeader header, Body body) {
        PacketExplainer explainer = new PacketExplainer(given);
        explainer.lead("C", header.packetLength(), header.headerLength());
        Spi spi = header.spi();
        explainer.next("SPI 1", 1, spi.describeCommand());
        explainer.next("SPI 2", 1, spi.describeResponse());
        explainer.next("KIc", 1, spi.ciphered() ? header.kic().describeAsKic() : "not used, nothing is ciphered");
        boolean checked = spi.check() != Spi.Check.NONE;
        explainer.next("KID", 1, checked ? header.kid().describeAsKid(spi.check()) : "not used, there is no check");
        explainer.next("TAR", Tar.LENGTH, header.tar().describe());
        explainer.body(body, header.headerLength() - COMMAND_MIN_HEADER, spi.check(), false);
        return explainer.out;
    }

    /** The fields of a response packet whose lengths are right; {@code spi} is that of its command. */
    static Explanation response(GivenPacket given, Spi spi, Body body) {
        PacketExplainer explainer = new PacketExplainer(given);
        byte[] packet = explainer.packet;
        int lead = leadLength(packet, given.framing());
        int headerLength = packet[lead - 1] & 0xFF;
        explainer.lead("R", packet.length - lead + 1, headerLength);
        Tar tar = new Tar((packet[lead] & 0xFF) << 16 | (packet[lead + 1] & 0xFF) << 8 | packet[lead + 2] & 0xFF);
        explainer.next("TAR", RESPONSE_CLEAR_LENGTH, tar.describe() + ", as in the command");
        explainer.body(body, headerLength - RESPONSE_MIN_HEADER, spi.porCheck(), true);
        return explainer.out;
    }

    /** Offset of the first ciphered byte in the packet. */
    static int bodyOffset(GivenPacket given) {
        int clear = given.response() ? RESPONSE_CLEAR_LENGTH : COMMAND_CLEAR_LENGTH;
        return leadLength(given.packet(), given.framing()) + clear;
    }

    /** Bytes up to and with CHL or RHL. */
    private static int leadLength(byte[] packet, Framing framing) {
        if (framing.bearer() == Framing.Bearer.SMS) {
            return 3;
        }
        int first = packet[1] & 0xFF;
        return 3 + (first < 0x80 ? 0 : first & 0x7F);
    }

    private void lead(String letter, int packetLength, int headerLength) {
        String kind = given.response() ? "response packet" : "command packet";
        if (given.header().length > 0) {
            out.field("UDH", given.header(), "user data header: a " + kind + " follows");
        }
        int lead = leadLength(packet, given.framing());
        if (given.framing().bearer() == Framing.Bearer.IP) {
            next(letter + "PI", 1, kind);
            next(letter + "PL", lead - 2, packetLength + " bytes follow");
        } else {
            next(letter + "PL", 2, packetLength + " bytes follow");
        }
        next(letter + "HL", 1, "header of " + headerLength + " bytes, up to the end of the check value");
    }

    private void body(Body body, int checkLength, Spi.Check check, boolean response) {
        byte[] rest = Arrays.copyOfRange(packet, position, packet.length);
        if (!body.readable()) {
            out.field("ciphered", rest, "the rest, ciphered; --kic-key shows it");
            return;
        }
        if (body.cipher().paddingFor(rest.length) != 0) {
            out.field("ciphered", rest, "not whole blocks of " + body.cipher().describe());
            return;
        }
        System.arraycopy(Deciphering.of(body.cipher(), body.key(), rest), 0, packet, position, rest.length);
        if (body.cipher() != CipherAlgorithm.NONE) {
            out.remark("From CNTR on the packet is ciphered (" + body.cipher().describe() + ", key of "
                    + body.key().length() + " bytes); the bytes above are the deciphered ones.");
        }
        long counter = Counter.decode(Arrays.copyOfRange(packet, position, position + Counter.LENGTH))
                .value();
        next("CNTR", Counter.LENGTH, "counter " + counter + (response ? ", as in the command" : ""));
        int padding = packet[position] & 0xFF;
        next("PCNTR", 1, padding + (padding == 1 ? " byte" : " bytes") + " of padding");
        if (response) {
            next("status", 1, new PorStatus(packet[position] & 0xFF).describe());
        }
        if (checkLength > 0) {
            next(check == Spi.Check.RC ? "RC" : "CC", checkLength, body.checkMeaning());
        }
        int dataLength = packet.length - position - padding;
        if (dataLength < 0) {
            next("data", packet.length - position, "less than PCNTR says there is of padding");
            return;
        }
        data(dataLength, response);
        if (padding > 0) {
            next("padding", padding, "fills the last block");
        }
    }

    private void data(int length, boolean response) {
        if (length == 0) {
            return;
        }
        byte[] data = Arrays.copyOfRange(packet, position, position + length);
        next("data", length, response ? "additional response data" : "secured data");
        boolean expanded = response ? ExpandedResponse.begins(data[0] & 0xFF) : ExpandedScript.begins(data[0] & 0xFF);
        try {
            if (response && expanded) {
                answer(ExpandedResponse.decode(data));
            } else if (response) {
                answer(CompactResponse.decode(data));
            } else {
                script(
                        expanded
                                ? ExpandedScript.decode(data).commands()
                                : CompactScript.decode(data).commands());
            }
        } catch (WireFormatException e) {
            String format = expanded ? "expanded format (TS 102 226 5.2)" : "compact format (TS 102 226 5.1)";
            out.remark("The data are not commands or answers in " + format + ".");
        }
    }

    private void script(List<CommandApdu> commands) {
        int number = 1;
        for (CommandApdu command : commands) {
            out.remark("Command " + number++ + ": " + CommandNames.describe(command));
        }
    }

    private void answer(ExpandedResponse answer) {
        answer.executed().ifPresent(count -> out.remark(count + (count == 1 ? " command" : " commands") + " executed"));
        int number = 1;
        for (ResponseApdu each : answer.answers()) {
            String data =
                    each.data().length == 0 ? "" : "; data " + HexFormat.of().formatHex(each.data());
            out.remark("Answer " + number++ + ": status word " + each.status() + ": "
                    + each.status().describe() + data);
        }
        answer.badFormat().ifPresent(code -> out.remark("The card could not read the script: bad format " + code));
    }

    private void answer(CompactResponse answer) {
        String data =
                answer.data().length == 0 ? "" : "; data " + HexFormat.of().formatHex(answer.data());
        out.remark(answer.executed() + (answer.executed() == 1 ? " command" : " commands")
                + " executed; last status word " + answer.status() + ": "
                + answer.status().describe() + data);
    }

    private void next(String name, int length, String meaning) {
        out.field(name, Arrays.copyOfRange(packet, position, position + length), meaning);
        position += length;
    }
}
