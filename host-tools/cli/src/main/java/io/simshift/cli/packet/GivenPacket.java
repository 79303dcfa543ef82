package io.simshift.cli.packet;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.HexInput;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.packet.Framing;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.sms.UserDataHeader;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes that were given on the command line, recognised.
 *
 * @param header user data header in front of the packet; no bytes where there is none or where several were taken off
 * @param packet the packet, from CPL or RPL on; over IP from its identifier on
 * @param framing how it looks on its bearer
 * @param response whether it is a response packet
 */
record GivenPacket(byte[] header, byte[] packet, Framing framing, boolean response) {
    private static final int RESPONSE_IDENTIFIER = 0x02;

    GivenPacket {
        header = header.clone();
        packet = packet.clone();
    }

    @Override
    public byte[] header() {
        return header.clone();
    }

    @Override
    public byte[] packet() {
        return packet.clone();
    }

    /**
     * Recognises a packet by its user data header or identifier.
     *
     * @param hex one text for each short message, in their order
     * @param transport what carries it
     * @param responseWanted what to take it for where nothing in front of it says
     */
    static GivenPacket of(List<String> hex, Transport transport, boolean responseWanted) {
        List<byte[]> parts =
                hex.stream().map(text -> HexInput.parse("--hex", text)).toList();
        if (parts.size() > 1) {
            List<UserData> messages = parts.stream().map(UserData::of).toList();
            byte[] whole = PacketSegments.join(messages);
            boolean response = headerOf(parts.get(0)).has(UserDataHeader.RESPONSE_PACKET_ID);
            return new GivenPacket(new byte[0], whole, transport.framing(), response);
        }
        byte[] bytes = parts.get(0);
        if (transport == Transport.tcp) {
            boolean response = bytes.length > 0 && bytes[0] == RESPONSE_IDENTIFIER;
            return new GivenPacket(new byte[0], bytes, transport.framing(), response || responseWanted);
        }
        if (!beginsWithHeader(bytes)) {
            return new GivenPacket(new byte[0], bytes, transport.framing(), responseWanted);
        }
        UserDataHeader header = headerOf(bytes);
        header.concatenation().filter(place -> place.total() > 1).ifPresent(place -> {
            throw CommandFailure.usage("This is part " + place.sequence() + " of " + place.total()
                    + " of a longer packet: give all parts, each with its own --hex, in their order");
        });
        int length = 1 + (bytes[0] & 0xFF);
        return new GivenPacket(
                Arrays.copyOf(bytes, length),
                Arrays.copyOfRange(bytes, length, bytes.length),
                transport.framing(),
                header.has(UserDataHeader.RESPONSE_PACKET_ID));
    }

    /** A user data header with element 70, 71 or a concatenation; a packet's own length could look like one. */
    private static boolean beginsWithHeader(byte[] bytes) {
        boolean lengthFits = bytes.length >= 2 && ((bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF) == bytes.length - 2;
        if (lengthFits || bytes.length == 0) {
            return false;
        }
        try {
            UserDataHeader header = headerOf(bytes);
            return header.has(UserDataHeader.COMMAND_PACKET_ID)
                    || header.has(UserDataHeader.RESPONSE_PACKET_ID)
                    || header.concatenation().isPresent();
        } catch (WireFormatException e) {
            return false; // so it begins with the packet itself, whose decoder will say what is wrong with that
        }
    }

    private static UserDataHeader headerOf(byte[] bytes) {
        return UserDataHeader.decode(Arrays.copyOf(bytes, Math.min(bytes.length, 1 + (bytes[0] & 0xFF))));
    }
}
