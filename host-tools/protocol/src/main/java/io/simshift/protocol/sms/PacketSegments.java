package io.simshift.protocol.sms;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.sms.UserDataHeader.Concatenation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A command or response packet cut into short messages (TS 31.115 4): the packet is secured whole, then cut; the first
 * message names it by element 70 or 71, all of several carry a concatenation element with an 8-bit reference.
 */
public final class PacketSegments {
    private static final int SINGLE_CAPACITY = 137;
    private static final int FIRST_CAPACITY = 132;
    private static final int NEXT_CAPACITY = 134;

    private PacketSegments() {}

    /** The user data, with headers, of the messages that carry a command packet. */
    public static List<UserData> ofCommand(byte[] packet, int reference) {
        return split(packet, UserDataHeader.COMMAND_PACKET, reference);
    }

    /** The user data, with headers, of the messages that carry a response packet. */
    public static List<UserData> ofResponse(byte[] packet, int reference) {
        return split(packet, UserDataHeader.RESPONSE_PACKET, reference);
    }

    private static List<UserData> split(byte[] packet, UserDataHeader kind, int reference) {
        if (packet.length <= SINGLE_CAPACITY) {
            return List.of(UserData.of(kind, packet));
        }
        int total = 1 + (packet.length - FIRST_CAPACITY + NEXT_CAPACITY - 1) / NEXT_CAPACITY;
        if (total > 255) {
            throw new IllegalArgumentException("a packet of " + packet.length + " bytes needs more than 255 messages");
        }
        List<UserData> parts = new ArrayList<>();
        int from = 0;
        for (int sequence = 1; sequence <= total; sequence++) {
            int to = Math.min(packet.length, from + (sequence == 1 ? FIRST_CAPACITY : NEXT_CAPACITY));
            List<UserDataHeader.Element> elements = new ArrayList<>();
            elements.add(new Concatenation(reference, false, total, sequence).encode());
            if (sequence == 1) {
                elements.addAll(kind.elements());
            }
            parts.add(UserData.of(new UserDataHeader(elements), Arrays.copyOfRange(packet, from, to)));
            from = to;
        }
        return List.copyOf(parts);
    }

    /** The packet of messages that are all there, of one reference, in the order of their sequence numbers. */
    public static byte[] join(List<UserData> parts) {
        WireWriter packet = new WireWriter();
        Optional<Concatenation> first = Optional.empty();
        for (int i = 0; i < parts.size(); i++) {
            Optional<Concatenation> place =
                    parts.get(i).header(true).orElseThrow().concatenation();
            first = i == 0 ? place : first;
            requirePlace(i + 1, parts.size(), place, first, packet.size());
            packet.bytes(parts.get(i).payload(true));
        }
        return packet.toByteArray();
    }

    private static void requirePlace(
            int sequence, int total, Optional<Concatenation> place, Optional<Concatenation> first, int offset) {
        if (place.isEmpty() && total == 1) {
            return;
        }
        boolean right = place.isPresent()
                && place.get().sequence() == sequence
                && place.get().total() == total
                && first.isPresent()
                && place.get().isOfSameMessageAs(first.get());
        if (!right) {
            throw new WireFormatException(
                    "TS 23.040 9.2.3.24.1", offset, "part " + sequence + " of " + total + " is missing");
        }
    }
}
