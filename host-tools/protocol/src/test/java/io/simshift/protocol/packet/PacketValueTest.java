package io.simshift.protocol.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.secret.SecretBytes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values that packets are made of: their limits, that they keep their bytes, and when two are the same. */
class PacketValueTest {
    private static final Spi SPI = Spi.of(0x1639);
    private static final KeyIdentifier KEY = new KeyIdentifier(0x12);
    private static final Counter COUNTER = new Counter(7);
    private static final Tar TAR = Tar.USIM_FILES;

    private static void refused(ThrowingCallable made) {
        assertThatThrownBy(made).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fieldsHaveAsManyBitsAsTheStandardGivesThem() {
        assertThat(new Spi(0xFF, 0xFF).value()).isEqualTo(0xFFFF);
        refused(() -> new Spi(0x100, 0));
        refused(() -> new Spi(0, 0x100));
        refused(() -> new Spi(-1, 0));
        assertThat(new KeyIdentifier(0xFF).keyset()).isEqualTo(15);
        refused(() -> new KeyIdentifier(0x100));
        refused(() -> new KeyIdentifier(-1));
        assertThat(new Tar(0xFFFFFF).encode()).containsExactly(0xFF, 0xFF, 0xFF);
        refused(() -> new Tar(0x1000000));
        refused(() -> new Tar(-1));
        refused(() -> Tar.parse("B0000"));
        refused(() -> Tar.parse("B0000G"));
        assertThat(new PorStatus(0xFF).code()).isEqualTo(0xFF);
        refused(() -> new PorStatus(0x100));
        assertThat(new Counter(0xFF_FFFF_FFFFL)).isEqualTo(Counter.BLOCKED);
        refused(() -> new Counter(0x100_0000_0000L));
        assertThat(Counter.ZERO.isBlocked()).isFalse();
        assertThat(COUNTER).hasToString("0000000007");
        assertThat(Tar.decode(new byte[] {(byte) 0xB0, 0, 0x10})).isEqualTo(Tar.USIM_FILES);
        assertThatThrownBy(() -> Tar.decode(new byte[4])).isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> Counter.decode(new byte[4])).isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> Counter.decode(new byte[6])).isInstanceOf(WireFormatException.class);
    }

    @Test
    void keyIdentifiersNameKeysetAndAlgorithm() {
        assertThat(KeyIdentifier.kic(0, CipherAlgorithm.AES_CBC)).isEqualTo(new KeyIdentifier(0x02));
        assertThat(KeyIdentifier.kid(15, IntegrityAlgorithm.CRC_32)).isEqualTo(new KeyIdentifier(0xF5));
        refused(() -> KeyIdentifier.kic(16, CipherAlgorithm.AES_CBC));
        refused(() -> KeyIdentifier.kid(-1, IntegrityAlgorithm.CRC_32));
        assertThat(new KeyIdentifier(0x34).isImplicit()).isTrue();
        assertThat(new KeyIdentifier(0x31).isImplicit()).isFalse();
        assertThat(new KeyIdentifier(0x32).isImplicit()).isFalse();
        assertThat(new KeyIdentifier(0x3D).algorithmNibble()).isEqualTo(0xD);
    }

    @Test
    void spiTellsEachOfItsBits() {
        Spi spi = Spi.of(0x1E3A);
        assertThat(spi.check()).isEqualTo(Spi.Check.CC);
        assertThat(spi.ciphered()).isTrue();
        assertThat(spi.counterMode()).isEqualTo(Spi.CounterMode.ONE_HIGHER);
        assertThat(spi.porMode()).isEqualTo(Spi.PorMode.ON_ERROR);
        assertThat(spi.porCheck()).isEqualTo(Spi.Check.CC);
        assertThat(spi.porCiphered()).isTrue();
        assertThat(spi.porBySubmit()).isTrue();
        Spi none = Spi.of(0xE1C1);
        assertThat(none.check()).isEqualTo(Spi.Check.RC);
        assertThat(none.ciphered()).isFalse();
        assertThat(none.counterMode()).isEqualTo(Spi.CounterMode.NONE);
        assertThat(none.porMode()).isEqualTo(Spi.PorMode.ALWAYS);
        assertThat(none.porCheck()).isEqualTo(Spi.Check.NONE);
        assertThat(none.porCiphered()).isFalse();
        assertThat(none.porBySubmit()).isFalse();
        assertThat(Spi.secured(true)).isEqualTo(Spi.of(0x1639));
        assertThat(Spi.secured(false)).isEqualTo(Spi.of(0x1619));
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, 0",
        "DES_CBC, 8",
        "DES_ECB, 8",
        "TRIPLE_DES_2_CBC, 16",
        "TRIPLE_DES_3_CBC, 24",
        "TRIPLE_DES_2_ECB, 16",
        "TRIPLE_DES_3_ECB, 24",
        "AES_CBC, 16",
        "AES_CBC, 24",
        "AES_CBC, 32",
    })
    void ciphersTakeKeysOfTheirLengthOnly(CipherAlgorithm cipher, int length) {
        assertThat(cipher.takesKeyOf(length)).isTrue();
        assertThat(cipher.takesKeyOf(length + 1)).isFalse();
        assertThat(cipher.takesKeyOf(length - 1)).isFalse();
        if (cipher != CipherAlgorithm.AES_CBC) {
            assertThat(cipher.takesKeyOf(length + 8)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, 0, 0",
        "CRC_16, 0, 2",
        "CRC_32, 0, 4",
        "DES_MAC, 8, 8",
        "TRIPLE_DES_2_MAC, 16, 8",
        "TRIPLE_DES_3_MAC, 24, 8",
        "AES_CMAC_64, 16, 8",
        "AES_CMAC_64, 24, 8",
        "AES_CMAC_32, 32, 4",
    })
    void checksTakeKeysOfTheirLengthOnly(IntegrityAlgorithm integrity, int keyLength, int checkLength) {
        assertThat(integrity.length()).isEqualTo(checkLength);
        assertThat(integrity.takesKeyOf(keyLength)).isTrue();
        assertThat(integrity.takesKeyOf(keyLength + 1)).isFalse();
        assertThat(integrity.takesKeyOf(keyLength - 1)).isFalse();
        assertThat(integrity.takesKeyOf(40)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"NONE, 13, 0", "DES_CBC, 13, 3", "DES_CBC, 16, 0", "AES_CBC, 13, 3", "AES_CBC, 17, 15", "AES_CBC, 32, 0"
    })
    void paddingBringsToWholeBlocks(CipherAlgorithm cipher, int length, int padding) {
        assertThat(cipher.paddingFor(length)).isEqualTo(padding);
    }

    @Test
    void keysNameTheirAlgorithms() {
        SecretBytes key = SecretBytes.copyOf(new byte[16]);
        PacketKeys keys = PacketKeys.tripleDes(key, key);
        assertThat(keys.kicIdentifier(2)).isEqualTo(new KeyIdentifier(0x25));
        assertThat(keys.kidIdentifier(3)).isEqualTo(new KeyIdentifier(0x35));
        assertThat(PacketKeys.aes(key, key).kidIdentifier(1)).isEqualTo(KEY);
        assertThat(PacketKeys.noKey().length()).isZero();
        refused(() -> new PacketKeys(
                CipherAlgorithm.AES_CBC, key, IntegrityAlgorithm.TRIPLE_DES_3_MAC, SecretBytes.copyOf(new byte[16])));
    }

    @Test
    void commandsAreTheSameWhereEveryFieldIs() {
        byte[] data = {1, 2, 3};
        CommandPacket command = new CommandPacket(SPI, KEY, KEY, TAR, COUNTER, data);
        List<CommandPacket> others = List.of(
                new CommandPacket(Spi.of(0x1619), KEY, KEY, TAR, COUNTER, data),
                new CommandPacket(SPI, new KeyIdentifier(0x10), KEY, TAR, COUNTER, data),
                new CommandPacket(SPI, KEY, new KeyIdentifier(0x10), TAR, COUNTER, data),
                new CommandPacket(SPI, KEY, KEY, Tar.UICC_FILES, COUNTER, data),
                new CommandPacket(SPI, KEY, KEY, TAR, COUNTER.next(), data),
                new CommandPacket(SPI, KEY, KEY, TAR, COUNTER, new byte[] {1, 2, 4}));
        assertDistinct(command, new CommandPacket(SPI, KEY, KEY, TAR, COUNTER, data.clone()), others);
        data[0] = 9;
        command.data()[1] = 9;
        assertThat(command.data()).containsExactly(1, 2, 3);
        assertThat(command)
                .hasToString("CommandPacket[SPI 1639, KIc 12, KID 12, TAR B00010, CNTR 0000000007, 3 bytes]");
    }

    @Test
    void responsesAreTheSameWhereEveryFieldIs() {
        byte[] data = {1, 2, 3};
        ResponsePacket response = new ResponsePacket(TAR, COUNTER, PorStatus.OK, data);
        List<ResponsePacket> others = List.of(
                new ResponsePacket(Tar.UICC_FILES, COUNTER, PorStatus.OK, data),
                new ResponsePacket(TAR, COUNTER.next(), PorStatus.OK, data),
                new ResponsePacket(TAR, COUNTER, PorStatus.COUNTER_LOW, data),
                new ResponsePacket(TAR, COUNTER, PorStatus.OK, new byte[] {1, 2, 4}));
        assertDistinct(response, new ResponsePacket(TAR, COUNTER, PorStatus.OK, data.clone()), others);
        data[0] = 9;
        response.data()[1] = 9;
        assertThat(response.data()).containsExactly(1, 2, 3);
        assertThat(response).hasToString("ResponsePacket[TAR B00010, CNTR 0000000007, status 00, 3 bytes]");
    }

    /** Equal ones share their hash; of the others at least some have another, or a table of packets would be a list. */
    private static <T> void assertDistinct(T value, T same, List<T> others) {
        assertThat(value).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo("another type");
        Set<Integer> hashes = new HashSet<>();
        for (T other : others) {
            assertThat(other).isNotEqualTo(value);
            hashes.add(other.hashCode());
        }
        assertThat(hashes).hasSizeGreaterThan(2);
    }

    @Test
    void openedPacketsKeepTheirCheckValue() {
        byte[] check = {1, 2, 3, 4};
        CommandPacket command = new CommandPacket(SPI, KEY, KEY, TAR, COUNTER, new byte[0]);
        CommandHeader header = new CommandHeader(20, 17, SPI, KEY, KEY, TAR);
        OpenedCommand opened = new OpenedCommand(command, header, 3, check);
        ResponsePacket response = new ResponsePacket(TAR, COUNTER, PorStatus.OK, new byte[0]);
        OpenedResponse answer = new OpenedResponse(response, OpenedResponse.Protection.AS_ASKED, 0, check);
        check[0] = 9;
        opened.checkValue()[1] = 9;
        answer.checkValue()[1] = 9;
        assertThat(opened.checkValue()).containsExactly(1, 2, 3, 4);
        assertThat(answer.checkValue()).containsExactly(1, 2, 3, 4);
        assertThat(answer.authenticated()).isFalse();
        assertThat(header.checkLength()).isEqualTo(4);
    }

    @Test
    void framingsDifferInOneThingAtATime() {
        Framing marked = Framing.CAT_TP.withPadding(Framing.Padding.MARKED);
        assertThat(marked).isEqualTo(new Framing(Framing.Bearer.IP, Framing.Padding.MARKED, true));
        assertThat(marked.withoutUdhInResponseCheck())
                .isEqualTo(new Framing(Framing.Bearer.IP, Framing.Padding.MARKED, false));
        assertThat(Framing.TCP).isEqualTo(Framing.CAT_TP);
    }
}
