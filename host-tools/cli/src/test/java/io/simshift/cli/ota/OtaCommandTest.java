package io.simshift.cli.ota;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Scripts to the card of the shipped profile. */
class OtaCommandTest {
    private static final Path EXAMPLES = Path.of("../../examples");
    private static final String PROFILE = EXAMPLES.resolve("card-profile.json").toString();
    private static final String ICCID = "8988300000000009014";
    private static final String SLOT1 = "\"algorithm\": \"AES-128\", \"kic\": \"a10102030405060708090a0b0c0d0e0f\","
            + " \"kid\": \"a11112131415161718191a1b1c1d1e1f\"";

    @TempDir
    Path folder;

    private Path keys;

    @BeforeEach
    void writeKeys() throws IOException {
        keys = keys("{\"name\": \"a\", \"keyset\": 1, " + SLOT1 + "}, {\"name\": \"b\", \"keyset\": 1, " + SLOT1 + "}");
    }

    private Path keys(String keysets) throws IOException {
        Path file = Files.writeString(folder.resolve("keys.json"), "{\"keysets\": [" + keysets + "]}");
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }

    private Path script(String text) throws IOException {
        return Files.writeString(folder.resolve("test.ota"), text);
    }

    private static CommandRun ota(String... more) {
        List<String> arguments = new ArrayList<>(List.of("card", "ota", "--reader", "sim:" + PROFILE));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private CommandRun run(String script, String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--script", script(script).toString()));
        arguments.addAll(List.of(more));
        return ota(arguments.toArray(String[]::new));
    }

    @Test
    void shippedExamplesDoWhatTheySay() {
        CommandRun query = ota("--script", EXAMPLES.resolve("query.ota").toString());
        assertThat(query.err()).isEmpty();
        assertThat(query.exitCode()).isZero();
        assertThat(query.out())
                .contains(
                        "Card " + ICCID + ", simulated: made afresh", "status 00: done", "state                STABLE")
                .contains("the card's cryptographic checksum is right");
        CommandRun move = ota("--script", EXAMPLES.resolve("switch.ota").toString());
        assertThat(move.exitCode()).as(move.err()).isZero();
        assertThat(move.out())
                .contains(
                        "state                PENDING",
                        "asked for a UICC reset (REFRESH); it was done",
                        "001020000000002")
                .contains("state                PROVISIONAL", "slot 1               WIPED")
                .contains("executed, answer not told");
    }

    @Test
    void managesFilesInEitherFormat() {
        CommandRun files = ota("--script", EXAMPLES.resolve("files.ota").toString());
        assertThat(files.exitCode()).as(files.err()).isZero();
        assertThat(files.out())
                .contains("expanded format, definite length", "file                 6F46", "size                 17")
                .contains("UPDATE BINARY, data 4E6577206E616D65FFFF: 9000 done", "004E6577206E616D65FFFFFFFF")
                .contains("answer in 1 SMS-DELIVER-REPORT", "988803000000009010F4");
    }

    @Test
    void namesTheCommandThatFailedInExpandedFormat() throws IOException {
        CommandRun run = run("SELECT EF.SPN\nSELECT 6FFE\nREAD BINARY\n", "--tar", "B00010", "--format", "indefinite");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("SELECT in line 2 was answered 6A82, file not found");
        assertThat(run.out()).contains("SELECT, data 6F46: 9000 done", "READ BINARY: not executed");
    }

    @Test
    void longScriptsAndLongAnswersGoInSeveralMessages() throws IOException {
        String reading = "SELECT EF.HPLMNwAcT fcp=yes\nREAD BINARY\n".repeat(8);
        CommandRun run = run("SET tar=B00010 format=expanded\n" + reading);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("2 short messages to the card, answer in 4 SMS-SUBMITs");
        assertThat(run.out().split("00F110C880FF", -1)).hasSize(1 + 8);
    }

    @Test
    void takesKeysFromTheShippedFile() throws IOException {
        CommandRun run =
                run("QUERY", "--keys", EXAMPLES.resolve("ota-keys.json").toString(), "--keyset", "slot1");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("keyset slot1, KIc 12, KID 12, counter 1");
    }

    @ParameterizedTest
    @CsvSource({
        "1639, answer in 1 SMS-SUBMIT, the card's cryptographic checksum is right",
        "1619, answer in 1 SMS-DELIVER-REPORT, the card's cryptographic checksum is right",
        "1E29, answer in 1 SMS-SUBMIT, the card's cryptographic checksum is right",
        "1621, answer in 1 SMS-SUBMIT, 'without check value, as asked for'",
    })
    void asksForTheAnswerInEveryWay(String spi, String way, String protection) throws IOException {
        CommandRun run = run("QUERY", "--spi", spi);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains(way).contains(protection);
    }

    @Test
    void answersNobodyAskedForAreNotMissed() throws IOException {
        CommandRun none = run("QUERY", "--spi", "1600");
        assertThat(none.exitCode()).as(none.err()).isZero();
        assertThat(none.out()).contains("no answer", "QUERY: not known");
        CommandRun onError = run("QUERY", "--spi", "163A");
        assertThat(onError.exitCode()).as(onError.err()).isZero();
    }

    @Test
    void jsonHoldsEverything() throws IOException {
        CommandRun run = run("QUERY\n---\nQUERY slot=2\n", "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.at("/card/iccid").asText()).isEqualTo(ICCID);
        assertThat(json.at("/card/simulated").asBoolean()).isTrue();
        assertThat(json.at("/packets/1/counter").asInt()).isEqualTo(2);
        assertThat(json.at("/packets/1/answer/status").asText()).isEqualTo("00");
        assertThat(json.at("/packets/1/answer/protection").asText()).isEqualTo("authenticated");
        assertThat(json.at("/packets/1/commands/0/line").asInt()).isEqualTo(3);
        assertThat(json.at("/packets/1/commands/0/status").asText()).isEqualTo("9000");
        assertThat(json.at("/packets/1/commands/0/objects/free slots").asText()).isEqualTo("2");
        assertThat(json.get("ok").asBoolean()).isTrue();
        CommandRun failed = run("80990000", "--json");
        assertThat(failed.exitCode()).isEqualTo(1);
        JsonNode problem = new ObjectMapper().readTree(failed.out());
        assertThat(problem.get("ok").asBoolean()).isFalse();
        assertThat(problem.at("/packets/0/problem").asText()).contains("was answered 6D00");
    }

    @Test
    void aRefusedCommandEndsTheRunAndIsNamed() throws IOException {
        CommandRun run = run("# nothing\nQUERY\n80990000\nQUERY\n---\nQUERY\n");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("simshift: Not done: packet 1 of 2, " + folder.resolve("test.ota") + ": ")
                .contains("in line 3 was answered 6D00, instruction not supported")
                .hasLineCount(1);
        assertThat(run.out()).contains("QUERY: not executed").doesNotContain("Packet 2");
    }

    /** Arguments behind the script QUERY, what the one line must say. */
    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("--tar 000000", "status 09, TAR unknown; nothing on the card listens to TAR 000000"),
                Arguments.of("--spi 1239", "status 0A, security level too low; TAR 3B0001 or the keyset wants more"),
                Arguments.of(
                        "--kic 22 --kid 22", "status 06, unidentified security error; the card has no such keyset"),
                Arguments.of("--keyset slot2", "status 01, check value wrong; KID or its algorithm"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusedPacketSaysWhyAndHowToGoOn(String arguments, String said) throws IOException {
        CommandRun run = run("QUERY", arguments.split(" "));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(said).hasLineCount(1);
        assertThat(run.out()).contains("it came in clear, so anyone can have sent it", "QUERY: not executed");
    }

    @Test
    void aCounterThatIsTooLowSaysHowToGoOnAndIsRaisedWhereAskedTo() throws IOException {
        String behind = "SET keyset=a\nQUERY\n---\nSET keyset=b\nQUERY\n---\nSET keyset=b\nQUERY\n";
        CommandRun low = run(behind, "--keys", keys.toString(), "--counter", "1000");
        assertThat(low.exitCode()).isEqualTo(1);
        assertThat(low.err())
                .contains("packet 2 of 3", "status 02, counter too low; the card has seen a counter of 1 or higher")
                .contains("--resync");
        CommandRun raised = run(behind, "--keys", keys.toString(), "--counter", "1000", "--resync");
        assertThat(raised.exitCode()).as(raised.err()).isZero();
        assertThat(raised.out())
                .contains("counter 1023 (raised until the card took it, 10 packets)")
                .contains("counter 1024\n");
    }

    @Test
    void countersAreKeptInAFileAndNeverGivenTwice() throws IOException {
        Path counters = folder.resolve("c");
        String[] options = {"--keys", keys.toString(), "--counter-file", counters.toString()};
        assertThat(run("QUERY\n---\nQUERY\n", options).exitCode()).isZero();
        assertThat(Files.readString(counters)).endsWith(ICCID + " a 1\n" + ICCID + " a 2\n");
        assertThat(run("QUERY", options).out()).contains("counter 3");
        CommandRun used =
                run("QUERY", "--keys", keys.toString(), "--counter-file", counters.toString(), "--counter", "3");
        assertThat(used.exitCode()).isEqualTo(2);
        assertThat(used.err()).contains("Counter 3 of keyset a was used before; the last one was 3");
        Files.writeString(counters, ICCID + " a 1099511627774\n");
        CommandRun full = run("QUERY", options);
        assertThat(full.exitCode()).isEqualTo(1);
        assertThat(full.err()).contains("The counter of keyset a is used up");
    }

    @Test
    void nothingGoesToAnotherCard() throws IOException {
        Path other = Files.writeString(
                folder.resolve("other.json"),
                "{\"iccid\": \"8988300000000009022\", \"keysets\": [{\"keyset\": 1, " + SLOT1 + "}]}");
        CommandRun run = run("QUERY", "--keys", other.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("The keys are those of card 8988300000000009022, and the card in the reader is " + ICCID)
                .contains("nothing was sent");
    }

    @Test
    void warnsOfKeysThatOthersCanRead() throws IOException {
        if (!keys.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
        CommandRun run = run("QUERY", "--keys", keys.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .contains("warning: " + keys + " holds keys, and others can read it")
                .hasLineCount(1);
    }

    @Test
    void traceShowsEachExchange() throws IOException {
        CommandRun run = run("QUERY", "--trace");
        assertThat(run.err()).contains("TERMINAL PROFILE", "ENVELOPE", "FETCH", "TERMINAL RESPONSE");
    }

    /** Arguments without reader and script, exit code, and what the one line must say. */
    static Stream<Arguments> badInput() {
        String script = " --script no.ota";
        String good = " --script " + EXAMPLES.resolve("query.ota");
        return Stream.of(
                Arguments.of("--reader sim:" + PROFILE, 2, "Missing required option: '--script=FILE'"),
                Arguments.of("--reader usb" + script, 2, "'usb' is none of sim:PROFILE, pcsc and pcsc:NAME"),
                Arguments.of("--reader sim:" + script, 2, "is none of sim:PROFILE"),
                Arguments.of("--reader sim:" + PROFILE + script, 1, "No such file or folder: no.ota"),
                Arguments.of("--reader sim:no.json" + good, 1, "No such file or folder: no.json"),
                Arguments.of("--reader sim:README.md" + good, 1, "No such file or folder: README.md"),
                Arguments.of("--reader pcsc" + good, 2, "--keys is missing"),
                Arguments.of(
                        "--reader sim:" + PROFILE + good + " --keys no.json", 1, "No such file or folder: no.json"),
                Arguments.of("--reader sim:" + PROFILE + good + " --tar 12", 2, "'12' has 2 hexadecimal digits"),
                Arguments.of("--reader sim:" + PROFILE + good + " --spi 1739", 2, "digital signature"),
                Arguments.of(
                        "--reader sim:" + PROFILE + good + " --keyset x", 2, "There is no keyset 'x'; there is slot1"),
                Arguments.of("--reader sim:" + PROFILE + good + " --kid 15", 2, "The packet can't be made: KID 15"),
                Arguments.of("--reader sim:" + PROFILE + good + " --format long", 2, "compact, expanded, indefinite"),
                Arguments.of("--reader sim:" + PROFILE + good + " --originator x", 2, "--originator: 'x' is no number"),
                Arguments.of("--reader sim:" + PROFILE + good + " --counter -1", 2, "is not a counter"));
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void badInputGetsOneClearLine(String line, int exitCode, String said) {
        CommandRun run = CommandRun.of(("card ota " + line).split(" "));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        List<String> lines = run.err()
                .lines()
                .filter(text -> !text.startsWith("Try '") && !text.startsWith("Possible solutions"))
                .toList();
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).startsWith("simshift: ").contains(said).doesNotContain("Unexpected error");
    }

    @Test
    void aMistakeInAScriptNamesFileAndLine() throws IOException {
        CommandRun run = run("QUERY\nQUERY slot=99\n");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("simshift: " + folder.resolve("test.ota") + ":2: slot: 99 is not between 1 and 64"
                        + System.lineSeparator());
    }

    private static final String KIK1 = ", \"kik\": \"a12122232425262728292a2b2c2d2e2f\"";
    private static final String FRESH = "{\"name\": \"fresh\", \"keyset\": 1, \"algorithm\": \"AES-256\","
            + " \"kic\": \"" + "d1".repeat(32) + "\", \"kid\": \"" + "d2".repeat(32) + "\","
            + " \"kik\": \"" + "d3".repeat(32) + "\"";

    @Test
    void givesTheSubscriptionInUseNewKeys() throws IOException {
        Path file = keys("{\"name\": \"slot1\", \"keyset\": 1, " + SLOT1 + KIK1 + "}, " + FRESH
                + ", \"k\": \"fec86ba6eb707ed08905757b1bb44b8f\", \"opc\": \"1006020f0a478bf6b699f15c062e42b3\"}");
        String script = "REKEY slot=1 to=fresh\n---\nSET keyset=fresh\nQUERY slot=1\n";
        CommandRun run = run(script, "--keys", file.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "keyset slot1, KIc 12, KID 12, counter 1",
                        "STORE SLOT",
                        "keyset fresh, KIc 12, KID 12, counter 2")
                .contains("slot 1               ACTIVE, check values d4224b ")
                .doesNotContainIgnoringCase("fec86ba6eb707ed0")
                .doesNotContainIgnoringCase("d3d3d3d3");
    }

    @Test
    void newOtaKeysAloneNeedTheCheckValueOfWhatStays() throws IOException {
        Path file = keys("{\"name\": \"slot1\", \"keyset\": 1, " + SLOT1 + KIK1 + "}, " + FRESH + "}");
        CommandRun run =
                run("REKEY slot=1 to=fresh aka=185781\n---\nSET keyset=fresh\nQUERY\n", "--keys", file.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("slot 1               ACTIVE, check values 185781 ");
        CommandRun wrong = run(
                "REKEY slot=1 to=fresh aka=185782",
                "--keys",
                file.toString(),
                "--counter-file",
                folder.resolve("c").toString());
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains("STORE SLOT in line 1 was answered 6A80");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "REKEY slot=1 to=fresh | keyset fresh has no k and opc, so they stay: aka= says their check value",
                "REKEY slot=1 to=b aka=185781 | keyset b has no \"kik\" in the keys file",
                "REKEY slot=1 | 'to=' is missing; use: REKEY slot=N to=KEYSET [aka=HEX6]",
                "REKEY slot=65 to=fresh aka=185781 | slot: 65 is not between 1 and 64",
                "REKEY slot=1 to=fresh aka=1857 | a check value has three bytes",
                "REKEY slot=1 to=fresh aka=185781 kik=00 | 'kik' has no meaning here"
            })
    void tellsWhatARekeyLacks(String line, String message) throws IOException {
        Path file = keys("{\"name\": \"a\", \"keyset\": 1, " + SLOT1 + KIK1 + "}, " + FRESH + "}, "
                + "{\"name\": \"b\", \"keyset\": 1, " + SLOT1 + "}");
        CommandRun run = run(line, "--keys", file.toString());
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains("test.ota:1: ").contains(message);
    }

    @Test
    void subscriberKeysGoWithAKeyForKeys() throws IOException {
        Path file = keys("{\"keyset\": 1, " + SLOT1 + ", \"k\": \"fec86ba6eb707ed08905757b1bb44b8f\","
                + " \"opc\": \"1006020f0a478bf6b699f15c062e42b3\"}");
        CommandRun run = run("QUERY", "--keys", file.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("mean nothing without").doesNotContainIgnoringCase("fec86ba6eb707ed0");
    }
}
