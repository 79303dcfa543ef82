package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.packet.CipherAlgorithm;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.IntegrityAlgorithm;
import io.simshift.protocol.packet.KeyIdentifier;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.ResponsePacket;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.sms.SmsSubmit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every algorithm, check, ciphering, counter mode, PoR and transport, in one message and in several: packets of the host's
 * encoder against the card.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecurityMatrixTest {
    private static final byte[] SCRIPT = HexFormat.of().parseHex("00A4000C023F00");
    /** All old algorithms; the files of the UICC without any minimum. */
    private static final String NO_MINIMUM = "880107 A308 8003 B00000 8101 00";

    /** What a packet of a keyset may be ciphered and checked with. */
    enum Scheme {
        AES_128(OtaKeySet.AES_128, CipherAlgorithm.AES_CBC, IntegrityAlgorithm.AES_CMAC_64),
        AES_128_SHORT(OtaKeySet.AES_128, CipherAlgorithm.AES_CBC, IntegrityAlgorithm.AES_CMAC_32),
        AES_192(OtaKeySet.AES_192, CipherAlgorithm.AES_CBC, IntegrityAlgorithm.AES_CMAC_64),
        AES_192_SHORT(OtaKeySet.AES_192, CipherAlgorithm.AES_CBC, IntegrityAlgorithm.AES_CMAC_32),
        AES_256(OtaKeySet.AES_256, CipherAlgorithm.AES_CBC, IntegrityAlgorithm.AES_CMAC_64),
        AES_256_SHORT(OtaKeySet.AES_256, CipherAlgorithm.AES_CBC, IntegrityAlgorithm.AES_CMAC_32),
        TRIPLE_DES_2(OtaKeySet.TRIPLE_DES_2, CipherAlgorithm.TRIPLE_DES_2_CBC, IntegrityAlgorithm.TRIPLE_DES_2_MAC),
        TRIPLE_DES_3(OtaKeySet.TRIPLE_DES_3, CipherAlgorithm.TRIPLE_DES_3_CBC, IntegrityAlgorithm.TRIPLE_DES_3_MAC),
        DES(OtaKeySet.DES, CipherAlgorithm.DES_CBC, IntegrityAlgorithm.DES_MAC),
        DES_ECB(OtaKeySet.DES, CipherAlgorithm.DES_ECB, IntegrityAlgorithm.DES_MAC);

        final OtaKeySet keys;
        final CipherAlgorithm cipher;
        final IntegrityAlgorithm mac;

        Scheme(OtaKeySet keys, CipherAlgorithm cipher, IntegrityAlgorithm mac) {
            this.keys = keys;
            this.cipher = cipher;
            this.mac = mac;
        }

        PacketKeys packetKeys() {
            return keys.packetKeys(cipher, mac);
        }
    }

    /** One packet of the matrix. */
    private record Case(Scheme scheme, IntegrityAlgorithm check, Spi spi, boolean inSegments) {
        static List<Case> of(Scheme scheme) {
            List<Case> cases = new ArrayList<>();
            List<IntegrityAlgorithm> checks =
                    List.of(IntegrityAlgorithm.NONE, IntegrityAlgorithm.CRC_16, IntegrityAlgorithm.CRC_32, scheme.mac);
            for (IntegrityAlgorithm check : checks) {
                for (int cipherAndCounter = 0; cipherAndCounter < 8; cipherAndCounter++) {
                    for (int por = 0; por < 24; por++) {
                        int spi1 = cipherAndCounter << 2 | check.kind().ordinal();
                        int spi2 = 0x01 | por % 3 << 2 | (por / 3 & 1) << 4 | (por / 6 & 1) << 5;
                        cases.add(new Case(scheme, check, new Spi(spi1, spi2), por >= 12));
                    }
                }
            }
            return cases;
        }

        boolean isCc() {
            return spi.check() == Spi.Check.CC;
        }

        boolean countsUp() {
            return spi.counterMode().ordinal() >= Spi.CounterMode.HIGHER.ordinal();
        }

        /** TS 102 225 5.1.2, 5.1.3: AES wants a counter that is checked. */
        boolean isRefused() {
            return scheme.keys.isAes() && (isCc() || spi.ciphered()) && !countsUp();
        }

        /** KID names the CRC where there is one, and no algorithm where nothing uses it. */
        byte[] packet(long counter) {
            KeyIdentifier kic = KeyIdentifier.kic(1, scheme.cipher);
            KeyIdentifier kid = KeyIdentifier.kid(1, check == IntegrityAlgorithm.NONE ? scheme.mac : check);
            PacketKeys keys = scheme.keys.packetKeys(spi.ciphered() ? scheme.cipher : CipherAlgorithm.NONE, check);
            CommandPacket command = new CommandPacket(spi, kic, kid, Tar.UICC_FILES, new Counter(counter), SCRIPT);
            return SecuredPackets.secure(command, keys);
        }

        List<CommandApdu> envelopes(byte[] packet) {
            return inSegments ? Parts.of(packet, 1).sized(17).envelopes() : List.of(Ota.envelope(packet));
        }

        PacketKeys porKeys() {
            CipherAlgorithm cipher = spi.porCiphered() ? scheme.cipher : CipherAlgorithm.NONE;
            IntegrityAlgorithm porCheck = switch (spi.porCheck()) {
                case RC -> spi.check() == Spi.Check.RC ? check : IntegrityAlgorithm.CRC_32;
                // a CC of 4 bytes is what only a command with such a one asks for
                case CC -> isCc() ? scheme.mac : scheme.keys.integrity;
                default -> IntegrityAlgorithm.NONE;
            };
            return scheme.keys.packetKeys(cipher, porCheck);
        }
    }

    private static OpenedResponse send(TestCard card, Case tried, byte[] packet) {
        ResponseApdu answer = null;
        for (CommandApdu envelope : tried.envelopes(packet)) {
            answer = card.transmit(envelope);
        }
        byte[] por;
        if (tried.spi.porBySubmit()) {
            assertThat(answer.data()).isEmpty();
            var sms = (ProactiveCommand.SendShortMessage) card.fetch(answer.status());
            card.respond(sms, TerminalResponse.OK);
            por = SmsSubmit.decode(sms.tpdu()).payload();
        } else {
            assertThat(answer.status().toString()).isEqualTo("9000");
            por = Arrays.copyOfRange(answer.data(), 3, answer.data().length);
        }
        return SecuredPackets.openResponse(por, tried.spi, tried.porKeys());
    }

    @ParameterizedTest
    @EnumSource
    void answersEveryKindOfPacketAsSpiAsks(Scheme scheme) {
        TestCard card = scheme.keys.issue(NO_MINIMUM, "840100");
        card.profile(TestCard.FULL_PROFILE);
        long counter = 0;
        for (Case tried : Case.of(scheme)) {
            byte[] packet = tried.packet(++counter);
            OpenedResponse opened = send(card, tried, packet);
            ResponsePacket response = opened.packet();
            assertThat(response.status().code()).as("status of %s", tried).isEqualTo(tried.isRefused() ? 0x0A : 0);
            if (tried.isRefused()) {
                counter--;
                continue;
            }
            assertThat(response.tar()).isEqualTo(Tar.UICC_FILES);
            assertThat(opened.authenticated())
                    .as("PoR with CC of %s", tried)
                    .isEqualTo(tried.spi.porCheck() == Spi.Check.CC);
            assertThat(CompactResponse.decode(response.data()).executed()).isEqualTo(1);
            boolean hidden = tried.spi.ciphered() && !tried.isCc() && !tried.spi.porCiphered();
            assertThat(response.counter())
                    .as("CNTR of %s", tried)
                    .isEqualTo(hidden ? Counter.decode(Arrays.copyOfRange(packet, 10, 15)) : new Counter(counter));
            // the same packet again: refused if its counter was checked and taken; a packet without CC takes none
            int again = send(card, tried, packet).packet().status().code();
            assertThat(again).as("%s again", tried).isEqualTo(tried.countsUp() && tried.isCc() ? 0x02 : 0);
            if (!tried.isCc() || tried.spi.counterMode() == Spi.CounterMode.NONE) {
                counter--;
            }
        }
    }
}
