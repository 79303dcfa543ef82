package io.simshift.protocol.bip;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a channel is to be: the objects that OPEN CHANNEL (TS 102 223 6.6.27), PUSH (TS 102 226 9.2) and the triggers of
 * administration sessions have in common. What is empty is left to the card's or terminal's own settings.
 *
 * @param bearer bearer description: type, then its parameters
 * @param bufferBytes the longest piece that the card wants to receive or send
 * @param networkAccessName APN
 * @param transport how bytes travel and to which port
 * @param destination IPv4 (4 bytes) or IPv6 (16 bytes) address of the other end
 */
public record ChannelParameters(
        Optional<byte[]> bearer,
        Optional<Integer> bufferBytes,
        Optional<String> networkAccessName,
        Optional<Transport> transport,
        Optional<byte[]> destination) {
    /** Bearer type "default bearer for the transport layer", which has no parameters. */
    public static final int DEFAULT_BEARER = 0x03;
    /** Bearer type "GPRS / UTRAN packet service / E-UTRAN". */
    public static final int PACKET_BEARER = 0x02;

    private static final String CLAUSE = "TS 102 223 8.52 to 8.70";
    private static final int BEARER_TAG = 0x35;
    private static final int BUFFER_SIZE_TAG = 0x39;
    private static final int TRANSPORT_TAG = 0x3C;
    private static final int ADDRESS_TAG = 0x3E;
    private static final int NETWORK_ACCESS_NAME_TAG = 0x47;
    private static final int IPV4 = 0x21;
    private static final int IPV6 = 0x57;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int LABEL_MAX = 63;

    /**
     * UICC/terminal interface transport level (8.59).
     *
     * @param type {@link #UDP_CLIENT}, {@link #TCP_CLIENT} or another value of the standard
     */
    public record Transport(int type, int port) {
        /** UDP, client mode, the other end is remote. */
        public static final int UDP_CLIENT = 0x01;
        /** TCP, client mode, the other end is remote. */
        public static final int TCP_CLIENT = 0x02;

        public Transport {
            if ((type & ~0xFF) != 0 || (port & ~0xFFFF) != 0) {
                throw new IllegalArgumentException("transport " + type + " to port " + port);
            }
        }
    }

    public ChannelParameters {
        bearer = bearer.map(byte[]::clone);
        destination = destination.map(byte[]::clone);
        bearer.ifPresent(bytes -> require(bytes.length > 0, "a bearer description has a type"));
        bufferBytes.ifPresent(size -> require((size & ~0xFFFF) == 0, "a buffer size has two bytes"));
        destination.ifPresent(address ->
                require(address.length == IPV4_BYTES || address.length == IPV6_BYTES, "an address has 4 or 16 bytes"));
        networkAccessName.ifPresent(ChannelParameters::labels);
    }

    /** A channel of the default bearer to that port of that address. */
    public static ChannelParameters to(Transport transport, byte[] address, int bufferBytes) {
        return new ChannelParameters(
                Optional.of(new byte[] {DEFAULT_BEARER}),
                Optional.of(bufferBytes),
                Optional.empty(),
                Optional.of(transport),
                Optional.of(address));
    }

    /** Nothing but the card's own settings. */
    public static ChannelParameters none() {
        return new ChannelParameters(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same by that access point. */
    public ChannelParameters at(String apn) {
        return new ChannelParameters(bearer, bufferBytes, Optional.of(apn), transport, destination);
    }

    /** The objects, in the order of OPEN CHANNEL. */
    public List<ComprehensionTlv> objects() {
        List<ComprehensionTlv> objects = new ArrayList<>();
        bearer.ifPresent(bytes -> objects.add(ComprehensionTlv.optional(BEARER_TAG, bytes)));
        bufferBytes.ifPresent(size -> objects.add(ComprehensionTlv.optional(
                BUFFER_SIZE_TAG, new WireWriter().u16(size).toByteArray())));
        networkAccessName.ifPresent(
                name -> objects.add(ComprehensionTlv.optional(NETWORK_ACCESS_NAME_TAG, labels(name))));
        transport.ifPresent(to -> objects.add(ComprehensionTlv.optional(
                TRANSPORT_TAG, new WireWriter().u8(to.type()).u16(to.port()).toByteArray())));
        destination.ifPresent(address -> objects.add(ComprehensionTlv.optional(
                ADDRESS_TAG,
                new WireWriter()
                        .u8(address.length == IPV4_BYTES ? IPV4 : IPV6)
                        .bytes(address)
                        .toByteArray())));
        return objects;
    }

    /**
     * Reads the objects; others among them are passed over. Of two addresses the one behind the transport level is the
     * destination, the one before it is the terminal's own (6.6.27.2).
     */
    public static ChannelParameters read(List<ComprehensionTlv> objects) {
        Optional<byte[]> destination = Optional.empty();
        boolean transportSeen = objects.stream().noneMatch(object -> object.tag() == TRANSPORT_TAG);
        for (ComprehensionTlv object : objects) {
            transportSeen |= object.tag() == TRANSPORT_TAG;
            if (object.tag() == ADDRESS_TAG && transportSeen && object.length() > 0) {
                destination = Optional.of(address(object.value()));
            }
        }
        return new ChannelParameters(
                ComprehensionTlv.find(objects, BEARER_TAG).map(object -> bearer(object.value())),
                ComprehensionTlv.find(objects, BUFFER_SIZE_TAG)
                        .map(object -> exactly(object, "buffer size", 2).u16("buffer size")),
                ComprehensionTlv.find(objects, NETWORK_ACCESS_NAME_TAG).map(object -> name(object.value())),
                ComprehensionTlv.find(objects, TRANSPORT_TAG).map(object -> {
                    WireReader in = exactly(object, "transport level", 3);
                    return new Transport(in.u8("transport protocol"), in.u16("port"));
                }),
                destination);
    }

    private static WireReader exactly(ComprehensionTlv object, String what, int length) {
        if (object.length() != length) {
            throw new WireFormatException(CLAUSE, 0, what + " has " + length + " bytes, not " + object.length());
        }
        return new WireReader(object.value(), CLAUSE);
    }

    private static byte[] bearer(byte[] value) {
        if (value.length == 0) {
            throw new WireFormatException(CLAUSE, 0, "a bearer description has a type");
        }
        return value;
    }

    private static byte[] address(byte[] value) {
        WireReader in = new WireReader(value, CLAUSE);
        int type = in.u8("type of address");
        if (type != IPV4 && type != IPV6) {
            throw in.failAt(0, String.format("type of address %02X is neither IPv4 nor IPv6", type));
        }
        byte[] address = in.bytes(type == IPV4 ? IPV4_BYTES : IPV6_BYTES, "address");
        in.requireEnd();
        return address;
    }

    /** Labels of a name, each with its length (TS 23.003 9.1). */
    private static byte[] labels(String name) {
        WireWriter out = new WireWriter();
        for (String label : name.split("\\.", -1)) {
            byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
            boolean plain = label.chars().allMatch(c -> c > ' ' && c < 0x7F);
            require(plain && bytes.length > 0 && bytes.length <= LABEL_MAX, "'" + name + "' is no access point name");
            out.u8(bytes.length).bytes(bytes);
        }
        require(out.size() <= 0xFF, "'" + name + "' is too long for an access point name");
        return out.toByteArray();
    }

    private static String name(byte[] value) {
        WireReader in = new WireReader(value, CLAUSE);
        List<String> labels = new ArrayList<>();
        do {
            String label = new String(in.bytes(in.u8("length of a label"), "label"), StandardCharsets.ISO_8859_1);
            boolean plain = label.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '.');
            if (label.isEmpty() || label.length() > LABEL_MAX || !plain) {
                throw in.fail("a label of an access point name has 1 to 63 characters");
            }
            labels.add(label);
        } while (in.hasMore());
        if (value.length > 0xFF) {
            throw in.fail("an access point name is too long");
        }
        return String.join(".", labels);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelParameters that && objects().equals(that.objects());
    }

    @Override
    public int hashCode() {
        return objects().hashCode();
    }

    @Override
    public String toString() {
        return "ChannelParameters" + objects();
    }

    @Override
    public Optional<byte[]> bearer() {
        return bearer.map(byte[]::clone);
    }

    @Override
    public Optional<byte[]> destination() {
        return destination.map(byte[]::clone);
    }

    /** Whether nothing is said. */
    public boolean isEmpty() {
        return Arrays.asList(bearer, bufferBytes, networkAccessName, transport, destination).stream()
                .allMatch(Optional::isEmpty);
    }
}
