package io.simshift.protocol.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.Damage;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.aka.MilenageConstants;
import io.simshift.protocol.aka.TuakParameters;
import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AkaChoiceTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final SecretBytes KEY = bytes(16, 0x10);
    private static final SecretBytes LONG_KEY = bytes(32, 0x20);
    private static final SecretBytes TOPC = bytes(32, 0x60);
    private static final AkaChoice USUAL_TUAK = new AkaChoice.Tuak(TuakParameters.DEFAULT);

    private static SecretBytes bytes(int length, int first) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return SecretBytes.copyOf(bytes);
    }

    private static StoreSlotCommand slot(AkaChoice choice, SecretBytes k, SecretBytes opc) {
        return new StoreSlotCommand(
                new SlotIndex(1),
                choice,
                OtaAlgorithm.AES_128,
                k,
                opc,
                KEY,
                KEY,
                KEY,
                Optional.empty(),
                Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "8, 8, 16, 16, 1, 0801",
        "8, 4, 16, 16, 1, 0001",
        "16, 16, 16, 32, 2, 5202",
        "32, 32, 32, 32, 255, a6ff",
        "32, 8, 32, 16, 1, 8c01"
    })
    void codesTheParametersOfTuak(int mac, int res, int ck, int ik, int iterations, String hex) {
        AkaChoice choice = new AkaChoice.Tuak(new TuakParameters(mac, res, ck, ik, iterations));
        assertThat(HEX.formatHex(choice.parameters())).isEqualTo(hex);
        assertThat(AkaChoice.decode(HEX.parseHex("0202" + hex))).isEqualTo(choice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0502", "0202", "01020801", "03020801", "02020901", "0202c801", "02021801", "02020800"})
    void refusesOtherChoices(String algorithms) {
        assertThatThrownBy(() -> AkaChoice.decode(HEX.parseHex(algorithms)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void storesKeysOfEveryAlgorithm() {
        for (StoreSlotCommand command : List.of(
                slot(AkaChoice.MILENAGE, KEY, KEY),
                slot(new AkaChoice.XorTest(), KEY, KEY),
                slot(new AkaChoice.OwnMilenage(Optional.empty()), KEY, KEY),
                slot(USUAL_TUAK, KEY, TOPC),
                slot(USUAL_TUAK, LONG_KEY, TOPC))) {
            byte[] data = command.withCheckValues().encode(KEY);
            assertThat(StoreSlotCommand.decode(data, KEY)).isEqualTo(command.withCheckValues());
            Damage.refusesEveryTruncation(command.encode(KEY), bytes -> StoreSlotCommand.decode(bytes, KEY));
            Damage.neverMistakesFlippedBit(command.encode(KEY), bytes -> StoreSlotCommand.decode(bytes, KEY));
        }
    }

    @Test
    void refusesKeysOfAnotherAlgorithm() {
        assertThatThrownBy(() -> slot(AkaChoice.MILENAGE, LONG_KEY, TOPC)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> slot(new AkaChoice.XorTest(), KEY, TOPC)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> slot(USUAL_TUAK, KEY, KEY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StoreSlotCommand.decode(HEX.parseHex("800101" + "810101"), KEY))
                .isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> StoreSlotCommand.decode(HEX.parseHex("800101" + "81020102"), KEY))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("tag 82 is missing");
    }

    /** CBC by hand: each block XOR the one before, in ECB. */
    @Test
    void checkValueOfTuakCoversAllOfKAndTopc() {
        byte[] block = new byte[16];
        byte[] clear = HEX.parseHex(HEX.formatHex(LONG_KEY.reveal()).substring(32) + HEX.formatHex(TOPC.reveal()));
        SecretBytes key = SecretBytes.copyOf(LONG_KEY.reveal(), 0, 16);
        for (int off = 0; off < clear.length; off += 16) {
            for (int i = 0; i < 16; i++) {
                block[i] ^= clear[off + i];
            }
            block = BlockCipher.AES.encryptEcb(key, block);
        }
        assertThat(slot(USUAL_TUAK, LONG_KEY, TOPC).checkValues().aka()).isEqualTo(Arrays.copyOf(block, 3));
    }

    @Test
    void carriesOwnConstantsOfMilenage() {
        byte[] bytes = new byte[MilenageConstants.ENCODED_BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        MilenageConstants constants = MilenageConstants.decode(bytes);
        StoreSlotCommand own = slot(new AkaChoice.OwnMilenage(Optional.of(constants)), KEY, KEY);
        byte[] data = own.encode(KEY);
        assertThat(HEX.formatHex(data)).endsWith("8655" + HEX.formatHex(bytes));
        assertThat(StoreSlotCommand.decode(data, KEY)).isEqualTo(own).hasSameHashCodeAs(own);
        assertThat(own.aka()).isNotEqualTo(new AkaChoice.OwnMilenage(Optional.of(MilenageConstants.STANDARD)));
        data[5] = 1;
        assertThatThrownBy(() -> StoreSlotCommand.decode(data, KEY)).hasMessageContaining("tag 86 is of Milenage with");
        bytes[4] = (byte) 0x80;
        assertThatThrownBy(() -> MilenageConstants.decode(bytes)).hasMessageContaining("0 to 127");
        assertThatThrownBy(() -> MilenageConstants.decode(new byte[84])).hasMessageContaining("not 84");
        assertThatThrownBy(() -> new AkaChoice.OwnMilenage(Optional.empty()).algorithm(KEY, KEY))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void marksTestCards() {
        InstallParameters test = InstallParameters.of(KEY, KEY, KEY).ofTestCard();
        assertThat(test.testCard()).isTrue();
        assertThat(InstallParameters.decode(test.encode())).isEqualTo(test);
        assertThat(test.with(RemoteManagement.DEFAULT)).isEqualTo(test);
        String usual = HEX.formatHex(InstallParameters.of(KEY, KEY, KEY).encode());
        assertThat(HEX.formatHex(test.encode())).isEqualTo(usual + "8a0101");
        assertThat(InstallParameters.decode(HEX.parseHex(usual + "8a0100")).testCard())
                .isFalse();
        assertThatThrownBy(() -> InstallParameters.decode(HEX.parseHex(usual + "8a0102")))
                .isInstanceOf(WireFormatException.class);
    }
}
