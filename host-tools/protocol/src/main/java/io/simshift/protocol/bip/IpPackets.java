package io.simshift.protocol.bip;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Secured packets one after the other in a stream of bytes: identifier, BER length, content (TS 102 225 5.1, 5.2). Keeps what
 * has come of one packet, at most; it grows with what has come, not with what a length announces.
 */
public final class IpPackets {
    /** Command packet identifier (CPI). */
    public static final int COMMAND = 0x01;
    /** Response packet identifier (RPI). */
    public static final int RESPONSE = 0x02;
    /** Identification packet: who a card is, the first that it sends over TCP (TS 102 226 9.2). */
    public static final int IDENTIFICATION = 0x03;

    private static final String CLAUSE = "TS 102 225 5";
    private static final int LONG_FORM = 0x80;
    private static final int MAX_LENGTH_BYTES = 3;

    private final int maxPacketBytes;
    private byte[] pending = {};
    private boolean broken;

    /** @param maxPacketBytes the longest packet, identifier and length included */
    public IpPackets(int maxPacketBytes) {
        this.maxPacketBytes = maxPacketBytes;
    }

    /**
     * Takes the next bytes of the stream.
     *
     * @return the packets that are whole now, each with identifier and length
     * @throws WireFormatException where no packet begins or it is too long; the stream is of no more use then, and what comes
     *     later is swallowed
     */
    public List<byte[]> feed(byte[] bytes) {
        if (broken) {
            return List.of();
        }
        byte[] all = pending.length == 0 ? bytes : concatenate(pending, bytes);
        List<byte[]> packets = new ArrayList<>();
        int offset = 0;
        try {
            for (int length = length(all, offset); length > 0; length = length(all, offset)) {
                packets.add(Arrays.copyOfRange(all, offset, offset + length));
                offset += length;
            }
        } catch (WireFormatException e) {
            broken = true;
            pending = new byte[0];
            throw e;
        }
        pending = Arrays.copyOfRange(all, offset, all.length);
        return packets;
    }

    /** Whether part of a packet waits for its rest. */
    public boolean isInside() {
        return pending.length > 0;
    }

    /** Length of the packet at {@code offset} with everything; 0 where it is not whole yet. */
    private int length(byte[] bytes, int offset) {
        int available = bytes.length - offset;
        if (available == 0) {
            return 0;
        }
        int identifier = bytes[offset] & 0xFF;
        if (identifier < COMMAND || identifier > IDENTIFICATION) {
            throw new WireFormatException(CLAUSE, offset, String.format("no packet begins with %02X", identifier));
        }
        if (available < 2) {
            return 0;
        }
        int first = bytes[offset + 1] & 0xFF;
        int lengthBytes = first < LONG_FORM ? 0 : first - LONG_FORM;
        if (first == LONG_FORM || lengthBytes > MAX_LENGTH_BYTES) {
            throw new WireFormatException(CLAUSE, offset + 1, String.format("no length begins with %02X", first));
        }
        if (available < 2 + lengthBytes) {
            return 0;
        }
        int content = lengthBytes == 0 ? first : 0;
        for (int i = 0; i < lengthBytes; i++) {
            content = content << 8 | bytes[offset + 2 + i] & 0xFF;
        }
        int total = 2 + lengthBytes + content;
        if (total > maxPacketBytes) {
            throw new WireFormatException(CLAUSE, offset + 1, "a packet of " + total + " bytes is too long");
        }
        return available < total ? 0 : total;
    }

    private static byte[] concatenate(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** The packet by which a card says who it is, usually by its ICCID as in EF.ICCID. */
    public static byte[] identification(byte[] who) {
        return new WireWriter()
                .u8(IDENTIFICATION)
                .berLength(who.length)
                .bytes(who)
                .toByteArray();
    }

    /** Who sends an identification packet. */
    public static byte[] identified(byte[] packet) {
        WireReader in = new WireReader(packet, CLAUSE);
        if (in.u8("packet identifier") != IDENTIFICATION) {
            throw in.failAt(0, "this is no identification packet");
        }
        byte[] who = in.bytes(in.berLength("packet length"), "identification");
        in.requireEnd();
        return who;
    }
}
