package io.simshift.cli.card;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandRun;
import io.simshift.protocol.subscription.InstallParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands about single cards, with the card of the shipped profile. */
class CardCommandsTest {
    private static final String PROFILE = "../../examples/card-profile.json";
    private static final String CARD = "sim:" + PROFILE;
    private static final String OTA_KEYS = "../../examples/ota-keys.json";
    private static final String SECRET = "465b5ce8b199b49faa5f0a2ee238a6bc";

    private static JsonNode json(CommandRun run) throws IOException {
        assertThat(run.exitCode()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    @Test
    void personalisesASimulatedCardAndShowsItsCheckValues() {
        CommandRun run = CommandRun.of("card", "personalise", "--profile", PROFILE, "--reader", "sim");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .startsWith("Card 8988300000000009014, simulated, gone when this run ends", "  slot 1 stored")
                .contains(
                        "  slot 1 checked: 185781 b065d8 be5119 04875a",
                        "  slot 3 checked: 2048ff d97e51 673128 742030",
                        "  finalised: the manufacturer's keyset is gone")
                .endsWith("Issued: slot 1 is active, IMSI 001010000000001, 2 free slots behind it");
        assertThat(run.out()).doesNotContainIgnoringCase(SECRET);
    }

    @Test
    void personalisationWantsTheProfileOnce() {
        CommandRun run = CommandRun.of("card", "personalise", "--profile", PROFILE, "--reader", CARD);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("The profile is that of --profile: say --reader sim");
    }

    @Test
    void personalisationNamesTheFileThatTheCardRefuses(@TempDir Path folder) throws IOException {
        String sample = Files.readString(Path.of(PROFILE)).replace("\"656e6465\"", "\"656e64656672\"");
        Path file = Files.writeString(folder.resolve("card.json"), sample);
        CommandRun run = CommandRun.of("card", "personalise", "--profile", file.toString(), "--reader", "sim");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("simshift: " + file + ": card 8988300000000009014, write ")
                .contains("2F05");
    }

    @Test
    void saysWhatACardIs() {
        CommandRun run = CommandRun.of("card", "info", "--reader", CARD);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .contains(
                        "  IMSI                 001010000000001",
                        "  life-cycle           STABLE",
                        "  active slot          1",
                        "  slot 1               ACTIVE, check values 185781 b065d8 be5119 04875a",
                        "  slot 4               EMPTY, check values 000000 000000 000000 000000",
                        "    EF.HPPLMN            7FFF/6F31    1 byte");
        assertThat(run.out()).doesNotContainIgnoringCase(SECRET);
    }

    @Test
    void saysItAsJson() throws IOException {
        JsonNode card = json(CommandRun.of("card", "info", "--reader", CARD, "--json"));
        assertThat(card.get("iccid").asText()).isEqualTo("8988300000000009014");
        assertThat(card.get("lifeCycle").asText()).isEqualTo("STABLE");
        assertThat(card.get("freeSlots").asInt()).isEqualTo(2);
        assertThat(card.get("slots")).hasSize(4);
        assertThat(card.at("/slots/1/state").asText()).isEqualTo("FREE");
        assertThat(card.at("/slots/0/checkValues/aka").asText()).isEqualTo("185781");
        assertThat(card.get("otaAlgorithms")).extracting(JsonNode::asText).contains("AES-128");
    }

    @Test
    void asksUnderTheKeysOfAFileAndKeepsTheirCounters(@TempDir Path folder) throws IOException {
        Path keys = Files.copy(Path.of(OTA_KEYS), folder.resolve("keys.json"));
        JsonNode card = json(CommandRun.of("card", "info", "--reader", CARD, "--keys", keys.toString(), "--json"));
        assertThat(card.get("slots")).hasSize(4);
        assertThat(Files.readString(folder.resolve("keys.json.counters")))
                .as("one QUERY for each slot, and one that finds no fifth")
                .endsWith(" 5\n");
    }

    @Test
    void refusesKeysOfAnotherCard(@TempDir Path folder) throws IOException {
        String others = Files.readString(Path.of(OTA_KEYS)).replace("8988300000000009014", "8988300000000019013");
        Path keys = Files.writeString(folder.resolve("keys.json"), others);
        CommandRun run = CommandRun.of("card", "info", "--reader", CARD, "--keys", keys.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("The keys are those of card 89883000000000", "nothing was sent");
    }

    @Test
    void exportsTheFilesButNoKeys() throws IOException {
        JsonNode files = json(CommandRun.of("card", "export", "--reader", CARD)).get("files");
        assertThat(file(files, "3F00").get("name").asText()).isEqualTo("MF");
        assertThat(file(files, "3F00/2FE2").get("content").asText()).isEqualTo("988803000000009010F4");
        assertThat(file(files, "7FFF").get("application").asText()).isEqualTo("A0000000871002FFFFFFFF8907090000");
        assertThat(file(files, "7FFF/6F07").get("content").asText()).isEqualTo("080910100000000010");
        assertThat(file(files, "7FFF/6FB7").get("records")).hasSize(5);
        for (String keys : new String[] {"7FFF/6F08", "7FFF/6F09", "7FFF/6FE4"}) {
            assertThat(file(files, keys).get("notRead").asText()).isEqualTo("session keys");
            assertThat(file(files, keys).has("content") || file(files, keys).has("records"))
                    .as(keys)
                    .isFalse();
        }
    }

    @Test
    void namedFilesAreAmongThoseOfAWholeExport() throws IOException {
        JsonNode all = json(CommandRun.of("card", "export", "--reader", CARD)).get("files");
        JsonNode named = json(CommandRun.of("card", "export", "--reader", CARD, "--named"))
                .get("files");
        assertThat(named).isNotEmpty();
        assertThat(all).containsAll(named);
    }

    private static JsonNode file(JsonNode files, String path) {
        return StreamSupport.stream(files.spliterator(), false)
                .filter(node -> node.get("path").asText().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void sendsApdusAndExplainsTheAnswers() {
        CommandRun run =
                CommandRun.of("card", "apdu", "--reader", CARD, "00 A4 00 0C 02 2F E2", "00b000000a", "00B2010400");
        assertThat(run.out().lines())
                .containsExactly(
                        "> 00A4000C022FE2",
                        "< 9000 done",
                        "> 00B000000A",
                        "< 988803000000009010F4 9000 done",
                        "> 00B2010400",
                        "< 6981 command not compatible with the file's structure");
        assertThat(run.exitCode()).as("the last one was refused").isEqualTo(1);
    }

    @Test
    void sendsApdusForPrograms() throws IOException {
        JsonNode answer = json(CommandRun.of("card", "apdu", "--reader", CARD, "--json", "00A40004022FE2"));
        assertThat(answer.at("/exchanges/0/status").asText()).isEqualTo("9000");
        assertThat(answer.at("/exchanges/0/data").asText()).startsWith("62");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "00A4zz | APDU 1: the character at position 5 is not a hexadecimal digit",
                "00A400 | APDU 1 is no command",
                "00A4000005 3F00 | APDU 1 is no command"
            })
    void refusesWhatIsNoApdu(String apdu, String message) {
        CommandRun run = CommandRun.of("card", "apdu", "--reader", CARD, apdu);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @Test
    void printsTheCommandsOfGlobalPlatformPro() {
        CommandRun run = CommandRun.of("card", "gp-command", "--profile", PROFILE, "--cap", "my applet.cap");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .contains(
                        "gp --load 'my applet.cap'",
                        "simshift card personalise --profile " + PROFILE + " --reader pcsc",
                        "gp --delete A0000000871002FFFFFFFF8907090000",
                        "gp --delete F053494D534849465401");
        String install = run.out()
                .lines()
                .filter(line -> line.contains("--params"))
                .findFirst()
                .orElseThrow();
        assertThat(install)
                .startsWith("gp --package F053494D534849465401 --applet F053494D53484946540101"
                        + " --create A0000000871002FFFFFFFF8907090000 --privs CardReset --params ");
        InstallParameters parameters =
                InstallParameters.decode(HexFormat.of().parseHex(install.substring(install.lastIndexOf(' ') + 1)));
        assertThat(parameters.slots()).isEqualTo(4);
        assertThat(parameters.deltaBits()).isEqualTo(28);
    }

    @ParameterizedTest
    @ValueSource(strings = {"personalise", "gp-command"})
    void namesAProfileThatIsNotThere(String command, @TempDir Path folder) {
        String missing = folder.resolve("nothing.json").toString();
        CommandRun run = command.equals("personalise")
                ? CommandRun.of("card", command, "--profile", missing, "--reader", "sim")
                : CommandRun.of("card", command, "--profile", missing);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).containsExactly("simshift: No such file or folder: " + missing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"info", "export", "apdu", "ota"})
    void namesTheLineOfAMistakeInAProfile(String command, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("card.json"), "{\n  \"profile\": 1,\n  \"iccid\": 89\n}");
        Path script = Files.writeString(folder.resolve("a.ota"), "QUERY");
        CommandRun run = run(command, "sim:" + file, script);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("simshift: " + file + ":3: iccid: ");
        assertThat(run.err().lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"info", "export", "apdu", "personalise"})
    void saysWhereThereIsNoSuchReader(String command, @TempDir Path folder) throws IOException {
        Path script = Files.writeString(folder.resolve("a.ota"), "QUERY");
        CommandRun run = run(command, "pcsc:no reader has this name", script);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("simshift: The card can't be used: ").containsIgnoringCase("PC/SC");
        assertThat(run.err().lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"usb", "sim:", "pcsc:", ""})
    void refusesWhatIsNoReader(String reader) {
        CommandRun run = CommandRun.of("card", "info", "--reader", reader);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("is none of sim:PROFILE, pcsc and pcsc:NAME");
    }

    @Test
    void asksWhichCardWhereOnlyTheKindOfReaderIsSaid() {
        CommandRun run = CommandRun.of("card", "info", "--reader", "sim");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Say sim:PROFILE");
    }

    private static CommandRun run(String command, String reader, Path script) {
        return switch (command) {
            case "apdu" -> CommandRun.of("card", command, "--reader", reader, "00A40000023F00");
            case "ota" -> CommandRun.of("card", command, "--reader", reader, "--script", script.toString());
            case "personalise" -> CommandRun.of("card", command, "--reader", reader, "--profile", PROFILE);
            default -> CommandRun.of("card", command, "--reader", reader);
        };
    }
}
