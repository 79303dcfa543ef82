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

    /** A packet cut into its parts, nothing deciphered yet; {@code lead} is everything before the clear part. */
    record Cut(byte[] lead, int packetLength, int headerLength, byte[] clear, byte[] body, int bodyOffset) {}

    /** A packet's parts, deciphered and checked; {@code data} without padding. */
    record Parts(byte[] clear, byte[] sealed, byte[] check, byte[] data, int padding) {}

    int minHeaderLength() {
        return clearLength + sealedLength;
    }

    /** The finished packet. {@code sealed} has room for PCNTR, which is filled in here. */
    byte[] build(byte[] clear, byte[] sealed, byte[] data, Protection protection, Framing framing) {
        int dataOffset = sealedLength + protection.integrity.length();
        int padding = protection.cipher.paddingFor(dataOffset + data.length);
        byte[] body = new byte[dataOffset + data.length + padding];
        System.arraycopy(sealed, 0, body, 0, sealedLength);
        body[PADDING_COUNTER_INDEX] = (byte) padding;
        System.arraycopy(data, 0, body, dataOffset, data.length);
        if (padding > 0 && framing.padding() == Framing.Padding.MARKED) {
            body[dataOffset + data.length] = (byte) 0x80;
        }
        byte[] lead = lead(clearLength + dataOffset, data.length + padding, framing);
        byte[] check =
                protection.integrity.check(protection.keys.kid(), checkedBytes(lead, clear, body, dataOffset, framing));
        System.arraycopy(check, 0, body, sealedLength, check.length);
        if (protection.cipher != CipherAlgorithm.NONE) {
            body = protection.cipher.encrypt(protection.keys.kic(), body);
        }
        return join(lead, clear, body);
    }

    private static byte[] join(byte[] first, byte[] second, byte[] third) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length + third.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        System.arraycopy(third, 0, joined, first.length + second.length, third.length);
        return joined;
    }

    private byte[] lead(int headerLength, int dataLength, Framing framing) {
        // CPL and RPL count from CHL and RHL, one byte long, to the end: TS 102 225 5.1
        int packetLength = 1 + headerLength + dataLength;
        if (packetLength > 0xFFFF) {
            throw new IllegalArgumentException("a packet of " + packetLength + " bytes is too long");
        }
        WireWriter out = new WireWriter();
        if (framing.bearer() == Framing.Bearer.SMS) {
            out.u16(packetLength);
        } else {
            out.u8(identifier).berLength(packetLength);
        }
        return out.u8(headerLength).toByteArray();
    }

    /** What the check value is made of: everything but itself, which lies before {@code dataOffset} of the body. */
    private byte[] checkedBytes(byte[] lead, byte[] clear, byte[] body, int dataOffset, Framing framing) {
        boolean withHeader = framing.bearer() == Framing.Bearer.SMS && framing.udhInResponseCheck();
        byte[] header = withHeader ? checkedUserDataHeader : NOTHING;
        int dataLength = body.length - dataOffset;
        int length = header.length + lead.length + clear.length + sealedLength + dataLength;
        return new WireWriter(length)
                .bytes(header)
                .bytes(lead)
                .bytes(clear)
                .bytes(body, 0, sealedLength)
                .bytes(body, dataOffset, dataLength)
                .toByteArray();
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
        byte[] lead = Arrays.copyOf(packet, in.offset());
        if (headerLength < minHeaderLength() || headerLength > in.remaining()) {
            throw in.failAt(in.offset() - 1, "header length " + headerLength + " does not fit");
        }
        byte[] clear = in.bytes(clearLength, "clear header");
        int bodyOffset = in.offset();
        return new Cut(lead, packetLength, headerLength, clear, in.rest(), bodyOffset);
    }

    /** Deciphers and checks, in the order decipher, check value, padding. */
    Parts open(Cut cut, Protection protection, Framing framing) {
        int checkLength = cut.headerLength - minHeaderLength();
        if (checkLength != protection.integrity.length()) {
            throw new WireFormatException(
                    clause,
                    cut.lead.length - 1,
                    "header leaves " + checkLength + " bytes for a check value of " + protection.integrity.length());
        }
        byte[] body = decipher(cut, protection);
        int dataOffset = sealedLength + checkLength;
        byte[] check = Arrays.copyOfRange(body, sealedLength, dataOffset);
        byte[] right = protection.integrity.check(
                protection.keys.kid(), checkedBytes(cut.lead, cut.clear, body, dataOffset, framing));
        if (!MessageDigest.isEqual(check, right)) {
            throw new WireFormatException(
                    CHECK_CLAUSE, cut.bodyOffset + sealedLength, protection.integrity.describe() + " is wrong");
        }
        int padding = body[PADDING_COUNTER_INDEX] & 0xFF;
        if (padding > body.length - dataOffset) {
            throw new WireFormatException(
                    clause,
                    cut.bodyOffset + PADDING_COUNTER_INDEX,
                    "PCNTR says " + padding + " bytes of padding, " + (body.length - dataOffset)
                            + " bytes of data are there");
        }
        byte[] sealed = Arrays.copyOf(body, sealedLength);
        byte[] data = Arrays.copyOfRange(body, dataOffset, body.length - padding);
        return new Parts(cut.clear, sealed, check, data, padding);
    }

    private static byte[] decipher(Cut cut, Protection protection) {
        if (protection.cipher == CipherAlgorithm.NONE) {
            return cut.body;
        }
        if (protection.cipher.paddingFor(cut.body.length) != 0) {
            throw new WireFormatException(
                    CIPHER_CLAUSE,
                    cut.bodyOffset,
                    cut.body.length + " ciphered bytes are not whole blocks of " + protection.cipher.describe());
        }
        return protection.cipher.decrypt(protection.keys.kic(), cut.body);
    }
}
