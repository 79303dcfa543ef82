package io.simshift.protocol.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.Damage;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecuredPacketsTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final SecretBytes KIC = SecretBytes.copyOf(HEX.parseHex("000102030405060708090a0b0c0d0e0f"));
    private static final SecretBytes KID = SecretBytes.copyOf(HEX.parseHex("101112131415161718191a1b1c1d1e1f"));
    private static final PacketKeys AES = PacketKeys.aes(KIC, KID);
    private static final Spi SECURED = Spi.secured(true);
    private static final Counter COUNTER = new Counter(7);

    private static CommandPacket command(PacketKeys keys, byte[] data) {
        return CommandPacket.of(SECURED, 1, keys, Tar.SUBSCRIPTION_MANAGEMENT, COUNTER, data);
    }

    private static ResponsePacket response(PorStatus status, byte[] data) {
        return new ResponsePacket(Tar.SUBSCRIPTION_MANAGEMENT, COUNTER, status, data);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 15, 16, 17, 98, 255, 1000, 5000})
    void opensWhatItSecured(int length) {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        for (PacketKeys keys : new PacketKeys[] {AES, PacketKeys.tripleDes(KIC, KID)}) {
            for (Framing framing : new Framing[] {Framing.SMS, Framing.CAT_TP}) {
                byte[] packet = SecuredPackets.secure(command(keys, data), keys, framing);
                assertThat(SecuredPackets.open(packet, keys, framing).packet()).isEqualTo(command(keys, data));
                byte[] por = SecuredPackets.secure(response(PorStatus.OK, data), SECURED, keys, framing);
                OpenedResponse opened = SecuredPackets.openResponse(por, SECURED, keys, framing);
                assertThat(opened.packet()).isEqualTo(response(PorStatus.OK, data));
                assertThat(opened.authenticated()).isTrue();
            }
        }
    }

    @Test
    void agreesWithWorkedExampleOfCommandAndResponse() {
        Tar tar = Tar.parse("B00001");
        CommandPacket command =
                CommandPacket.of(Spi.of(0x1639), 1, AES, tar, new Counter(1), HEX.parseHex("00a40004026f07"));
        assertThat(SecuredPackets.secure(command, AES))
                .isEqualTo(HEX.parseHex(
                        "00281516391212b00001c0345741dd750d9c5a8ce88dcf3f33c645e4a36d1e67d91d7384d5460339ff49"));
        ResponsePacket response = new ResponsePacket(tar, new Counter(1), PorStatus.OK, HEX.parseHex("019000"));
        assertThat(SecuredPackets.secure(response, Spi.of(0x1639), AES))
                .isEqualTo(
                        HEX.parseHex("002412b00001c99e64550c3c2793f6a865054e4f0aa3d707c3b07d1a378ca1071a4a65ba6c98"));
    }

    @Test
    void refusesEveryDamagedCommand() {
        byte[] packet = SecuredPackets.secure(command(AES, new byte[20]), AES);
        Damage.refusesEveryTruncation(packet, bytes -> SecuredPackets.open(bytes, AES));
        Damage.refusesEveryFlippedBit(packet, bytes -> SecuredPackets.open(bytes, AES));
    }

    @Test
    void refusesEveryDamagedResponse() {
        byte[] packet = SecuredPackets.secure(response(PorStatus.OK, new byte[20]), SECURED, AES);
        Damage.refusesEveryTruncation(packet, bytes -> SecuredPackets.openResponse(bytes, SECURED, AES));
        Damage.refusesEveryFlippedBit(packet, bytes -> SecuredPackets.openResponse(bytes, SECURED, AES));
    }

    @Test
    void refusesEveryDamagedPacketOverIp() {
        byte[] packet = SecuredPackets.secure(command(AES, new byte[200]), AES, Framing.TCP);
        Damage.refusesEveryTruncation(packet, bytes -> SecuredPackets.open(bytes, AES, Framing.TCP));
        Damage.refusesEveryFlippedBit(packet, bytes -> SecuredPackets.open(bytes, AES, Framing.TCP));
    }

    @Test
    void namesTheCheckThatFailed() {
        byte[] packet = SecuredPackets.secure(command(AES, new byte[20]), AES);
        assertRefused(Damage.flip(packet, 8 * packet.length - 1), AES, "5.1.3", "AES-CMAC, 8 bytes is wrong");
        assertRefused(packet, PacketKeys.aes(KID, KID), "5.1.3", "is wrong");
        assertRefused(packet, PacketKeys.tripleDes(KIC, KID), "5.1.2", "KIc 12 asks for keyset 1, AES-CBC");
        assertRefused(Arrays.copyOf(packet, packet.length - 1), AES, "5.1)", "packet length says");
        byte[] oddBlocks = Arrays.copyOf(packet, packet.length - 1);
        oddBlocks[1]--;
        assertRefused(oddBlocks, AES, "5.1.2", "not whole blocks");
        byte[] wrongHeader = packet.clone();
        wrongHeader[2] = 0x0C;
        assertRefused(wrongHeader, AES, "5.1)", "header length 12");
    }

    private static void assertRefused(byte[] packet, PacketKeys keys, String clause, String message) {
        assertThatThrownBy(() -> SecuredPackets.open(packet, keys))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining(clause)
                .hasMessageContaining(message);
    }

    @Test
    void refusesPaddingCounterBeyondTheData() {
        CommandPacket command = new CommandPacket(
                Spi.of(0x0000), new KeyIdentifier(0), new KeyIdentifier(0), Tar.USIM_FILES, COUNTER, new byte[2]);
        byte[] packet = SecuredPackets.secure(command, PacketKeys.NONE);
        packet[15] = 2;
        assertThat(SecuredPackets.open(packet, PacketKeys.NONE).packet().data()).isEmpty();
        packet[15] = 3;
        assertRefused(packet, PacketKeys.NONE, "5.1", "PCNTR says 3 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x05, 0x06, 0x07, 0x09, 0x0A})
    void takesSecurityErrorInClearButTellsSo(int status) {
        byte[] plain =
                SecuredPackets.secure(response(new PorStatus(status), new byte[0]), Spi.of(0x0001), PacketKeys.NONE);
        for (int spi : new int[] {0x1639, 0x1629, 0x1631, 0x1619}) {
            OpenedResponse opened = SecuredPackets.openResponse(plain, Spi.of(spi), AES);
            assertThat(opened.packet().status().code()).isEqualTo(status);
            assertThat(opened.authenticated()).isFalse();
            assertThat(opened.protection()).isEqualTo(OpenedResponse.Protection.PLAIN_INSTEAD);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x02, 0x03, 0x04, 0x0B, 0x0C, 0xC0})
    void refusesOtherStatusInClear(int status) {
        byte[] plain =
                SecuredPackets.secure(response(new PorStatus(status), new byte[3]), Spi.of(0x0001), PacketKeys.NONE);
        assertThatThrownBy(() -> SecuredPackets.openResponse(plain, SECURED, AES))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("in clear");
    }

    @Test
    void takesPlainResponseWhereNothingElseWasAsked() {
        Spi plainPor = Spi.of(0x1621);
        byte[] plain = SecuredPackets.secure(response(PorStatus.OK, new byte[3]), plainPor, AES);
        OpenedResponse opened = SecuredPackets.openResponse(plain, plainPor, AES);
        assertThat(opened.protection()).isEqualTo(OpenedResponse.Protection.AS_ASKED);
        assertThat(opened.authenticated()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = CipherAlgorithm.class,
            names = {"DES_CBC", "DES_ECB"})
    void refusesKeysThatDoNotFitTheirAlgorithm(CipherAlgorithm cipher) {
        assertThatThrownBy(() -> new PacketKeys(cipher, KIC, IntegrityAlgorithm.NONE, PacketKeys.noKey()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes no key of 16 bytes");
    }

    @Test
    void refusesToSecureWhatTheKeysCanNot() {
        CommandPacket asksForTripleDes = new CommandPacket(
                SECURED, new KeyIdentifier(0x15), new KeyIdentifier(0x12), Tar.USIM_FILES, COUNTER, new byte[1]);
        assertThatThrownBy(() -> SecuredPackets.secure(asksForTripleDes, AES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3DES");
        assertThatThrownBy(() -> SecuredPackets.secure(response(PorStatus.OK, new byte[0]), SECURED, PacketKeys.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SecuredPackets.secure(response(PorStatus.OK, new byte[0]), Spi.of(0x1605), AES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redundancy check");
    }

    @Test
    void takesImplicitAlgorithms() {
        CommandPacket implicit = new CommandPacket(
                SECURED, new KeyIdentifier(0x10), new KeyIdentifier(0x10), Tar.USIM_FILES, COUNTER, new byte[1]);
        assertThat(SecuredPackets.open(SecuredPackets.secure(implicit, AES), AES)
                        .packet())
                .isEqualTo(implicit);
    }

    @Test
    void showsNoKeyAndNoData() {
        String keyHex = HEX.formatHex(KIC.reveal());
        assertThat(AES.toString()).doesNotContainIgnoringCase(keyHex).contains("16 bytes");
        byte[] data = HEX.parseHex("deadbeef");
        assertThat(command(AES, data).toString()).doesNotContainIgnoringCase("deadbeef");
        assertThat(response(PorStatus.OK, data).toString()).doesNotContainIgnoringCase("deadbeef");
    }

    @Test
    void explainsInPlainWords() {
        assertThat(Spi.of(0x1639).describe())
                .isEqualTo(
                        "cryptographic checksum, ciphered, process only if the counter is higher than the stored one; "
                                + "proof of receipt always, cryptographic checksum, ciphered, by SMS-SUBMIT");
        assertThat(Spi.of(0x0000).describeResponse()).isEqualTo("no proof of receipt");
        assertThat(new KeyIdentifier(0x15).describeAsKic()).isEqualTo("keyset 1, 3DES outer-CBC, 2 keys");
        assertThat(new KeyIdentifier(0xF2).describeAsKid(Spi.Check.CC)).isEqualTo("keyset 15, AES-CMAC");
        assertThat(new KeyIdentifier(0x05).describeAsKid(Spi.Check.RC)).isEqualTo("implicit keyset, CRC-32");
        assertThat(new KeyIdentifier(0x03).describeAsKic()).contains("proprietary");
        assertThat(PorStatus.INSUFFICIENT_SECURITY_LEVEL.describe()).isEqualTo("security level too low");
        assertThat(Tar.SUBSCRIPTION_MANAGEMENT.describe()).isEqualTo("subscription management");
        assertThat(Tar.parse("bfff01").describe()).isEqualTo("proprietary toolkit application");
    }

    @Test
    void tellsWhetherAResponseAnswersACommand() {
        CommandPacket command = command(AES, new byte[1]);
        byte[] sent = SecuredPackets.secure(command, AES);
        OpenedResponse secured = SecuredPackets.openResponse(
                SecuredPackets.secure(response(PorStatus.OK, new byte[0]), SECURED, AES), SECURED, AES);
        assertThat(secured.answers(command, sent)).isTrue();
        CommandPacket later =
                CommandPacket.of(SECURED, 1, AES, Tar.SUBSCRIPTION_MANAGEMENT, COUNTER.next(), new byte[1]);
        assertThat(secured.answers(later, SecuredPackets.secure(later, AES))).isFalse();
        CommandPacket elsewhere = CommandPacket.of(SECURED, 1, AES, Tar.USIM_FILES, COUNTER, new byte[1]);
        assertThat(secured.answers(elsewhere, sent)).isFalse();

        Counter asSent = Counter.decode(Arrays.copyOfRange(sent, 10, 15));
        assertThat(refusedInClear(asSent).answers(command, sent)).isTrue();
        assertThat(refusedInClear(COUNTER.next()).answers(command, sent)).isFalse();
    }

    private static OpenedResponse refusedInClear(Counter counter) {
        ResponsePacket refusal =
                new ResponsePacket(Tar.SUBSCRIPTION_MANAGEMENT, counter, PorStatus.CHECK_FAILED, new byte[0]);
        byte[] plain = SecuredPackets.secure(refusal, Spi.of(0x0001), PacketKeys.NONE);
        return SecuredPackets.openResponse(plain, SECURED, AES);
    }

    @Test
    void counterEndsAtItsHighestValue() {
        assertThat(new Counter(0xFF_FFFF_FFFEL).next()).isEqualTo(Counter.BLOCKED);
        assertThatThrownBy(Counter.BLOCKED::next).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Counter(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Counter(0x0102030405L).encode()).containsExactly(1, 2, 3, 4, 5);
        assertThat(COUNTER).isLessThan(COUNTER.next());
    }

    @Test
    void comparesWhatWasOpenedByItsBytes() {
        PacketKeys keys = PacketKeys.aes(
                io.simshift.protocol.secret.SecretBytes.copyOf(new byte[16]),
                io.simshift.protocol.secret.SecretBytes.copyOf(new byte[16]));
        Spi spi = Spi.secured(true);
        byte[] command = SecuredPackets.secure(
                CommandPacket.of(spi, 1, keys, Tar.SUBSCRIPTION_MANAGEMENT, new Counter(5), new byte[] {1}), keys);
        byte[] other = SecuredPackets.secure(
                CommandPacket.of(spi, 1, keys, Tar.SUBSCRIPTION_MANAGEMENT, new Counter(6), new byte[] {1}), keys);
        assertThat(SecuredPackets.open(command, keys))
                .isEqualTo(SecuredPackets.open(command, keys))
                .hasSameHashCodeAs(SecuredPackets.open(command, keys))
                .isNotEqualTo(SecuredPackets.open(other, keys));
        ResponsePacket answer =
                new ResponsePacket(Tar.SUBSCRIPTION_MANAGEMENT, new Counter(5), PorStatus.OK, new byte[] {2});
        byte[] response = SecuredPackets.secure(answer, spi, keys);
        assertThat(SecuredPackets.openResponse(response, spi, keys))
                .isEqualTo(SecuredPackets.openResponse(response, spi, keys))
                .hasSameHashCodeAs(SecuredPackets.openResponse(response, spi, keys));
    }
}
