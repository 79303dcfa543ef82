package io.simshift.protocol.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A packet that is refused: which clause it breaks, and at which of its bytes. */
class PacketFaultTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final SecretBytes KEY = SecretBytes.copyOf(HEX.parseHex("000102030405060708090a0b0c0d0e0f"));
    private static final PacketKeys AES = PacketKeys.aes(KEY, KEY);
    private static final PacketKeys CRC =
            new PacketKeys(CipherAlgorithm.NONE, PacketKeys.noKey(), IntegrityAlgorithm.CRC_32, PacketKeys.noKey());
    private static final String PLAIN_SMS = "00150d00193535b0000000000000000000a40000023f00";
    private static final String PLAIN_IP = "01150d00193535b0000000000000000000a40000023f00";

    private static byte[] command(Spi spi, PacketKeys keys, int length, Framing framing) {
        CommandPacket command = CommandPacket.of(spi, 1, keys, Tar.USIM_FILES, new Counter(1), new byte[length]);
        return SecuredPackets.secure(command, keys, framing);
    }

    private static void assertFault(byte[] packet, PacketKeys keys, Framing framing, String clause, int offset) {
        WireFormatException fault =
                catchThrowableOfType(WireFormatException.class, () -> SecuredPackets.open(packet, keys, framing));
        assertThat(fault).as(HEX.formatHex(packet)).isNotNull();
        assertThat(fault.clause()).as(fault.getMessage()).isEqualTo(clause);
        assertThat(fault.offset()).as(fault.getMessage()).isEqualTo(offset);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, packet length needs 2 bytes",
        "00150d0019, 2, packet length says 21 bytes",
        "00160d00193535b0000000000000000000a40000023f00, 2, packet length says 22 bytes",
        "00150c00193535b0000000000000000000a40000023f00, 2, header length 12 does not fit",
        "00151500193535b0000000000000000000a40000023f00, 2, header length 21 does not fit",
        "00151100193535b0000000000000000000a40000023f00, 2, header leaves 4 bytes",
        "00150d00193535b0000000000000000800a40000023f00, 15, PCNTR says 8 bytes",
    })
    void overSms(String packet, int offset, String message) {
        byte[] bytes = HEX.parseHex(packet);
        assertThatThrownBy(() -> SecuredPackets.open(bytes, PacketKeys.NONE)).hasMessageContaining(message);
        assertFault(bytes, PacketKeys.NONE, Framing.SMS, "TS 102 225 5.1", offset);
    }

    @ParameterizedTest
    @CsvSource({
        "02150d00193535b0000000000000000000a40000023f00, 0, packet identifier 2 is not 01",
        "01140d00193535b0000000000000000000a40000023f00, 2, packet length says 20 bytes",
        "0181150c00193535b0000000000000000000a40000023f00, 3, header length 12",
        "01150d00193535b0000000000000000800a40000023f00, 15, PCNTR",
    })
    void overIp(String packet, int offset, String message) {
        byte[] bytes = HEX.parseHex(packet);
        assertThatThrownBy(() -> SecuredPackets.open(bytes, PacketKeys.NONE, Framing.TCP))
                .hasMessageContaining(message);
        assertFault(bytes, PacketKeys.NONE, Framing.TCP, "TS 102 225 5.1", offset);
    }

    @Test
    void soundPacketsOfThoseOpen() {
        OpenedCommand sms = SecuredPackets.open(HEX.parseHex(PLAIN_SMS), PacketKeys.NONE);
        assertThat(sms.packet().data()).isEqualTo(HEX.parseHex("00a40000023f00"));
        assertThat(sms.paddingLength()).isZero();
        OpenedCommand ip = SecuredPackets.open(HEX.parseHex(PLAIN_IP), PacketKeys.NONE, Framing.TCP);
        assertThat(ip.packet()).isEqualTo(sms.packet());
        assertThat(SecuredPackets.peek(HEX.parseHex(PLAIN_SMS))).isEqualTo(sms.header());
        assertThat(SecuredPackets.peek(HEX.parseHex(PLAIN_IP), Framing.TCP)).isEqualTo(ip.header());
        assertThat(ip.header().packetLength()).isEqualTo(0x15);
        assertThat(ip.header().headerLength()).isEqualTo(13);
        byte[] padded = HEX.parseHex(PLAIN_SMS);
        padded[15] = 7;
        assertThat(SecuredPackets.open(padded, PacketKeys.NONE).packet().data()).isEmpty();
    }

    @Test
    void keysThatDoNotFit() {
        PacketKeys tripleDes = PacketKeys.tripleDes(KEY, KEY);
        for (Framing framing : new Framing[] {Framing.SMS, Framing.TCP}) {
            byte[] packet = command(Spi.of(0x1639), AES, 20, framing);
            assertFault(packet, tripleDes, framing, "TS 102 225 5.1.2", 5);
            assertFault(packet, PacketKeys.NONE, framing, "TS 102 225 5.1.2", 5);
            byte[] unciphered = command(Spi.of(0x1239), AES, 20, framing);
            assertFault(unciphered, tripleDes, framing, "TS 102 225 5.1.3", 6);
            assertFault(unciphered, CRC, framing, "TS 102 225 5.1.3", 6);
            assertThatThrownBy(() -> SecuredPackets.open(unciphered, CRC, framing))
                    .hasMessageContaining("KID 12 asks for keyset 1, AES-CMAC as cryptographic checksum")
                    .hasMessageContaining("the keys have CRC-32");
        }
    }

    @Test
    void checkValueAndBlocks() {
        for (Framing framing : new Framing[] {Framing.SMS, Framing.TCP}) {
            byte[] packet = command(Spi.of(0x1639), AES, 20, framing);
            packet[packet.length - 1] ^= 1;
            assertFault(packet, AES, framing, "TS 102 225 5.1.3", 16);
            byte[] odd = Arrays.copyOf(packet, packet.length - 1);
            odd[1]--;
            assertFault(odd, AES, framing, "TS 102 225 5.1.2", 10);
            byte[] redundant = command(Spi.of(0x0100), CRC, 20, framing);
            redundant[redundant.length - 1] ^= 1;
            assertFault(redundant, CRC, framing, "TS 102 225 5.1.3", 16);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x1601, 0x1609, 0x1611})
    void uncheckedKeysAndAlgorithmsAreNotAskedFor(int spi) {
        Spi plain = Spi.of(spi & 0xFF);
        CommandPacket command = new CommandPacket(
                plain, new KeyIdentifier(0x15), new KeyIdentifier(0x19), Tar.USIM_FILES, Counter.ZERO, new byte[3]);
        assertThat(SecuredPackets.open(SecuredPackets.secure(command, AES), AES).packet())
                .as("KIc and KID do not matter where SPI asks for neither")
                .isEqualTo(command);
    }

    @Test
    void aPacketIsAtMostAsLongAsItsLengthCanSay() {
        int longest = 0xFFFF - 14;
        byte[] packet = command(Spi.of(0x0000), PacketKeys.NONE, longest, Framing.SMS);
        assertThat(packet).hasSize(0x10001).startsWith(0xFF, 0xFF);
        assertThat(SecuredPackets.open(packet, PacketKeys.NONE).packet().data()).hasSize(longest);
        for (Framing framing : new Framing[] {Framing.SMS, Framing.TCP}) {
            assertThatThrownBy(() -> command(Spi.of(0x0000), PacketKeys.NONE, longest + 1, framing))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("65536 bytes is too long");
        }
    }

    /** A refusal in clear is told from a ciphered response without check value by its blocks alone. */
    @Test
    void refusalInClearWhereOnlyCipheringWasAsked() {
        ResponsePacket refusal =
                new ResponsePacket(Tar.USIM_FILES, Counter.ZERO, PorStatus.CIPHERING_ERROR, new byte[0]);
        byte[] plain = SecuredPackets.secure(refusal, Spi.of(0x0001), PacketKeys.NONE);
        OpenedResponse opened = SecuredPackets.openResponse(plain, Spi.of(0x1611), AES);
        assertThat(opened.protection()).isEqualTo(OpenedResponse.Protection.PLAIN_INSTEAD);
        assertThat(opened.packet()).isEqualTo(refusal);

        byte[] ciphered = SecuredPackets.secure(refusal, Spi.of(0x1611), AES);
        OpenedResponse asAsked = SecuredPackets.openResponse(ciphered, Spi.of(0x1611), AES);
        assertThat(asAsked.protection()).isEqualTo(OpenedResponse.Protection.AS_ASKED);
        assertThat(asAsked.packet()).isEqualTo(refusal);
        assertThat(asAsked.paddingLength()).isEqualTo(9);
    }

    @Test
    void responseInClearThatMustNotBe() {
        ResponsePacket done = new ResponsePacket(Tar.USIM_FILES, Counter.ZERO, PorStatus.OK, new byte[3]);
        byte[] plain = SecuredPackets.secure(done, Spi.of(0x0001), PacketKeys.NONE, Framing.TCP);
        WireFormatException fault = catchThrowableOfType(
                WireFormatException.class, () -> SecuredPackets.openResponse(plain, Spi.of(0x1639), AES, Framing.TCP));
        assertThat(fault.clause()).isEqualTo("TS 102 225 5.2");
        assertThat(fault.offset()).isEqualTo(2);
        byte[] command = HEX.parseHex(PLAIN_IP);
        assertThatThrownBy(() -> SecuredPackets.openResponse(command, Spi.of(0x0001), PacketKeys.NONE, Framing.TCP))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("packet identifier 1 is not 02");
    }

    /** The user data header 02 71 00 is under the check of a response over SMS, and nowhere else. */
    @Test
    void checkOfAResponseCoversItsUserDataHeaderOverSmsOnly() {
        ResponsePacket done = new ResponsePacket(Tar.USIM_FILES, Counter.ZERO, PorStatus.OK, new byte[3]);
        Spi spi = Spi.of(0x1609);
        byte[] covered = SecuredPackets.secure(done, spi, AES, Framing.SMS);
        assertThat(covered)
                .isNotEqualTo(SecuredPackets.secure(done, spi, AES, Framing.SMS.withoutUdhInResponseCheck()));
        assertThatThrownBy(
                        () -> SecuredPackets.openResponse(covered, spi, AES, Framing.SMS.withoutUdhInResponseCheck()))
                .isInstanceOf(WireFormatException.class);
        assertThat(SecuredPackets.secure(done, spi, AES, Framing.TCP))
                .isEqualTo(SecuredPackets.secure(done, spi, AES, Framing.TCP.withoutUdhInResponseCheck()));
        byte[] command = command(Spi.of(0x1209), AES, 3, Framing.SMS);
        assertThat(command).isEqualTo(command(Spi.of(0x1209), AES, 3, Framing.SMS.withoutUdhInResponseCheck()));
    }
}
