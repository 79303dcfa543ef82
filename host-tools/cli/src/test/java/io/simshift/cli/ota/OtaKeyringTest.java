package io.simshift.cli.ota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.cli.CommandFailure;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.packet.CipherAlgorithm;
import io.simshift.protocol.packet.IntegrityAlgorithm;
import io.simshift.protocol.packet.KeyIdentifier;
import io.simshift.protocol.packet.Spi;
import io.simshift.simulator.document.DocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtaKeyringTest {
    private static final String KEY = "a10102030405060708090a0b0c0d0e0f";
    private static final String ONE =
            "\"keyset\": 1, \"algorithm\": \"AES-128\", \"kic\": \"" + KEY + "\", \"kid\": \"" + KEY + "\"";

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("keys.json"), text);
    }

    private OtaKeyring keyring(String keysets) throws IOException {
        return OtaKeyring.read(file("{\"keysets\": [" + keysets + "]}"));
    }

    @Test
    void readsKeysetsOfEveryKind() throws IOException {
        OtaKeyring keyring = OtaKeyring.read(file("{\"iccid\": \"8988300000000009014\", \"keysets\": [{" + ONE + "},\n"
                + "{\"name\": \"mixed\", \"keyset\": 3, \"algorithm\": \"3DES-3\", \"kic\": \"" + KEY
                + "0011223344556677\", \"kidAlgorithm\": \"aes-256\", \"kid\": \"" + KEY + KEY
                + "\", \"checkBytes\": 4}]}"));
        assertThat(keyring.iccid()).contains(new Iccid("8988300000000009014"));
        OtaKeyset first = keyring.keyset(Optional.empty());
        assertThat(first.name()).isEqualTo("1");
        assertThat(first.kicIdentifier()).isEqualTo(new KeyIdentifier(0x12));
        OtaKeyset mixed = keyring.keyset(Optional.of("mixed"));
        assertThat(mixed.cipher()).isEqualTo(CipherAlgorithm.TRIPLE_DES_3_CBC);
        assertThat(mixed.integrity()).isEqualTo(IntegrityAlgorithm.AES_CMAC_32);
        assertThat(mixed.kicIdentifier()).isEqualTo(new KeyIdentifier(0x39));
        assertThat(mixed.kidIdentifier(Spi.of(0x1639))).isEqualTo(new KeyIdentifier(0x32));
        assertThat(mixed.kidIdentifier(Spi.of(0x1539))).isEqualTo(new KeyIdentifier(0x35));
        assertThatThrownBy(() -> keyring.keyset(Optional.of("other")))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("There is no keyset 'other'; there is 1, mixed");
        assertThat(keyring.toString()).doesNotContain("0102030405");
    }

    @Test
    void choosesTheCheckOfCommandAndAnswer() throws IOException {
        OtaKeyset keyset = keyring("{" + ONE + "}").keyset(Optional.empty());
        Spi redundancy = Spi.of(0x1135);
        KeyIdentifier crc16 = new KeyIdentifier(0x11);
        assertThat(keyset.forCommand(redundancy, crc16).integrity()).isEqualTo(IntegrityAlgorithm.CRC_16);
        assertThat(keyset.forResponse(redundancy, crc16).integrity()).isEqualTo(IntegrityAlgorithm.CRC_16);
        assertThat(keyset.forCommand(redundancy, new KeyIdentifier(0x15)).integrity())
                .isEqualTo(IntegrityAlgorithm.CRC_32);
        assertThat(keyset.forResponse(Spi.of(0x1635), new KeyIdentifier(0x12)).integrity())
                .isEqualTo(IntegrityAlgorithm.CRC_32);
        assertThat(keyset.forResponse(Spi.of(0x1139), crc16).integrity()).isEqualTo(IntegrityAlgorithm.AES_CMAC_64);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{} | \"keyset\" is missing",
                "{\"keyset\": 16} | is not between 0 and 15",
                "{\"keyset\": 1, \"algorithm\": \"RC4\"} | algorithm: is none of AES-128, 3DES, AES-192",
                "{\"keyset\": 1, \"algorithm\": \"AES-256\", \"kic\": \"a10102030405060708090a0b0c0d0e0f\"} | kic: has 16 bytes, not 32",
                "{\"keyset\": 1, \"algorithm\": \"DES\", \"kic\": \"a10102030405060X\"} | kic: is not an even number",
                "{\"keyset\": 1, \"algorithm\": \"DES\", \"kic\": \"a101020304050607\"} | \"kid\" is missing",
                "{\"keyset\": 1, \"algorithm\": \"DES\", \"kic\": \"a101020304050607\", \"kid\": \"a101020304050607\", \"checkBytes\": 4}"
                        + " | checkBytes: is 8, or with AES 4",
                "{\"keyset\": 1, \"name\": \"a b\"} | name: a name has 1 to 32 letters",
                "{\"keyset\": 1, \"colour\": 1} | colour: is not known here"
            })
    void namesFileLineFieldAndMistake(String keyset, String said) {
        assertThatThrownBy(() -> keyring("\n" + keyset))
                .isInstanceOf(DocumentException.class)
                .hasMessageStartingWith(folder.resolve("keys.json") + ":2: keysets[1]")
                .hasMessageContaining(said)
                .hasMessageNotContaining("a1010203");
    }

    @Test
    void refusesNamesThatStandForTwo() {
        assertThatThrownBy(() -> keyring("{" + ONE + "},{" + ONE + "}"))
                .hasMessageContaining("there are two keysets with the name 1");
        assertThatThrownBy(() -> keyring("")).hasMessageContaining("keysets: is empty");
    }

    @Test
    void noticesThatOthersCanRead() throws IOException {
        Path file = file("{}");
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
            assertThat(OtaKeyring.isReadableByOthers(file)).isTrue();
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            assertThat(OtaKeyring.isReadableByOthers(file)).isFalse();
        }
    }
}
