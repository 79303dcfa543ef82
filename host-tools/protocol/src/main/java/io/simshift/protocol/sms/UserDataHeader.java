package io.simshift.protocol.sms;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** User data header of a short message (TS 23.040 9.2.3.24): information elements in order. */
public record UserDataHeader(List<Element> elements) {
    /** Element that marks a command packet (TS 31.115 4). */
    public static final int COMMAND_PACKET_ID = 0x70;
    /** Element that marks a response packet (TS 31.115 4). */
    public static final int RESPONSE_PACKET_ID = 0x71;
    /** Element of a part of a message with an 8-bit reference. */
    public static final int CONCATENATED_ID = 0x00;
    /** Element of a part of a message with a 16-bit reference. */
    public static final int CONCATENATED_WIDE_ID = 0x08;

    /** 02 70 00. */
    public static final UserDataHeader COMMAND_PACKET =
            new UserDataHeader(List.of(new Element(COMMAND_PACKET_ID, new byte[0])));
    /** 02 71 00. */
    public static final UserDataHeader RESPONSE_PACKET =
            new UserDataHeader(List.of(new Element(RESPONSE_PACKET_ID, new byte[0])));

    private static final String CLAUSE = "TS 23.040 9.2.3.24";
    private static final int MAX_LENGTH = 139;
    private static final int CONCATENATED_LENGTH = 3;
    private static final int CONCATENATED_WIDE_LENGTH = 4;

    /** One information element: identifier and data. */
    public record Element(int id, byte[] data) {
        public Element {
            if ((id & ~0xFF) != 0 || data.length > 255) {
                throw new IllegalArgumentException("an information element has a one-byte identifier and length");
            }
            data = data.clone();
        }

        @Override
        public byte[] data() {
            return data.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Element that && id == that.id && Arrays.equals(data, that.data);
        }

        @Override
        public int hashCode() {
            return 31 * id + Arrays.hashCode(data);
        }

        @Override
        public String toString() {
            return String.format("%02x=", id) + HexFormat.of().formatHex(data);
        }
    }

    /** Which part of which message. */
    public record Concatenation(int reference, boolean wide, int total, int sequence) {
        public Concatenation {
            if (reference < 0 || reference > (wide ? 0xFFFF : 0xFF)) {
                throw new IllegalArgumentException("reference " + reference + " has too many bits");
            }
            if (total < 1 || total > 255 || sequence < 1 || sequence > total) {
                throw new IllegalArgumentException("part " + sequence + " of " + total + " does not exist");
            }
        }

        /** Whether the parts carry the same reference. */
        boolean isOfSameMessageAs(Concatenation other) {
            return reference == other.reference && wide == other.wide;
        }

        /** The information element. */
        public Element encode() {
            WireWriter data = new WireWriter();
            if (wide) {
                data.u16(reference);
            } else {
                data.u8(reference);
            }
            return new Element(
                    wide ? CONCATENATED_WIDE_ID : CONCATENATED_ID,
                    data.u8(total).u8(sequence).toByteArray());
        }
    }

    public UserDataHeader {
        elements = List.copyOf(elements);
        int length =
                elements.stream().mapToInt(element -> 2 + element.data.length).sum();
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException("a user data header of " + length + " bytes is too long");
        }
    }

    /** Reads a header from its length byte on. */
    static UserDataHeader read(WireReader in) {
        int length = in.u8("user data header length");
        WireReader inside = in.slice(length, "user data header");
        List<Element> elements = new ArrayList<>();
        while (inside.hasMore()) {
            int id = inside.u8("information element identifier");
            int elementLength = inside.u8("information element length");
            elements.add(new Element(id, inside.bytes(elementLength, "information element")));
        }
        if (length > MAX_LENGTH) {
            throw in.fail("a user data header of " + length + " bytes is too long");
        }
        return new UserDataHeader(elements);
    }

    /** Reads a header, from its length byte on, and nothing behind it. */
    public static UserDataHeader decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, CLAUSE);
        UserDataHeader header = read(in);
        in.requireEnd();
        return header;
    }

    /** Length byte and elements. */
    public byte[] encode() {
        WireWriter inside = new WireWriter();
        for (Element element : elements) {
            inside.u8(element.id).u8(element.data.length).bytes(element.data);
        }
        return new WireWriter().u8(inside.size()).bytes(inside.toByteArray()).toByteArray();
    }

    /** Whether there is an element with this identifier. */
    public boolean has(int id) {
        return elements.stream().anyMatch(element -> element.id == id);
    }

    /**
     * Which part of which message this is, if it is one. Of several such elements the last counts (9.2.3.24); one that names
     * a part that can't exist, or is of another length, is ignored (9.2.3.24.1).
     */
    public Optional<Concatenation> concatenation() {
        return elements.stream()
                .flatMap(element -> concatenation(element).stream())
                .reduce((earlier, later) -> later);
    }

    private static Optional<Concatenation> concatenation(Element element) {
        boolean wide = element.id == CONCATENATED_WIDE_ID;
        int length = wide ? CONCATENATED_WIDE_LENGTH : CONCATENATED_LENGTH;
        if (!wide && element.id != CONCATENATED_ID || element.data.length != length) {
            return Optional.empty();
        }
        WireReader in = new WireReader(element.data, "TS 23.040 9.2.3.24.1");
        int reference = wide ? in.u16("reference") : in.u8("reference");
        int total = in.u8("total");
        int sequence = in.u8("sequence number");
        return total == 0 || sequence == 0 || sequence > total
                ? Optional.empty()
                : Optional.of(new Concatenation(reference, wide, total, sequence));
    }
}
