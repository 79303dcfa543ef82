package io.simshift.protocol.packet;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What command and response packets have in common: lengths, a clear part, a sealed part whose sixth byte is PCNTR, a
 * check value, data and padding; all from the sealed part on is ciphered.
 */
enum PacketLayout {
    /** Clear: SPI KIc KID TAR. Sealed: CNTR PCNTR. */
    COMMAND(7, 6, 0x01, new byte[0], "TS 102 225 5.1"),
    /** Clear: TAR. Sealed: CNTR PCNTR status. */
    RESPONSE(3, 7, 0x02, new byte[] {0x02, 0x71, 0x00}, "TS 102 225 5.2");

    static final String CIPHER_CLAUSE = "TS 102 225 5.1.2";
    static final String CHECK_CLAUSE = "TS 102 225 5.1.3";
    static final int PADDING_COUNTER_INDEX = 5;

    private static final byte[] NOTHING = new byte[0];

    private final int clearLength;
    private final int sealedLength;
    private final int identifier;
    private final byte[] checkedUserDataHeader;
    private final String clause;

    PacketLayout(int clearLength, int sealedLength, int identifier, byte[] checkedUserDataHeader, String clause) {
        this.clearLength = clearLength;
        this.sealedLength = sealedLength;
        this.identifier = identifier;
        this.checkedUserDataHeader = checkedUserDataHeader;
        this.clause = clause;
    }

    /** How one packet is secured; {@code cipher} and {@code integrity} are NONE where SPI asks for none. */
    record Protection(PacketKeys keys, CipherAlgorithm cipher, IntegrityAlgorithm integrity) {
        static Protection of(PacketKeys keys, boolean ciphered, boolean checked) {
            return new Protection(
                    keys,
                    ciphered ? keys.cipher() : CipherAlgorithm.NONE,
                    checked ? keys.integrity() : IntegrityAlgorithm.NONE);
        }

        static final Protection PLAIN = of(PacketKeys.NONE, false, false);
    }

    /** A packet whose lengths are right, nothing deciphered yet: the caller's array and where its parts begin. */
    record Cut(byte[] packet, int packetLength, int headerLength, int clearOffset, int bodyOffset) {
        int bodyLength() {
            return packet.length - bodyOffset;
        }
    }

    /**
     * A packet's parts, deciphered and checked.
     *
     * @param header a reader that is at the clear part; the sealed part follows
     * @param data without padding
     */
    record Parts(WireReader header, byte[] check, byte[] data, int padding) {}

    int clearLength() {
        return clearLength;
    }

    int minHeaderLength() {
        return clearLength + sealedLength;
    }

    /**
     * The finished packet.
     *
     * @param clear the clear part as a number, its first byte the highest
     * @param counter CNTR
     * @param status what follows PCNTR in a response
     */
    byte[] build(long clear, Counter counter, int status, byte[] data, Protection protection, Framing framing) {
        int checkLength = protection.integrity.length();
        int padding = protection.cipher.paddingFor(sealedLength + checkLength + data.length);
        int headerLength = minHeaderLength() + checkLength;
        WireWriter out = lead(headerLength, data.length + padding, framing).unsigned(clear, clearLength);
        int bodyOffset = out.size();
        out.unsigned(counter.value(), Counter.LENGTH).u8(padding);
        if (this == RESPONSE) {
            out.u8(status);
        }
        out.fill(0, checkLength).bytes(data);
        if (padding > 0) {
            boolean marked = framing.padding() == Framing.Padding.MARKED;
            out.u8(marked ? 0x80 : 0).fill(0, padding - 1);
        }
        byte[] packet = out.toByteArray();
        int checkOffset = bodyOffset + sealedLength;
        byte[] check = check(packet, checkOffset, protection, framing);
        System.arraycopy(check, 0, packet, checkOffset, checkLength);
        protection.cipher.encrypt(protection.keys.kic(), packet, bodyOffset);
        return packet;
    }

    /** A writer with room for the whole packet that has written all before the clear part. */
    private WireWriter lead(int headerLength, int dataLength, Framing framing) {
        // CPL and RPL count from CHL and RHL, one byte long, to the end: TS 102 225 5.1
        int packetLength = 1 + headerLength + dataLength;
        if (packetLength > 0xFFFF) {
            throw new IllegalArgumentException("a packet of " + packetLength + " bytes is too long");
        }
        WireWriter out = new WireWriter(2 + packetLength);
        if (framing.bearer() == Framing.Bearer.SMS) {
            out.u16(packetLength);
        } else {
            out.u8(identifier).berLength(packetLength);
        }
        return out.u8(headerLength);
    }

    /** The check value of a packet in clear: over everything but itself. */
    private byte[] check(byte[] packet, int checkOffset, Protection protection, Framing framing) {
        boolean withHeader = framing.bearer() == Framing.Bearer.SMS && framing.udhInResponseCheck();
        byte[] header = withHeader ? checkedUserDataHeader : NOTHING;
        int checkLength = protection.integrity.length();
        int dataOffset = checkOffset + checkLength;
        byte[] checked = new byte[header.length + packet.length - checkLength];
        System.arraycopy(header, 0, checked, 0, header.length);
        System.arraycopy(packet, 0, checked, header.length, checkOffset);
        System.arraycopy(packet, dataOffset, checked, header.length + checkOffset, packet.length - dataOffset);
        return protection.integrity.check(protection.keys.kid(), checked);
    }

    /** Checks the lengths and cuts the packet; needs no key. */
    Cut cut(byte[] packet, Framing framing) {
        WireReader in = new WireReader(packet, clause);
        int packetLength;
        if (framing.bearer() == Framing.Bearer.SMS) {
            packetLength = in.u16("packet length");
        } else {
            int found = in.u8("packet identifier");
            if (found != identifier) {
                throw in.failAt(0, "packet identifier " + Integer.toHexString(found) + " is not 0" + identifier);
            }
            packetLength = in.berLength("packet length");
        }
        if (packetLength != in.remaining()) {
            throw in.fail("packet length says " + packetLength + " bytes, " + in.remaining() + " are there");
        }
        int headerLength = in.u8("header length");
        if (headerLength < minHeaderLength() || headerLength > in.remaining()) {
            throw in.failAt(in.offset() - 1, "header length " + headerLength + " does not fit");
        }
        return new Cut(packet, packetLength, headerLength, in.offset(), in.offset() + clearLength);
    }

    /** A reader that is at the clear part of {@code packet}, which was cut. */
    WireReader header(byte[] packet, Cut cut) {
        WireReader in = new WireReader(packet, clause);
        in.skip(cut.clearOffset, "lead");
        return in;
    }

    /** Deciphers and checks, in the order decipher, check value, padding. */
    Parts open(Cut cut, Protection protection, Framing framing) {
        int checkLength = cut.headerLength - minHeaderLength();
        if (checkLength != protection.integrity.length()) {
            throw new WireFormatException(
                    clause,
                    cut.clearOffset - 1,
                    "header leaves " + checkLength + " bytes for a check value of " + protection.integrity.length());
        }
        byte[] packet = decipher(cut, protection);
        int checkOffset = cut.bodyOffset + sealedLength;
        int dataOffset = checkOffset + checkLength;
        byte[] check = Arrays.copyOfRange(packet, checkOffset, dataOffset);
        if (!MessageDigest.isEqual(check, check(packet, checkOffset, protection, framing))) {
            throw new WireFormatException(CHECK_CLAUSE, checkOffset, protection.integrity.describe() + " is wrong");
        }
        int paddingOffset = cut.bodyOffset + PADDING_COUNTER_INDEX;
        int padding = packet[paddingOffset] & 0xFF;
        if (padding > packet.length - dataOffset) {
            throw new WireFormatException(
                    clause,
                    paddingOffset,
                    "PCNTR says " + padding + " bytes of padding, " + (packet.length - dataOffset)
                            + " bytes of data are there");
        }
        byte[] data = Arrays.copyOfRange(packet, dataOffset, packet.length - padding);
        return new Parts(header(packet, cut), check, data, padding);
    }

    /** The whole packet in clear. */
    private static byte[] decipher(Cut cut, Protection protection) {
        if (protection.cipher == CipherAlgorithm.NONE) {
            return cut.packet;
        }
        if (protection.cipher.paddingFor(cut.bodyLength()) != 0) {
            throw new WireFormatException(
                    CIPHER_CLAUSE,
                    cut.bodyOffset,
                    cut.bodyLength() + " ciphered bytes are not whole blocks of " + protection.cipher.describe());
        }
        byte[] packet = cut.packet.clone();
        protection.cipher.decrypt(protection.keys.kic(), packet, cut.bodyOffset);
        return packet;
    }
}
