package io.simshift.protocol.cattp;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One CAT_TP PDU, the payload of one datagram (TS 102 127 5). */
public sealed interface CatTpPdu {
    /** Bytes of a header without variable part. */
    int HEADER_BYTES = 18;

    /** Bytes that an identification may have: the header length is one byte. */
    int MAX_IDENTIFICATION_BYTES = 0xFF - HEADER_BYTES - 5;

    /** Numbers that one PDU can name as received out of order. */
    int MAX_RECEIVED = (0xFF - HEADER_BYTES) / 2;

    /** Ports, numbers, window. */
    CatTpHeader header();

    /** The datagram, with its checksum. */
    default byte[] encode() {
        return PduCodec.encode(this);
    }

    /**
     * Reads a datagram.
     *
     * @throws WireFormatException where it is no PDU of version 0: wrong checksum, lengths that do not fit, flags that do
     *     not go together
     */
    static CatTpPdu decode(byte[] datagram) {
        return PduCodec.decode(datagram);
    }

    /**
     * SYN (5.7): asks for a connection, or with {@code acknowledges} grants one.
     *
     * @param maxPduBytes the longest PDU that the sender takes, header included
     * @param maxSduBytes the longest SDU that the sender takes
     * @param identification who the sender is, often the ICCID as in EF.ICCID; may have no bytes
     */
    record Syn(CatTpHeader header, boolean acknowledges, int maxPduBytes, int maxSduBytes, byte[] identification)
            implements CatTpPdu {
        public Syn {
            CatTpHeader.requireU16(maxPduBytes, "maximum PDU size");
            CatTpHeader.requireU16(maxSduBytes, "maximum SDU size");
            if (identification.length > MAX_IDENTIFICATION_BYTES) {
                throw new IllegalArgumentException("an identification of " + identification.length + " bytes");
            }
            identification = identification.clone();
        }

        @Override
        public byte[] identification() {
            return identification.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Syn that && Arrays.equals(encode(), that.encode());
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(encode());
        }
    }

    /**
     * ACK (5.8), with or without data, and EACK (5.9). Without data it takes no sequence number of its own.
     *
     * @param more whether further PDUs of the same SDU follow (SEG)
     * @param received numbers beyond the acknowledgement that have come out of order
     * @param data part of an SDU; may have no bytes
     */
    record Ack(CatTpHeader header, boolean more, List<Integer> received, byte[] data) implements CatTpPdu {
        public Ack {
            received = List.copyOf(received);
            received.forEach(number -> CatTpHeader.requireU16(number, "received number"));
            if (received.size() > MAX_RECEIVED) {
                throw new IllegalArgumentException(received.size() + " received numbers");
            }
            if (more && data.length == 0) {
                throw new IllegalArgumentException("more of nothing is no part of an SDU");
            }
            data = data.clone();
        }

        /** Nothing but an acknowledgement. */
        static Ack of(CatTpHeader header, List<Integer> received) {
            return new Ack(header, false, received, new byte[0]);
        }

        /** Whether it takes a sequence number. */
        public boolean hasData() {
            return data.length > 0;
        }

        @Override
        public byte[] data() {
            return data.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Ack that
                    && header.equals(that.header)
                    && more == that.more
                    && received.equals(that.received)
                    && Arrays.equals(data, that.data);
        }

        @Override
        public int hashCode() {
            return 31 * header.hashCode() + Arrays.hashCode(data);
        }

        @Override
        public String toString() {
            return "Ack[" + header + (more ? ", more" : "") + ", received " + received + ", " + data.length + " bytes]";
        }
    }

    /** NUL (5.11): asks whether the other is still there; takes a sequence number, carries nothing. */
    record Nul(CatTpHeader header) implements CatTpPdu {}

    /**
     * RST (5.10): the connection is over.
     *
     * @param acknowledges whether the acknowledgement number counts
     * @param reason a {@link ResetReason} code or one that has no name here
     */
    record Rst(CatTpHeader header, boolean acknowledges, int reason) implements CatTpPdu {
        public Rst {
            if ((reason & ~0xFF) != 0) {
                throw new IllegalArgumentException("a reason is one byte");
            }
        }
    }

    /** Bytes and PDUs. */
    final class PduCodec {
        private static final String CLAUSE = "TS 102 127 5.6";
        private static final int SYN = 0x80;
        private static final int ACK = 0x40;
        private static final int EACK = 0x20;
        private static final int RST = 0x10;
        private static final int NUL = 0x08;
        private static final int SEG = 0x04;
        private static final int VERSION = 0x03;
        private static final int CHECKSUM_OFFSET = 16;

        private PduCodec() {}

        static byte[] encode(CatTpPdu pdu) {
            WireWriter variable = new WireWriter();
            byte[] data = new byte[0];
            int flags;
            if (pdu instanceof Syn syn) {
                flags = SYN | (syn.acknowledges ? ACK : 0);
                variable.u16(syn.maxPduBytes).u16(syn.maxSduBytes).u8(syn.identification.length);
                variable.bytes(syn.identification);
            } else if (pdu instanceof Ack ack) {
                flags = ACK | (ack.received.isEmpty() ? 0 : EACK) | (ack.more ? SEG : 0);
                ack.received.forEach(variable::u16);
                data = ack.data;
            } else if (pdu instanceof Rst rst) {
                flags = RST | (rst.acknowledges ? ACK : 0);
                variable.u8(rst.reason);
            } else {
                flags = ACK | NUL;
            }
            return assemble(flags, pdu.header(), variable, data);
        }

        private static byte[] assemble(int flags, CatTpHeader header, WireWriter variable, byte[] data) {
            byte[] datagram = new WireWriter(HEADER_BYTES + variable.size() + data.length)
                    .u8(flags)
                    .u16(0)
                    .u8(HEADER_BYTES + variable.size())
                    .u16(header.sourcePort())
                    .u16(header.destinationPort())
                    .u16(data.length)
                    .u16(header.sequence())
                    .u16(header.acknowledgement())
                    .u16(header.window())
                    .u16(0)
                    .bytes(variable.toByteArray())
                    .bytes(data)
                    .toByteArray();
            int checksum = ~sum(datagram) & 0xFFFF;
            datagram[CHECKSUM_OFFSET] = (byte) (checksum >> 8);
            datagram[CHECKSUM_OFFSET + 1] = (byte) checksum;
            return datagram;
        }

        /** The sum of RFC 1071 over all 16-bit words, an odd last byte being the high one. */
        private static int sum(byte[] bytes) {
            int sum = 0;
            for (int i = 0; i < bytes.length; i++) {
                sum += (bytes[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
                sum = (sum & 0xFFFF) + (sum >> 16);
            }
            return sum;
        }

        static CatTpPdu decode(byte[] datagram) {
            WireReader in = new WireReader(datagram, CLAUSE);
            int flags = in.u8("flags");
            in.skip(2, "reserved bytes");
            int headerLength = in.u8("header length");
            int sourcePort = in.u16("source port");
            int destinationPort = in.u16("destination port");
            int dataLength = in.u16("data length");
            CatTpHeader header = new CatTpHeader(
                    sourcePort,
                    destinationPort,
                    in.u16("sequence number"),
                    in.u16("acknowledgement number"),
                    in.u16("window size"));
            in.skip(2, "checksum");
            if (headerLength < HEADER_BYTES || headerLength + dataLength != datagram.length) {
                throw in.failAt(
                        3,
                        "header of " + headerLength + " and data of " + dataLength + " bytes are not the "
                                + datagram.length + " that came");
            }
            if (sum(datagram) != 0xFFFF) {
                throw in.failAt(CHECKSUM_OFFSET, "the checksum is wrong");
            }
            if ((flags & VERSION) != 0) {
                throw in.failAt(0, "version " + (flags & VERSION) + " is not 0");
            }
            WireReader variable = in.slice(headerLength - HEADER_BYTES, "variable part of the header");
            CatTpPdu pdu = variant(flags, header, variable, in.bytes(dataLength, "data"));
            variable.requireEnd();
            return pdu;
        }

        private static CatTpPdu variant(int flags, CatTpHeader header, WireReader variable, byte[] data) {
            boolean acknowledges = (flags & ACK) != 0;
            switch (flags & ~ACK) {
                case SYN -> {
                    requireNoData(variable, data);
                    return syn(acknowledges, header, variable);
                }
                case RST -> {
                    requireNoData(variable, data);
                    return new Rst(header, acknowledges, variable.u8("reason"));
                }
                case 0, EACK, SEG, EACK | SEG -> {
                    return ack(flags, header, variable, data);
                }
                case NUL -> {
                    if (acknowledges) {
                        requireNoData(variable, data);
                        return new Nul(header);
                    }
                }
                default -> {}
            }
            throw variable.failAt(0, String.format("flags %02X do not go together", flags));
        }

        private static Syn syn(boolean acknowledges, CatTpHeader header, WireReader variable) {
            int maxPdu = variable.u16("maximum PDU size");
            int maxSdu = variable.u16("maximum SDU size");
            byte[] identification = variable.bytes(variable.u8("length of the identification"), "identification");
            if (identification.length > MAX_IDENTIFICATION_BYTES) {
                throw variable.fail("the identification is too long");
            }
            return new Syn(header, acknowledges, maxPdu, maxSdu, identification);
        }

        private static Ack ack(int flags, CatTpHeader header, WireReader variable, byte[] data) {
            boolean more = (flags & SEG) != 0;
            if ((flags & ACK) == 0 || more && data.length == 0) {
                throw variable.failAt(0, String.format("flags %02X do not go together", flags));
            }
            if ((flags & EACK) != 0 != variable.hasMore()) {
                throw variable.failAt(0, "EACK is set where there are numbers, and only there");
            }
            List<Integer> received = new ArrayList<>();
            while (variable.hasMore()) {
                received.add(variable.u16("received number"));
            }
            return new Ack(header, more, received, data);
        }

        private static void requireNoData(WireReader variable, byte[] data) {
            if (data.length > 0) {
                throw variable.failAt(0, "SYN, RST and NUL carry no data");
            }
        }
    }
}
