package io.simshift.cli.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class PacketCommandTest {
    private static final String LIVE_KIC = "200102030405060708090a0b0c0d0e0f";
    private static final String LIVE_KID = "201102030405060708090a0b0c0d0e0f";
    private static final String KIC = "000102030405060708090a0b0c0d0e0f";
    private static final String KID = "101112131415161718191a1b1c1d1e1f";
    private static final String COMMAND =
            "00281516391212b00001c0345741dd750d9c5a8ce88dcf3f33c645e4a36d1e67d91d7384d5460339ff49";
    private static final String RESPONSE =
            "002412b00001c99e64550c3c2793f6a865054e4f0aa3d707c3b07d1a378ca1071a4a65ba6c98";

    /** Packets of real cards, and such as independent scripts made; see test-vectors for their origin. */
    static Stream<Arguments> packets() {
        return Stream.of(
                Arguments.of(
                        "--spi 0619 --kic 22 --kid 22 --tar B00011 --cntr 0 --data 00A40004023F00",
                        LIVE_KIC,
                        LIVE_KID,
                        "00281506192222b00011e87cceebb2d93083011ce294f93fc4d8de80da1abae8c37ca3e72ec4432e5058"),
                Arguments.of(
                        "--response --spi 0619 --kic 22 --kid 22 --tar B00011 --data 016132",
                        LIVE_KIC,
                        LIVE_KID,
                        "002412b00011ebc6b497e2cad7aedf36ace0e3a29b38853f0fe9ccde81913be5702b73abce1f"),
                Arguments.of(
                        "--response --spi 0609 --kic 15 --kid 15 --tar B00011 --data 01612F",
                        "C21DD66ACAC13CB3BC8B331B24AFB57B",
                        "12110C78E678C25408233076AA033615",
                        "001612b000110000000000000055f47118381175fb01612f"),
                Arguments.of(
                        "--response --spi 0619 --kic 15 --kid 15 --tar B00011 --data 01612F",
                        "C21DD66ACAC13CB3BC8B331B24AFB57B",
                        "12110C78E678C25408233076AA033615",
                        "001c12b000119660ebdb81be189b5e4389e9e7ab2bc0954f963ad869ed7c"),
                Arguments.of("--spi 1639 --tar B00001 --cntr 1 --data 00A40004026F07", KIC, KID, COMMAND),
                Arguments.of("--spi 1639 --tar B00001 --cntr 0000000001 --data 00A40004026F07", KIC, KID, COMMAND),
                Arguments.of("--response --spi 1639 --tar B00001 --cntr 1 --data 019000", KIC, KID, RESPONSE),
                Arguments.of(
                        "--spi 1639 --kic 15 --kid 15 --tar B00001 --cntr 0x1 --data 00A40004026F07",
                        KIC,
                        KID,
                        "00201516391515b000014762f0ae67042aa205eda9a11890d0e9ff9ba088a5c0b246"),
                Arguments.of(
                        "--spi 1e19 --kic 32 --kid 32 --tar B00001 --cntr 0xFFFFFFFFFF"
                                + " --data a0a40000023f00a0a40000027f20a0c0000016",
                        "232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7eef5fc",
                        "939aa1a8afb6bdc4cbd2d9e0e7eef5fc030a11181f262d343b424950575e656c",
                        "0038151e193232b00001b6a6fa72fa5dd168af42e5ba6b0f2385c43205069574d4ea662a013f80bee215ea2fe1"
                                + "1de0c11ea3cced2550b8fca7fe"),
                Arguments.of(
                        "--spi 0e09 --check-bytes 4 --tar B00010 --data aa",
                        "242b323940474e555c636a71787f868d",
                        "949ba2a9b0b7bec5ccd3dae1e8eff6fd",
                        null),
                Arguments.of(
                        "--transport tcp --spi 0621 --tar 010203 --data aabb",
                        "11223344556677889910111213141516",
                        "11223344556677889910111213141516",
                        "01181506211212010203"));
    }

    @ParameterizedTest
    @MethodSource("packets")
    void encodesToTheBytesThatCardsTake(String fields, String kic, String kid, String packet) {
        CommandRun run = CommandRun.of(arguments("packet encode " + fields, kic, kid));
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        String made = run.out().lines().findFirst().orElseThrow().replace("packet     ", "");
        if (packet != null) {
            assertThat(made).startsWith(packet);
        }
        String decode = "packet decode --hex " + made + (fields.contains("tcp") ? " --transport tcp" : "");
        CommandRun back = CommandRun.of(arguments(decode + ofResponse(fields), kic, kid));
        assertThat(back.exitCode()).as(back.err()).isZero();
        assertThat(back.out()).containsIgnoringCase(field(fields, "--data")).contains("right");
    }

    /** A response packet says nothing of its command: what was given to encode it has to be given again. */
    private static String ofResponse(String fields) {
        if (!fields.contains("--response")) {
            return "";
        }
        String kic =
                fields.contains("--kic") ? " --kic " + field(fields, "--kic") + " --kid " + field(fields, "--kid") : "";
        return " --response --spi " + field(fields, "--spi") + kic;
    }

    private static String field(String fields, String option) {
        List<String> words = List.of(fields.split(" "));
        return words.get(words.indexOf(option) + 1);
    }

    private static String[] arguments(String line, String kic, String kid) {
        List<String> all = new ArrayList<>(List.of(line.split(" ")));
        all.addAll(List.of("--kic-key", kic, "--kid-key", kid));
        return all.toArray(String[]::new);
    }

    @Test
    void printsTheUserDataOfAShortMessageToo() {
        CommandRun run = CommandRun.of(
                arguments("packet encode --spi 1639 --tar B00001 --cntr 1 --data 00A40004026F07", KIC, KID));
        assertThat(run.out().lines()).containsExactly("packet     " + COMMAND, "user data  027000" + COMMAND);
    }

    @Test
    void cutsALongPacketIntoMessagesThatDecodeTakesBack() {
        String data = "00D60000FF" + "ab".repeat(255);
        CommandRun run =
                CommandRun.of(arguments("packet encode --spi 1639 --tar B00000 --cntr 7 --data " + data, KIC, KID));
        List<String> messages = run.out()
                .lines()
                .filter(line -> line.startsWith("user data"))
                .map(line -> line.replace("user data  ", ""))
                .toList();
        assertThat(messages).hasSize(3);
        CommandRun back = CommandRun.of(arguments("packet decode --hex " + String.join(" --hex ", messages), KIC, KID));
        assertThat(back.exitCode()).as(back.err()).isZero();
        assertThat(back.out()).contains("counter 7", "UPDATE BINARY");

        CommandRun one = CommandRun.of(arguments("packet decode --hex " + messages.get(1), KIC, KID));
        assertThat(one.exitCode()).isEqualTo(2);
        assertThat(one.err()).contains("part 2 of 3").hasLineCount(1);
    }

    @Test
    void explainsEveryFieldOfACommand() {
        CommandRun run = CommandRun.of(arguments("packet decode --hex 027000" + COMMAND, KIC, KID));
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("UDH", "CPL", "CHL", "SPI", "KIc", "KID", "TAR", "CNTR", "PCNTR", "CC", "padding")
                .contains("40 bytes follow", "keyset 1, AES-CBC", "counter 1", "11 bytes of padding")
                .contains("AES-CMAC, 8 bytes: right", "8b8ebab817416894", "key of 16 bytes")
                .contains("Command 1: 00A40004 SELECT, data 6F07");
    }

    @Test
    void recognisesAResponseByItsHeaderAndSaysWhatItMeans() {
        CommandRun run = CommandRun.of(arguments("packet decode --hex 027100" + RESPONSE, KIC, KID));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("Response packet", "RPL", "RHL", "status", "AES-CMAC, 8 bytes: right")
                .contains("1 command executed; last status word 9000: done");
    }

    @Test
    void readsAPlainResponseWithoutKeys() {
        CommandRun run = CommandRun.of("packet", "decode", "--hex", "027100000E0AB0001000000000010000016E00");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("counter 1", "last status word 6E00: class not supported");
    }

    @Test
    void saysThatAPlainErrorInsteadOfASecuredAnswerProvesNothing() {
        CommandRun run = CommandRun.of(
                arguments("packet decode --response --spi 1639 --hex 000B0AB00001000000000100" + "01", KIC, KID));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("check value wrong", "anyone can have sent it");
    }

    @Test
    void showsTheClearHeaderWithoutKeys() {
        CommandRun run = CommandRun.of("packet", "decode", "--hex", "02 70 00 " + COMMAND);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("keyset 1, AES-CBC", "--kic-key shows it")
                .doesNotContain("CNTR ");
    }

    @Test
    void decipheringWithoutTheOtherKeyLeavesTheCheckOpen() {
        CommandRun run = CommandRun.of("packet", "decode", "--hex", COMMAND, "--kic-key", KIC);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("00a40004026f07", "not checked, --kid-key is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "000102030405060708090a0b0c0d0eff, 101112131415161718191a1b1c1d1e1f",
        "000102030405060708090a0b0c0d0e0f, 101112131415161718191a1b1c1d1eff"
    })
    void aWrongKeyIsSaidAndFails(String kic, String kid) {
        CommandRun run = CommandRun.of(arguments("packet decode --hex " + COMMAND, kic, kid));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("AES-CMAC, 8 bytes: WRONG");
        assertThat(run.err())
                .contains("AES-CMAC, 8 bytes is wrong", "the keys are not those")
                .hasLineCount(1);
    }

    @Test
    void anyChangedByteOfAPacketIsNoticed() {
        for (int i = 0; i < COMMAND.length(); i += 2) {
            char digit = COMMAND.charAt(i + 1) == '0' ? '1' : '0';
            String changed = COMMAND.substring(0, i + 1) + digit + COMMAND.substring(i + 2);
            CommandRun run = CommandRun.of(arguments("packet decode --hex " + changed, KIC, KID));
            assertThat(run.exitCode()).as(changed).isNotZero();
            assertThat(run.err()).as(changed).hasLineCount(1).doesNotContain("Unexpected");
        }
    }

    @Test
    void anyTruncationOfAPacketIsOneClearLine() {
        for (String packet : List.of("027000" + COMMAND, "027100" + RESPONSE, COMMAND)) {
            for (int length = 0; length < packet.length(); length += 2) {
                String cut = packet.substring(0, length);
                CommandRun run = CommandRun.of("packet", "decode", "--hex", cut, "--kic-key", KIC, "--kid-key", KID);
                assertThat(run.exitCode()).as(cut).isNotZero();
                assertThat(run.err()).as(cut).hasLineCount(1).doesNotContain("Unexpected");
            }
        }
    }

    @Test
    void jsonHoldsFieldsAndVerdict() throws IOException {
        CommandRun run = CommandRun.of(arguments("packet decode --json --hex 027000" + COMMAND, KIC, KID));
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("kind").asText()).isEqualTo("command");
        assertThat(json.get("check").asText()).isEqualTo("right");
        assertThat(json.at("/fields/0/name").asText()).isEqualTo("UDH");
        assertThat(json.at("/fields/1/offset").asInt()).isEqualTo(3);

        CommandRun encoded = CommandRun.of(
                arguments("packet encode --json --spi 1639 --tar B00001 --cntr 1 --data 00A40004026F07", KIC, KID));
        JsonNode made = new ObjectMapper().readTree(encoded.out());
        assertThat(made.get("packet").asText()).isEqualTo(COMMAND);
        assertThat(made.at("/userData/0").asText()).isEqualTo("027000" + COMMAND);
    }

    @Test
    void keysComeFromFiles(@TempDir Path dir) throws IOException {
        Path kic = Files.writeString(dir.resolve("kic.hex"), KIC + "\n");
        Path kid = Files.writeString(dir.resolve("kid.hex"), " " + KID.toUpperCase(Locale.ROOT));
        CommandRun run = CommandRun.of(arguments("packet decode --hex " + COMMAND, "@" + kic, "@" + kid));
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    /** Arguments, exit code, and what the one line must say. */
    static Stream<Arguments> badInput() {
        String encode = "packet encode --tar B00001 --spi 1639 --kic-key " + KIC + " --kid-key " + KID;
        return Stream.of(
                Arguments.of("packet decode --hex 0028zz", 2, "--hex: the character at position 5"),
                Arguments.of("packet decode --hex 00281", 2, "an odd number of hexadecimal digits (5)"),
                Arguments.of("packet decode", 2, "Missing required option: '--hex=HEX'"),
                Arguments.of("packet decode --hex 027000", 1, "packet length needs 2 bytes"),
                Arguments.of("packet decode --hex " + COMMAND + " --spi 1639", 2, "are for responses"),
                Arguments.of("packet encode --spi 1639", 2, "Missing required option: '--tar=HEX6'"),
                Arguments.of("packet encode --spi 16 --tar B00001", 2, "'16' has 2 hexadecimal digits, 4 are needed"),
                Arguments.of("packet encode --spi 16g9 --tar B00001", 2, "position 3 is not a hexadecimal digit"),
                Arguments.of("packet encode --spi 1639 --tar B0000", 2, "Invalid value for option '--tar'"),
                Arguments.of("packet encode --spi 1639 --tar B00001", 2, "--kic-key is missing"),
                Arguments.of("packet encode --spi 1639 --tar B00001 --kic-key " + KIC, 2, "--kid-key is missing"),
                Arguments.of(
                        "packet encode --spi 1639 --tar B00001 --kic-key 0011223344 --kid-key " + KID,
                        2,
                        "--kic-key has 5 bytes; AES-CBC takes 16 or 24 or 32 bytes"),
                Arguments.of(encode + " --kic 19", 2, "--kic-key has 16 bytes; 3DES outer-CBC, 3 keys takes 24 bytes"),
                Arguments.of(encode + " --kic 13", 2, "KIc 13"),
                Arguments.of(encode + " --kid 1D", 2, "KID 1D"),
                Arguments.of(encode + " --check-bytes 6", 2, "--check-bytes is 4 or 8, not 6"),
                Arguments.of(encode + " --kid 15 --check-bytes 4", 2, "does not go with 3DES CBC-MAC"),
                Arguments.of(encode + " --cntr 1099511627776", 2, "is not a counter"),
                Arguments.of(encode + " --cntr -1", 2, "is not a counter"),
                Arguments.of(encode + " --cntr 1x", 2, "is not a counter"),
                Arguments.of(encode + " --status 00", 2, "--status is for a response packet"),
                Arguments.of(encode + " --data 0", 2, "--data: an odd number of hexadecimal digits (1)"),
                Arguments.of(encode + " --transport pigeon", 2, "expected one of [sms, tcp]"),
                Arguments.of("packet encode --spi 1739 --tar B00001 --kic-key " + KIC, 2, "digital signatures"),
                Arguments.of("packet encode --spi 1639 --tar B00001 --kic-key @no.hex", 2, "no such file: no.hex"),
                Arguments.of(
                        "packet encode --spi 1639 --tar B00001 --kic-key env:NO_SUCH_NAME",
                        2,
                        "no environment variable NO_SUCH_NAME"),
                Arguments.of("packet", 2, "'encode' or 'decode'"),
                Arguments.of("packet explain", 2, "explain"));
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void badInputGetsOneClearLine(String line, int exitCode, String said) {
        CommandRun run = CommandRun.of(line.split(" "));
        assertThat(run.exitCode()).isEqualTo(exitCode);
        List<String> lines = run.err()
                .lines()
                .filter(text -> !text.startsWith("Try '") && !text.startsWith("Did you mean"))
                .toList();
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).startsWith("simshift: ").contains(said).doesNotContain("Unexpected error");
    }

    @ParameterizedTest
    @CsvSource({"000102030405060708090a0b0c0d0eXX", "000102030405060708090a0b0c0d0e", "000102030405060708090a0b0c0d0e0"
    })
    void aKeyIsNeverRepeatedInAnError(String key) {
        CommandRun run = CommandRun.of(
                "packet", "encode", "--spi", "1639", "--tar", "B00001", "--kic-key", key, "--kid-key", key);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).doesNotContain("0102030405").doesNotContain("XX");
    }

    @Test
    void explainsScriptsAndAnswersInExpandedFormat() {
        CommandRun command =
                CommandRun.of("packet", "decode", "--hex", "001a0d00010000b00000000000000000aa0a220880f24002024f0000");
        assertThat(command.exitCode()).as(command.err()).isZero();
        assertThat(command.out()).contains("Command 1: 80F24002 STATUS");
        CommandRun answer = CommandRun.of(
                "packet",
                "decode",
                "--response",
                "--spi",
                "0001",
                "--hex",
                "00140ab0000000000000000000" + "ab0780010123026132");
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("1 command executed", "Answer 1: status word 6132");
    }
}
