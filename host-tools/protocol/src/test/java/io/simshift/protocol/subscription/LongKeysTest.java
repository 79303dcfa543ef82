package io.simshift.protocol.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.Damage;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.RekeyCommand.RemoteKeys;
import io.simshift.protocol.subscription.RekeyCommand.SubscriberKeys;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** STORE SLOT with keys of every length, and as a re-key. Ciphered keys and check values were computed with openssl. */
class LongKeysTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final SecretBytes K = key("465b5ce8b199b49faa5f0a2ee238a6bc");
    private static final SecretBytes OPC = key("cd63cb71954a9f4e48a5994e37a02baf");
    private static final SecretBytes MANUFACTURER_KIK = counting(0x10, 16);
    private static final SlotIndex SLOT = new SlotIndex(3);
    private static final String WRAPPED_AKA = "0abf368f5cef57f05593542d3f98f0a5898c28fdd69642ac580c787172c9a329";

    private static SecretBytes key(String hex) {
        return SecretBytes.copyOf(HEX.parseHex(hex));
    }

    private static SecretBytes counting(int from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return SecretBytes.copyOf(bytes);
    }

    private static StoreSlotCommand command(OtaAlgorithm algorithm) {
        int length = algorithm.keyLength();
        return new StoreSlotCommand(
                SLOT, algorithm, K, OPC, counting(0x00, length), counting(0x40, length), counting(0x80, length));
    }

    @ParameterizedTest
    @CsvSource({
        "AES_192, 12, 50, 9c54d571702cfa0f03f36215676bab78ede91b61682193c78606b5e0528d223a"
                + "358bed082a78ac1e5d534041b6cde9b2a039e31a6d468a5fe21d5fe71e9b53a28a0466e12ad9f0acb9568255c2916354",
        "AES_256, 22, 60, 9c54d571702cfa0f03f36215676bab789a63a498dc7c686744fb94a9243e9409"
                + "87ff3591a44f80daaf98b768a13ac2500e74a85b4938ce0a619ca051be92915d"
                + "784f744c5af2622af6ca6d30af06f647b73f986925b008dd176608d43dea90e0",
        "TRIPLE_DES_3, 09, 50, 9c54d571702cfa0f03f36215676bab78ede91b61682193c78606b5e0528d223a"
                + "358bed082a78ac1e5d534041b6cde9b2a039e31a6d468a5fe21d5fe71e9b53a28a0466e12ad9f0acb9568255c2916354",
        "DES, 01, 20, aeb4bb1f7c5e0fd91a00e7bbb907c0592c7b6dfb307960740d2e57630592912d"
    })
    void wrapsKeysOfEveryLengthFilledToWholeBlocks(OtaAlgorithm algorithm, String code, String length, String keys) {
        String hex = "800103" + "810201" + code + "8220" + WRAPPED_AKA + "83" + length + keys;
        assertThat(HEX.formatHex(command(algorithm).encode(MANUFACTURER_KIK))).isEqualTo(hex);
        assertThat(decode(HEX.parseHex(hex))).isEqualTo(command(algorithm));
        Damage.refusesEveryTruncation(HEX.parseHex(hex), LongKeysTest::decode);
        Damage.neverMistakesFlippedBit(HEX.parseHex(hex), LongKeysTest::decode);
    }

    private static StoreSlotCommand decode(byte[] data) {
        return StoreSlotCommand.decode(data, MANUFACTURER_KIK);
    }

    @ParameterizedTest
    @CsvSource({
        "AES_192, 38fcb6 ffcd73 5d77f7",
        "AES_256, 75e208 ecdcd8 ac98f7",
        "TRIPLE_DES_3, 894bc3 b4692b d36b63",
        "DES, a5173a 4fb923 6c2640"
    })
    void computesCheckValuesOfEveryLength(OtaAlgorithm algorithm, String shown) {
        assertThat(command(algorithm).checkValues()).hasToString("185781 " + shown);
    }

    @Test
    void saysWhatPacketsNeedAndWhatTheKeysAre() {
        StoreSlotCommand command = command(OtaAlgorithm.DES)
                .withMinimumSecurity(new MinimumSecurity(0x12))
                .withCheckValues();
        String tail = "840112" + "850c" + "185781a5173a4fb9236c2640";
        assertThat(HEX.formatHex(command.encode(MANUFACTURER_KIK))).endsWith(tail);
        assertThat(decode(command.encode(MANUFACTURER_KIK))).isEqualTo(command);
        assertThat(command.minimumSecurity()).contains(new MinimumSecurity(0x12));
        assertThat(command.expected()).contains(command.checkValues());
        String damaged = HEX.formatHex(command.encode(MANUFACTURER_KIK)).replace("840112", "840113");
        assertThatThrownBy(() -> decode(HEX.parseHex(damaged))).isInstanceOf(WireFormatException.class);
        Damage.neverMistakesTruncation(command.encode(MANUFACTURER_KIK), LongKeysTest::decode);
        Damage.neverMistakesFlippedBit(command.encode(MANUFACTURER_KIK), LongKeysTest::decode);
    }

    @Test
    void takesNoKeyOfAnotherLength() {
        SecretBytes shortKey = counting(0, 16);
        assertThatThrownBy(() -> new StoreSlotCommand(SLOT, OtaAlgorithm.AES_256, K, OPC, shortKey, shortKey, shortKey))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a key of AES_256 has 32 bytes, not 16");
        SecretBytes longKey = counting(0, 32);
        assertThatThrownBy(() ->
                        new StoreSlotCommand(SLOT, OtaAlgorithm.AES_128, longKey, OPC, shortKey, shortKey, shortKey))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RemoteKeysOf(OtaAlgorithm.AES_192).rekey(shortKey))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private record RemoteKeysOf(OtaAlgorithm algorithm) {
        RekeyCommand rekey(SecretBytes key) {
            return new RekeyCommand(
                    SLOT,
                    algorithm,
                    Optional.empty(),
                    Optional.of(new RemoteKeys(key, key, key)),
                    Optional.empty(),
                    command(OtaAlgorithm.AES_128).checkValues());
        }
    }

    @ParameterizedTest
    @EnumSource(OtaAlgorithm.class)
    void makesKeysOfPackets(OtaAlgorithm algorithm) {
        PacketKeys keys =
                algorithm.packetKeys(counting(0x00, algorithm.keyLength()), counting(0x40, algorithm.keyLength()));
        CommandPacket packet = CommandPacket.of(
                Spi.secured(true), 1, keys, Tar.SUBSCRIPTION_MANAGEMENT, new Counter(1), HEX.parseHex("803f000000"));
        assertThat(packet.kic().algorithmNibble()).isEqualTo(algorithm.code() & 0x0F);
        assertThat(packet.kid().algorithmNibble()).isEqualTo(algorithm.code() & 0x0F);
        assertThat(SecuredPackets.open(SecuredPackets.secure(packet, keys), keys)
                        .packet())
                .isEqualTo(packet);
        assertThat(OtaAlgorithm.decode(algorithm.code())).isEqualTo(algorithm);
    }

    @Test
    void rekeysUnderTheActiveKeys() {
        SecretBytes kik = counting(0x30, 16);
        StoreSlotCommand afterwards = command(OtaAlgorithm.AES_256);
        RekeyCommand command = new RekeyCommand(
                SLOT,
                OtaAlgorithm.AES_256,
                Optional.of(new SubscriberKeys(K, OPC)),
                Optional.of(new RemoteKeys(afterwards.kic(), afterwards.kid(), afterwards.kik())),
                Optional.of(MinimumSecurity.DEFAULT),
                afterwards.checkValues());
        String hex = "800103" + "81020122" + "8220" + "c6e77ec977401a8e1576ad5e5cd7d21164bd6996b5954812437611b47f528d89"
                + "8360" + "c4e56c89106d0941d2b5198e184600c3037a5649ca6a972bc8483b5b7daf3c6e"
                + "9f02393e6d9559b9f79bb096e4e5835f3179be9370b462f353e6282e47637721"
                + "ed46967c7e817af908251d48faa06966cab9a792992bb707d76446dd039f5315"
                + "840116" + "850c" + "18578175e208ecdcd8ac98f7";
        assertThat(HEX.formatHex(command.encode(OtaAlgorithm.TRIPLE_DES_2, kik)))
                .isEqualTo(hex);
        assertThat(RekeyCommand.decode(HEX.parseHex(hex), OtaAlgorithm.TRIPLE_DES_2, kik))
                .isEqualTo(command);
        assertThat(HEX.formatHex(command.toApdu(OtaAlgorithm.TRIPLE_DES_2, kik).encode()))
                .isEqualTo("804000009c" + hex);
        Damage.neverMistakesTruncation(
                HEX.parseHex(hex), bytes -> RekeyCommand.decode(bytes, OtaAlgorithm.TRIPLE_DES_2, kik));
        Damage.neverMistakesFlippedBit(
                HEX.parseHex(hex), bytes -> RekeyCommand.decode(bytes, OtaAlgorithm.TRIPLE_DES_2, kik));
    }

    @Test
    void rekeysOneKindOfKeysAlone() {
        SecretBytes kik = counting(0xA0, 32);
        StoreSlotCommand afterwards = command(OtaAlgorithm.TRIPLE_DES_3);
        RekeyCommand remoteOnly = new RekeyCommand(
                SLOT,
                OtaAlgorithm.TRIPLE_DES_3,
                Optional.empty(),
                Optional.of(new RemoteKeys(afterwards.kic(), afterwards.kid(), afterwards.kik())),
                Optional.empty(),
                afterwards.checkValues());
        String hex = "800103" + "81020109" + "8350" + "9fd42b08b25da66f1d6359fdb06fc74b966bf1de772e29797f489b4d87bce75c"
                + "27b2c54f42d463fb80a071c21c876fb436c29b66ecc6a6ee5a9b6614d829f65752788c2f2a765d87c28ebd4e64b11358"
                + "850c" + "185781894bc3b4692bd36b63";
        assertThat(HEX.formatHex(remoteOnly.encode(OtaAlgorithm.AES_256, kik))).isEqualTo(hex);
        assertThat(RekeyCommand.decode(HEX.parseHex(hex), OtaAlgorithm.AES_256, kik))
                .isEqualTo(remoteOnly);
        RekeyCommand subscriberOnly = new RekeyCommand(
                SLOT,
                OtaAlgorithm.AES_256,
                Optional.of(new SubscriberKeys(K, OPC)),
                Optional.empty(),
                Optional.empty(),
                afterwards.checkValues());
        byte[] wrapped = BlockCipher.AES.encryptCbc(
                kik, HEX.parseHex("465b5ce8b199b49faa5f0a2ee238a6bccd63cb71954a9f4e48a5994e37a02baf"));
        assertThat(HEX.formatHex(subscriberOnly.encode(OtaAlgorithm.AES_256, kik)))
                .isEqualTo(
                        "800103" + "81020122" + "8220" + HEX.formatHex(wrapped) + "850c" + "185781894bc3b4692bd36b63");
        assertThat(RekeyCommand.decode(subscriberOnly.encode(OtaAlgorithm.AES_256, kik), OtaAlgorithm.AES_256, kik))
                .isEqualTo(subscriberOnly);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void rekeysTuakWithTopcOf32Bytes(int kBytes) {
        SecretBytes kik = counting(0xA0, 16);
        SecretBytes k = counting(0x01, kBytes);
        SecretBytes topc = counting(0x41, 32);
        CheckValues expected = command(OtaAlgorithm.AES_128).checkValues();
        RekeyCommand command = new RekeyCommand(
                SLOT,
                AkaKind.TUAK,
                OtaAlgorithm.AES_128,
                Optional.of(new SubscriberKeys(k, topc)),
                Optional.empty(),
                Optional.empty(),
                expected);
        byte[] clear = HEX.parseHex(HEX.formatHex(k.reveal()) + HEX.formatHex(topc.reveal()));
        String hex = "800103" + "81020202" + "82" + HEX.toHexDigits((byte) (kBytes + 32))
                + HEX.formatHex(BlockCipher.AES.encryptCbc(kik, clear)) + "850c"
                + HEX.formatHex(expected.encode());
        assertThat(HEX.formatHex(command.encode(OtaAlgorithm.AES_128, kik))).isEqualTo(hex);
        assertThat(RekeyCommand.decode(HEX.parseHex(hex), OtaAlgorithm.AES_128, kik))
                .isEqualTo(command);
        Damage.neverMistakesTruncation(
                HEX.parseHex(hex), bytes -> RekeyCommand.decode(bytes, OtaAlgorithm.AES_128, kik));
        assertThatThrownBy(() -> new RekeyCommand(
                        SLOT,
                        AkaKind.MILENAGE,
                        OtaAlgorithm.AES_128,
                        Optional.of(new SubscriberKeys(k, topc)),
                        Optional.empty(),
                        Optional.empty(),
                        expected))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("these are no keys of MILENAGE");
    }

    @Test
    void rekeyHasNewKeysAndTheirCheckValues() {
        SecretBytes kik = counting(0x30, 16);
        assertThatThrownBy(() -> RekeyCommand.decode(
                        HEX.parseHex("800103" + "81020122" + "850c" + "185781894bc3b4692bd36b63"),
                        OtaAlgorithm.AES_128,
                        kik))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("new subscriber keys, new OTA keys, or both");
        assertThatThrownBy(() -> RekeyCommand.decode(
                        HEX.parseHex("800103" + "81020122" + "8220" + WRAPPED_AKA), OtaAlgorithm.AES_128, kik))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("tag 85 is missing");
    }

    @Test
    void showsNoKey() {
        SecretBytes key = key("5a".repeat(32));
        RekeyCommand command = new RemoteKeysOf(OtaAlgorithm.AES_256).rekey(key);
        assertThat(command.toString()).doesNotContain("5a5a").contains("SecretBytes[32 bytes]");
    }
}
