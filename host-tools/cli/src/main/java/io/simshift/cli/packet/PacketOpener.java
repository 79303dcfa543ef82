package io.simshift.cli.packet;

import io.simshift.cli.packet.Decoded.CheckState;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireReader;
import io.simshift.protocol.packet.CipherAlgorithm;
import io.simshift.protocol.packet.CommandHeader;
import io.simshift.protocol.packet.Framing;
import io.simshift.protocol.packet.IntegrityAlgorithm;
import io.simshift.protocol.packet.KeyIdentifier;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.secret.SecretBytes;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Opens a packet with the keys at hand, as far as they go, and explains it. */
final class PacketOpener {
    private static final int RESPONSE_MIN_HEADER = 10;
    private static final int RC_16_LENGTH = 2;
    private static final int AES_CMAC_32_LENGTH = 4;
    private static final int CRC_32_NIBBLE = 0x5;

    private final GivenPacket given;
    private final SecretBytes kicKey;
    private final SecretBytes kidKey;
    private final KeyChoice.Implicit implicit;

    /**
     * @param given the packet
     * @param kicKey key for ciphering; no bytes where it is not known
     * @param kidKey key for the check value; no bytes where it is not known
     * @param implicit what low nibble 0 of KIc and KID means
     */
    PacketOpener(GivenPacket given, SecretBytes kicKey, SecretBytes kidKey, KeyChoice.Implicit implicit) {
        this.given = given;
        this.kicKey = kicKey;
        this.kidKey = kidKey;
        this.implicit = implicit;
    }

    /**
     * Opens a command packet.
     *
     * @throws WireFormatException where its lengths do not fit together
     */
    Decoded command() {
        byte[] packet = given.packet();
        CommandHeader header = SecuredPackets.peek(packet, given.framing());
        Protection protection = protection(
                header.spi().ciphered(), header.kic(), header.spi().check(), header.kid(), header.checkLength());
        Attempt attempt = attempt(protection, keys -> SecuredPackets.open(packet, keys, given.framing()));
        Explanation explanation = PacketExplainer.command(given, header, protection.body(attempt));
        return new Decoded(explanation, attempt.check, attempt.problem);
    }

    /**
     * Opens a response packet.
     *
     * @param spi that of the command, where it is known
     * @param kic that of the command
     * @param kid that of the command
     * @throws WireFormatException where its lengths do not fit together
     */
    Decoded response(Optional<Spi> spi, KeyIdentifier kic, KeyIdentifier kid) {
        int checkLength = responseHeaderLength() - RESPONSE_MIN_HEADER;
        List<Spi> candidates = spi.map(List::of).orElseGet(() -> guesses(checkLength, kid));
        Decoded decoded = null;
        for (Spi candidate : candidates) {
            decoded = response(candidate, kic, kid, checkLength);
            if (decoded.problem().isEmpty()) {
                break;
            }
        }
        if (spi.isEmpty()) {
            decoded.explanation()
                    .remark("A response does not say how it is secured: that was guessed from its lengths and the keys"
                            + " (--spi, --kic and --kid of the command tell).");
        }
        return decoded;
    }

    private Decoded response(Spi spi, KeyIdentifier kic, KeyIdentifier kid, int checkLength) {
        byte[] packet = given.packet();
        boolean[] plain = new boolean[1];
        Protection asked = protection(spi.porCiphered(), kic, spi.porCheck(), kid, checkLength);
        Attempt attempt = attempt(
                asked,
                keys -> plain[0] = SecuredPackets.openResponse(packet, spi, keys, given.framing())
                                .protection()
                        == OpenedResponse.Protection.PLAIN_INSTEAD);
        if (!plain[0]) {
            Explanation explanation = PacketExplainer.response(given, spi, asked.body(attempt));
            return new Decoded(explanation, attempt.check, attempt.problem);
        }
        PacketExplainer.Body clear =
                new PacketExplainer.Body(false, CipherAlgorithm.NONE, PacketKeys.noKey(), CheckState.NONE.describe());
        Explanation explanation = PacketExplainer.response(given, spi, clear)
                .remark("It came in clear although SPI asks for more, as a card does that could not trust the command;"
                        + " anyone can have sent it.");
        return new Decoded(explanation, CheckState.NONE, Optional.empty());
    }

    /** How the card may have secured the response, the likeliest first. */
    private List<Spi> guesses(int checkLength, KeyIdentifier kid) {
        Spi.Check check = Spi.Check.CC;
        if (checkLength == 0) {
            check = Spi.Check.NONE;
        } else if (checkLength == RC_16_LENGTH) {
            check = Spi.Check.RC;
        } else if (checkLength == IntegrityAlgorithm.CRC_32.length() && kid.algorithmNibble() == CRC_32_NIBBLE) {
            check = Spi.Check.RC;
        }
        Spi plain = new Spi(0, 0x01 | check.ordinal() << 2);
        Spi ciphered = new Spi(0, plain.response() | 0x10);
        if (kicKey.length() == 0 || checkLength == 0 && looksPlain()) {
            return List.of(looksPlain() ? plain : ciphered);
        }
        return List.of(ciphered, plain);
    }

    /** In clear PCNTR is 00 and the status a known one; in ciphered bytes both would be chance. */
    private boolean looksPlain() {
        byte[] packet = given.packet();
        int body = PacketExplainer.bodyOffset(given);
        return packet[body + 5] == 0 && (packet[body + 6] & 0xFF) <= 0x0C;
    }

    private int responseHeaderLength() {
        WireReader in = new WireReader(given.packet(), "TS 102 225 5.2");
        if (given.framing().bearer() == Framing.Bearer.IP) {
            in.u8("RPI");
        }
        int length = given.framing().bearer() == Framing.Bearer.IP ? in.berLength("RPL") : in.u16("RPL");
        if (length != in.remaining()) {
            throw in.fail("RPL says " + length + " bytes, " + in.remaining() + " are there");
        }
        int headerLength = in.u8("RHL");
        if (headerLength < RESPONSE_MIN_HEADER || headerLength > in.remaining()) {
            throw in.failAt(in.offset() - 1, "RHL " + headerLength + " does not fit");
        }
        return headerLength;
    }

    private record Attempt(CheckState check, Optional<String> problem) {}

    /** Tries to open the packet, if all keys that it needs are there. */
    private Attempt attempt(Protection protection, Consumer<PacketKeys> open) {
        boolean keyed = protection.check == Spi.Check.CC;
        boolean canRead = !protection.ciphered || kicKey.length() > 0;
        if (!canRead || keyed && kidKey.length() == 0 || protection.check == Spi.Check.DS) {
            return new Attempt(CheckState.NOT_CHECKED, Optional.empty());
        }
        boolean checked = protection.check != Spi.Check.NONE;
        try {
            open.accept(KeyChoice.keys(protection.cipher, kicKey, protection.integrity, kidKey));
            return new Attempt(checked ? CheckState.RIGHT : CheckState.NONE, Optional.empty());
        } catch (WireFormatException e) {
            return new Attempt(checked ? CheckState.WRONG : CheckState.NONE, Optional.of(e.getMessage()));
        }
    }

    private Protection protection(
            boolean ciphered, KeyIdentifier kic, Spi.Check check, KeyIdentifier kid, int checkLength) {
        boolean readable = !ciphered || kicKey.length() > 0;
        CipherAlgorithm cipher = ciphered && readable ? KeyChoice.cipher(kic, implicit) : CipherAlgorithm.NONE;
        boolean verifiable = check == Spi.Check.RC || check == Spi.Check.CC && kidKey.length() > 0;
        int cmacLength = checkLength == AES_CMAC_32_LENGTH ? AES_CMAC_32_LENGTH : 8;
        IntegrityAlgorithm integrity =
                verifiable ? KeyChoice.integrity(kid, check, cmacLength, implicit) : IntegrityAlgorithm.NONE;
        return new Protection(ciphered, cipher, check, integrity);
    }

    /** How the packet is secured, and with what of it we can deal. */
    private final class Protection {
        private final boolean ciphered;
        private final CipherAlgorithm cipher;
        private final Spi.Check check;
        private final IntegrityAlgorithm integrity;

        Protection(boolean ciphered, CipherAlgorithm cipher, Spi.Check check, IntegrityAlgorithm integrity) {
            this.ciphered = ciphered;
            this.cipher = cipher;
            this.check = check;
            this.integrity = integrity;
        }

        PacketExplainer.Body body(Attempt attempt) {
            String algorithm = integrity == IntegrityAlgorithm.NONE ? check.describe() : integrity.describe();
            String meaning = algorithm + ": " + attempt.check.describe();
            return new PacketExplainer.Body(ciphered, cipher, kicKey, meaning);
        }
    }
}
