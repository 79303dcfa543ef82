package io.simshift.protocol.packet;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireReader;
import io.simshift.protocol.packet.PacketLayout.Cut;
import io.simshift.protocol.packet.PacketLayout.Parts;
import io.simshift.protocol.packet.PacketLayout.Protection;

/**
 * Secures and opens the packets of ETSI TS 102 225. Packets are without user data header: over SMS they begin with CPL
 * or RPL. What does not hold becomes a {@link WireFormatException} that names the check that failed: lengths (5.1,
 * 5.2), blocks to decipher (5.1.2), check value (5.1.3), padding. The counter is the receiver's to judge.
 */
public final class SecuredPackets {
    private static final int KIC_OFFSET_IN_CLEAR = 2;
    private static final int KID_OFFSET_IN_CLEAR = 3;

    private SecuredPackets() {}

    /** The command packet as it goes over SMS, from CPL on. */
    public static byte[] secure(CommandPacket packet, PacketKeys keys) {
        return secure(packet, keys, Framing.SMS);
    }

    /**
     * The command packet as it goes over a bearer.
     *
     * @throws IllegalArgumentException where SPI, KIc or KID ask for an algorithm that {@code keys} have not
     */
    public static byte[] secure(CommandPacket packet, PacketKeys keys, Framing framing) {
        String mismatch = mismatch(packet.spi(), packet.kic(), packet.kid(), keys);
        if (mismatch != null) {
            throw new IllegalArgumentException(mismatch);
        }
        long identifiers = (long) packet.spi().value() << 16
                | packet.kic().value() << 8
                | packet.kid().value();
        long clear = identifiers << 8 * Tar.LENGTH | packet.tar().value();
        return PacketLayout.COMMAND.build(
                clear, packet.counter(), 0, packet.uncopiedData(), protection(packet.spi(), keys), framing);
    }

    /** What an SMS command packet says of itself, without keys. */
    public static CommandHeader peek(byte[] packet) {
        return peek(packet, Framing.SMS);
    }

    /** What a command packet says of itself, without keys. */
    public static CommandHeader peek(byte[] packet, Framing framing) {
        return header(PacketLayout.COMMAND.cut(packet, framing));
    }

    /** Opens a command packet that came over SMS. */
    public static OpenedCommand open(byte[] packet, PacketKeys keys) {
        return open(packet, keys, Framing.SMS);
    }

    /** Opens a command packet. */
    public static OpenedCommand open(byte[] packet, PacketKeys keys, Framing framing) {
        Cut cut = PacketLayout.COMMAND.cut(packet, framing);
        CommandHeader header = header(cut);
        String mismatch = mismatch(header.spi(), header.kic(), header.kid(), keys);
        if (mismatch != null) {
            boolean ofCipher = header.spi().ciphered() && !fits(header.kic(), keys.cipher());
            int offset = cut.clearOffset() + (ofCipher ? KIC_OFFSET_IN_CLEAR : KID_OFFSET_IN_CLEAR);
            throw new WireFormatException(
                    ofCipher ? PacketLayout.CIPHER_CLAUSE : PacketLayout.CHECK_CLAUSE, offset, mismatch);
        }
        Parts parts = PacketLayout.COMMAND.open(cut, protection(header.spi(), keys), framing);
        WireReader in = parts.header();
        in.skip(PacketLayout.COMMAND.clearLength(), "identifiers");
        Counter counter = Counter.read(in);
        CommandPacket command =
                new CommandPacket(header.spi(), header.kic(), header.kid(), header.tar(), counter, parts.data());
        return new OpenedCommand(command, header, parts.padding(), parts.check());
    }

    /** The response packet to a command with this SPI as it goes over SMS, from RPL on. */
    public static byte[] secure(ResponsePacket packet, Spi commandSpi, PacketKeys keys) {
        return secure(packet, commandSpi, keys, Framing.SMS);
    }

    /** The response packet to a command with this SPI. */
    public static byte[] secure(ResponsePacket packet, Spi commandSpi, PacketKeys keys, Framing framing) {
        return PacketLayout.RESPONSE.build(
                packet.tar().value(),
                packet.counter(),
                packet.status().code(),
                packet.data(),
                porProtection(commandSpi, keys),
                framing);
    }

    /** Opens a response packet that came over SMS. */
    public static OpenedResponse openResponse(byte[] packet, Spi commandSpi, PacketKeys keys) {
        return openResponse(packet, commandSpi, keys, Framing.SMS);
    }

    /**
     * Opens the response to a command with this SPI. A card that could not trust the command answers in clear whatever
     * SPI asked (statuses 01, 05, 06, 07, 09, 0A); {@link OpenedResponse#protection()} says so.
     */
    public static OpenedResponse openResponse(byte[] packet, Spi commandSpi, PacketKeys keys, Framing framing) {
        Cut cut = PacketLayout.RESPONSE.cut(packet, framing);
        Protection asked = porProtection(commandSpi, keys);
        if (cameInClear(cut, asked)) {
            return plainInstead(cut, framing);
        }
        Parts parts = PacketLayout.RESPONSE.open(cut, asked, framing);
        OpenedResponse.Protection protection = asked.integrity().kind() == Spi.Check.CC
                ? OpenedResponse.Protection.AUTHENTICATED
                : OpenedResponse.Protection.AS_ASKED;
        return opened(parts, protection);
    }

    private static boolean cameInClear(Cut cut, Protection asked) {
        boolean withoutCheck = cut.headerLength() == PacketLayout.RESPONSE.minHeaderLength();
        if (!withoutCheck) {
            return false;
        }
        boolean checkAsked = asked.integrity() != IntegrityAlgorithm.NONE;
        boolean notCiphered = asked.cipher().paddingFor(cut.bodyLength()) != 0;
        return checkAsked || notCiphered;
    }

    private static OpenedResponse plainInstead(Cut cut, Framing framing) {
        Parts parts = PacketLayout.RESPONSE.open(cut, Protection.PLAIN, framing);
        OpenedResponse response = opened(parts, OpenedResponse.Protection.PLAIN_INSTEAD);
        if (!response.packet().status().mayComePlain()) {
            throw new WireFormatException(
                    "TS 102 225 5.2",
                    cut.clearOffset() - 1,
                    "a response in clear where SPI asks for more, with a status that is no security error");
        }
        return response;
    }

    private static OpenedResponse opened(Parts parts, OpenedResponse.Protection protection) {
        WireReader in = parts.header();
        Tar tar = Tar.read(in);
        Counter counter = Counter.read(in);
        in.skip(1, "PCNTR");
        PorStatus status = new PorStatus(in.u8("status"));
        return new OpenedResponse(
                new ResponsePacket(tar, counter, status, parts.data()), protection, parts.padding(), parts.check());
    }

    private static CommandHeader header(Cut cut) {
        WireReader in = PacketLayout.COMMAND.header(cut.packet(), cut);
        Spi spi = Spi.read(in);
        KeyIdentifier kic = new KeyIdentifier(in.u8("KIc"));
        KeyIdentifier kid = new KeyIdentifier(in.u8("KID"));
        return new CommandHeader(cut.packetLength(), cut.headerLength(), spi, kic, kid, Tar.read(in));
    }

    private static Protection protection(Spi spi, PacketKeys keys) {
        return Protection.of(keys, spi.ciphered(), spi.check() != Spi.Check.NONE);
    }

    private static Protection porProtection(Spi spi, PacketKeys keys) {
        if (spi.porCiphered() && keys.cipher() == CipherAlgorithm.NONE) {
            throw new IllegalArgumentException("SPI asks for a ciphered response, the keys have no cipher");
        }
        if (spi.porCheck() != Spi.Check.NONE
                && spi.porCheck() != keys.integrity().kind()) {
            throw new IllegalArgumentException(
                    "SPI asks for a response with " + spi.porCheck().describe() + ", the keys have "
                            + keys.integrity().describe());
        }
        return Protection.of(keys, spi.porCiphered(), spi.porCheck() != Spi.Check.NONE);
    }

    private static String mismatch(Spi spi, KeyIdentifier kic, KeyIdentifier kid, PacketKeys keys) {
        if (spi.ciphered() && !fits(kic, keys.cipher())) {
            return "KIc " + kic + " asks for " + kic.describeAsKic() + ", the keys have "
                    + keys.cipher().describe();
        }
        boolean checked = spi.check() != Spi.Check.NONE;
        IntegrityAlgorithm integrity = keys.integrity();
        boolean fits =
                spi.check() == integrity.kind() && (kid.isImplicit() || kid.algorithmNibble() == integrity.nibble());
        if (checked && !fits) {
            return "KID " + kid + " asks for " + kid.describeAsKid(spi.check()) + " as "
                    + spi.check().describe() + ", the keys have " + integrity.describe();
        }
        return null;
    }

    private static boolean fits(KeyIdentifier kic, CipherAlgorithm cipher) {
        return cipher != CipherAlgorithm.NONE && (kic.isImplicit() || kic.algorithmNibble() == cipher.nibble());
    }
}
