package io.simshift.simulator.ota;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.sms.UserDataHeader;
import io.simshift.protocol.sms.UserDataHeader.Concatenation;
import io.simshift.simulator.ota.ReceivedResponse.Way;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Joins the card's short messages to response packets: parts in any order, several messages at a time, parts twice. */
final class ResponseAssembly {
    private final Map<Key, TreeMap<Integer, Part>> open = new LinkedHashMap<>();
    private final List<ReceivedResponse> complete = new ArrayList<>();
    private final List<String> others = new ArrayList<>();

    private record Key(Way way, int reference, boolean wide, int total) {}

    private record Part(UserDataHeader header, UserData data) {}

    /** Takes one short message. */
    void add(Way way, Optional<UserDataHeader> header, UserData data) {
        if (header.isEmpty()) {
            others.add("a short message without a user data header came by " + way.describe());
            return;
        }
        try {
            add(way, header.get(), data);
        } catch (WireFormatException e) {
            others.add("a short message that came by " + way.describe() + " can't be read: " + e.getMessage());
        }
    }

    private void add(Way way, UserDataHeader header, UserData data) {
        Optional<Concatenation> place = header.concatenation();
        if (place.isEmpty()) {
            finish(way, List.of(new Part(header, data)));
            return;
        }
        Concatenation part = place.get();
        Key key = new Key(way, part.reference(), part.wide(), part.total());
        TreeMap<Integer, Part> parts = open.computeIfAbsent(key, unused -> new TreeMap<>());
        parts.putIfAbsent(part.sequence(), new Part(header, data));
        if (parts.size() == part.total()) {
            open.remove(key);
            finish(way, List.copyOf(parts.values()));
        }
    }

    private void finish(Way way, List<Part> parts) {
        if (!parts.get(0).header.has(UserDataHeader.RESPONSE_PACKET_ID)) {
            others.add("a short message that is no response packet came by " + way.describe());
            return;
        }
        byte[] packet =
                PacketSegments.join(parts.stream().map(part -> part.data).toList());
        complete.add(new ReceivedResponse(packet, way, parts.size()));
    }

    /** The response packets that are whole, in the order in which they became so. */
    List<ReceivedResponse> complete() {
        return List.copyOf(complete);
    }

    /** What else came, in words, and which messages are not whole. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>(others);
        open.forEach((key, parts) -> remarks.add("of a message in " + key.total + " parts by " + key.way.describe()
                + " only " + parts.size() + " came"));
        return List.copyOf(remarks);
    }
}
