package io.simshift.simulator.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.document.DocumentException;
import io.simshift.simulator.personalisation.PersonalisationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CardProfileReaderTest {
    private static final Path SAMPLE = Path.of("../../examples/card-profile.json");
    private static final String SEED = "000102030405060708090a0b0c0d0e0f";
    private static final String PLAIN = """
            {
              "profile": 1,
              "iccid": "8988300000000009014",
              "subscription": {"imsi": "001010000000001", "mncLength": 2, "serviceCentre": "8835019000"},
              "keys": %s
            }
            """;

    private final CardProfileReader reader = new CardProfileReader(new SecureRandom());

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("card.json");
    }

    private CardProfile read(String text) throws IOException {
        return reader.read(Files.writeString(file, text));
    }

    private CardProfile withKeys(String keys) throws IOException {
        return read(String.format(PLAIN, keys));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void makesTheCardOfTheSample() throws IOException {
        CardProfile profile = reader.read(SAMPLE);
        assertThat(profile.order().installed().slots()).isEqualTo(4);
        assertThat(profile.imsi().digits()).isEqualTo("001010000000001");
        StoreSlotCommand third = profile.slot(new SlotIndex(3)).orElseThrow();
        assertThat(hex(third.opc().reveal())).isEqualTo("a64a507ae1a2a98bb88eb4210135dc87");
        assertThat(third.algorithm()).isEqualTo(OtaAlgorithm.TRIPLE_DES_2);
        try (SimulatedCard card = profile.make()) {
            assertThat(hex(select(card, "00A40000022FE2"))).startsWith("62").endsWith("9000");
            assertThat(hex(card.transmit(hex("00B000000A")))).isEqualTo("988803000000009010f49000");
            select(card, "00A40004022F05");
            assertThat(hex(card.transmit(hex("00B0000004")))).isEqualTo("656e64659000");
        }
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static byte[] select(SimulatedCard card, String apdu) {
        return card.transmit(hex(apdu));
    }

    @Test
    void makesTheSameKeysFromTheSameSeedAndCard() throws IOException {
        String keys = "{\"generate\": 2, \"seed\": \"" + SEED + "\"}";
        CardProfile first = withKeys(keys);
        assertThat(withKeys(keys)).isEqualTo(first);
        // printf '%s' '8988300000000009014 2 k' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0001...0f
        assertThat(hex(first.slot(new SlotIndex(2)).orElseThrow().k().reveal()))
                .isEqualTo("b3e810e2180de1c1b1ae8d03aa1a14e4");
        assertThat(hex(first.order().installed().kik().reveal())).isEqualTo("b686bc25aa6b8d92c406f3ef3ff467e6");
        CardProfile other = read(String.format(PLAIN, keys).replace("8988300000000009014", "8988300000000009022"));
        assertThat(other.slot(new SlotIndex(2)).orElseThrow().k())
                .isNotEqualTo(first.slot(new SlotIndex(2)).orElseThrow().k());
        assertThat(folder).isDirectoryNotContaining("glob:**.keys.json");
    }

    @Test
    void writesFreshKeysOnceAndForTheirOwnerAlone() throws IOException {
        String keys = "{\"generate\": 3, \"otaAlgorithm\": \"3DES\", \"file\": \"k.json\"}";
        CardProfile first = withKeys(keys);
        Path keyFile = folder.resolve("k.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile)))
                .isEqualTo("rw-------");
        String written = Files.readString(keyFile);
        assertThat(written)
                .contains(hex(first.slot(new SlotIndex(3)).orElseThrow().k().reveal()));
        assertThat(withKeys(keys)).isEqualTo(first);
        assertThat(withKeys("{\"file\": \"k.json\"}")).isEqualTo(first);
        assertThat(keyFile).hasContent(written);

        assertThatThrownBy(() -> withKeys("{\"generate\": 4, \"file\": \"k.json\"}"))
                .isInstanceOf(DocumentException.class)
                .hasMessage(file + ":5: keys.generate: the key file is there already, and has 3 slots");
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> withKeys(keys))
                .isInstanceOf(DocumentException.class)
                .hasMessage(keyFile + ": holds keys, and others than its owner have rights on it: chmod 600 it");
    }

    @Test
    void refusesTheKeyFileOfAnotherCard() throws IOException {
        withKeys("{\"generate\": 1, \"file\": \"k.json\"}");
        String other = String.format(PLAIN, "{\"file\": \"k.json\"}").replace("9014\"", "9022\"");
        assertThatThrownBy(() -> read(other))
                .isInstanceOf(DocumentException.class)
                .hasMessage(
                        folder.resolve("k.json") + ":2: iccid: these are the keys of another card; the profile is that"
                                + " of 8988300000000009022");
    }

    @Test
    void refusesFilesThatAreNotThere() {
        assertThatThrownBy(() -> reader.read(folder.resolve("none.json"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> withKeys("{\"file\": \"none.json\"}")).isInstanceOf(NoSuchFileException.class);
    }

    /** In the sample: what stands there, what is put in its place, the message behind the file's name. */
    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("\"profile\": 1", "\"profile\": 2", ":3: profile: 2 is not between 1 and 1"),
                Arguments.of("09014\"", "09015\"", ":4: iccid: ICCID 8988300000000009015 has a wrong check digit"),
                Arguments.of("\"slots\": 4", "\"slots\": 2", ":7: card.slots: 2 is not between 3 and 64"),
                Arguments.of(
                        "\"mncLength\": 2",
                        "\"mncLength\": 4",
                        ":13: subscription.mncLength: 4 is not between 2 and 3"),
                Arguments.of("\"mncLength\"", "\"mnc\"", ":13: subscription.mnc: is not known here;"),
                Arguments.of(
                        "Operator A", "Opérateur", ":14: subscription.serviceProviderName: service provider name 'Op"),
                Arguments.of(
                        "+8835019000", "none", ":15: subscription.serviceCentre: MSISDN 'none' is not 3 to 15 digits"),
                Arguments.of("\"slot\": 1", "\"slot\": 0", ":27: keys.slots[1].slot: 0 is not between 1 and 64"),
                Arguments.of("\"slot\": 1", "\"slot\": 4", ":25: keys.slots: slot 1 is missing"),
                Arguments.of("\"slot\": 3", "\"slot\": 2", ":43: keys.slots[3]: slot 2 stands there twice"),
                Arguments.of("\"opc\": \"1006020f", "\"opc\": \"10", ":38: keys.slots[2].opc: has 13 bytes, not 16"),
                Arguments.of(
                        "\"opc\": \"1006020f", "\"opc\": \"x006020f", ":38: keys.slots[2].opc: is not an even number"),
                Arguments.of("\"op\"", "\"top\"", ":46: keys.slots[3].top: is not of the slot's AKA algorithm"),
                Arguments.of(
                        "\"3DES\"", "\"RC4\"", ":47: keys.slots[3].otaAlgorithm: is none of AES-128, 3DES, AES-192"),
                Arguments.of("EF.EHPLMN", "EF.IMSI", ":56: files[1].file: is written from the field of its own"),
                Arguments.of("EF.EHPLMN", "EF.NONE", ":56: files[1].file: no file of this name is known"),
                Arguments.of("\"path\": \"2F05\"", "\"path\": \"2F\"", ":57: files[2]: path of 2F has 1 bytes"),
                Arguments.of("\"path\": \"2F05\"", "\"record\": 1", ":57: files[2]: needs either \"file\""),
                Arguments.of(
                        "\"content\": \"656e6465\"",
                        "\"record\": 1, \"content\": \"" + "00".repeat(99) + "\"",
                        ":57: files[2]: a record of 2F05 with 99 bytes does not fit one message"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void namesFileLineAndFieldOfAMistake(String there, String instead, String message) throws IOException {
        String sample = Files.readString(SAMPLE);
        assertThat(sample).contains(there);
        assertThatThrownBy(() -> read(sample.replace(there, instead)))
                .isInstanceOf(DocumentException.class)
                .hasMessageStartingWith(file + message);
    }

    static Stream<Arguments> wrongKeySections() {
        return Stream.of(
                Arguments.of("{}", ": needs either \"manufacturer\" and \"slots\", or \"file\", or \"generate\""),
                Arguments.of("{\"file\": \"f\", \"slots\": []}", ": needs either"),
                Arguments.of("{\"file\": \"f\", \"seed\": \"00\"}", ".seed: means nothing without \"generate\""),
                Arguments.of("{\"slots\": [], \"otaAlgorithm\": \"3DES\"}", ".otaAlgorithm: means nothing without"),
                Arguments.of("{\"generate\": 2}", ": \"file\" is missing"),
                Arguments.of("{\"generate\": 65, \"file\": \"f\"}", ".generate: 65 is not between 1 and 64"),
                Arguments.of("{\"generate\": 2, \"seed\": \"0001\"}", ".seed: has 2 bytes; at least 16 are needed"),
                Arguments.of(
                        "{\"generate\": 2, \"seed\": \"" + SEED + "\", \"file\": \"f\"}",
                        ".file: keys made from a seed are not written into a file"));
    }

    @ParameterizedTest
    @MethodSource("wrongKeySections")
    void refusesKeySectionsThatSayTooLittleOrTooMuch(String keys, String message) {
        assertThatThrownBy(() -> withKeys(keys))
                .isInstanceOf(DocumentException.class)
                .hasMessageStartingWith(file + ":5: keys" + message);
    }

    @Test
    void namesTheFileWhoseContentTheCardRefuses() throws IOException {
        CardProfile profile = read(Files.readString(SAMPLE).replace("\"656e6465\"", "\"656e646566\""));
        assertThatThrownBy(profile::make)
                .isInstanceOf(PersonalisationException.class)
                .hasMessageStartingWith("card 8988300000000009014, write ")
                .hasMessageContaining("2F05")
                .hasMessageContaining("6700");
    }
}
