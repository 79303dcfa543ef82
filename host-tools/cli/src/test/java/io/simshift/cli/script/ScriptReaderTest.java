package io.simshift.cli.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.cli.CommandRun;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.simulator.document.DocumentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptReaderTest {
    private static final HexFormat HEX = HexFormat.of();

    private static String compact(String text) {
        return HEX.formatHex(one(text).encode(ScriptFormat.compact));
    }

    private static ScriptPacket one(String text) {
        List<ScriptPacket> packets = ScriptReader.read("test.ota", text);
        assertThat(packets).hasSize(1);
        return packets.get(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "00 A4 00 04 02 3F 00 | 00a40004023f00",
                "00b0000000 # all | 00b0000000",
                "80410000 | 8041000000",
                "QUERY | 803f000000",
                "query SLOT=3 | 803f000003810103",
                "SWITCH imsi=001020000000002 active=1 slot=2 transfer=0000000000000001 | "
                        + "803b00001b8009080910200000000020810102820800000000000000018301" + "01",
                "SWITCH imsi=001020000000002 active=1 transfer=0000000000000001 resets=5 failures=6 refresh=no"
                        + " file=EF.SPN:1:4142 file=6FAD:0x3:02 | "
                        + "803b00003f800908091020000000002081010082080000000000000001830101a406900105910106a517"
                        + "96026f4697020001980241429602" + "6fad97020003980102860100",
                "STAGE transfer=0102030405060708 file=6F46:1:41 | 803c0000178208010203040506070"
                        + "8a50b96026f4697020001980141",
                "STAGE transfer=0102030405060708 | 803c00000c82080102030405060708a500",
                "CONFIRM transfer=0102030405060708 | 803d00000a82080102030405060708",
                "CANCEL transfer=0102030405060708 | 803e00000a82080102030405060708",
                "SELECT EF.IMSI | 00a4000c026f07",
                "SELECT 7FFF6F07 fcp=yes | 00a40804047fff6f07",
                "READ BINARY | 00b0000000",
                "READ BINARY offset=0x123 length=16 | 00b0012310",
                "UPDATE BINARY offset=2 data=0a0B | 00d60002020a0b",
                "READ RECORD record=3 | 00b2030400",
                "UPDATE RECORD record=1 data=FF | 00dc010401ff",
                "SEARCH RECORD data=41 | 00a201040141",
                "SEARCH RECORD data=41 from=2 | 00a202040141",
                "STATUS | 80f2000000",
                "GET RESPONSE length=8 | 00c0000008",
            })
    void readsCommands(String line, String bytes) {
        assertThat(compact(line)).isEqualTo(bytes);
    }

    @Test
    void asksForDataInExpandedFormat() {
        ScriptPacket packet = one("QUERY\nSELECT 3F00\nQUERY slot=1\n");
        assertThat(HEX.formatHex(packet.encode(ScriptFormat.expanded)))
                .isEqualTo("aa1b" + "2205803f000000" + "220700a4000c023f00" + "2209803f00000381010100");
        assertThat(HEX.formatHex(packet.encode(ScriptFormat.indefinite)))
                .isEqualTo("ae80" + "2205803f000000" + "220700a4000c023f00" + "2209803f00000381010100" + "0000");
    }

    @Test
    void keepsLinesAndSettingsOfEachPacket() {
        List<ScriptPacket> packets = ScriptReader.read("test.ota", """
                # nothing to see
                SET tar=B00010 spi=1619
                SET keyset=slot2 format=Expanded

                SELECT 6F07
                READ BINARY  # its content
                ---
                QUERY
                """);
        assertThat(packets).hasSize(2);
        assertThat(packets.get(0).settings().tar()).contains(Tar.USIM_FILES);
        assertThat(packets.get(0).settings().spi()).contains(Spi.of(0x1619));
        assertThat(packets.get(0).settings().keyset()).contains("slot2");
        assertThat(packets.get(0).settings().format()).contains(ScriptFormat.expanded);
        assertThat(packets.get(0).lines()).extracting(ScriptLine::number).containsExactly(5, 6);
        assertThat(packets.get(1).settings()).isEqualTo(ScriptPacket.Settings.NONE);
        assertThat(packets.get(1).lines()).extracting(ScriptLine::number).containsExactly(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "00A40 | an odd number of hexadecimal digits (5) is no APDU",
                "00A400040A3F | no APDU: data needs 10 bytes",
                "00A400 | no APDU: P2 needs 1 byte",
                "00A40004023F0000AA | no APDU: 1 byte",
                "OPEN SESAME | 'OPEN' is neither a command's name nor hexadecimal digits; names are QUERY, SWITCH",
                "READ | 'READ' is neither a command's name",
                "QUERY slot=65 | slot: 65 is not between 1 and 64",
                "QUERY slot=two | slot: 'two' is no number",
                "QUERY slot=1 slot=2 | 'slot' stands there twice",
                "QUERY now | 'now' is too much here; use: QUERY [slot=N]",
                "QUERY depth=1 | 'depth' has no meaning here; use: QUERY [slot=N]",
                "SWITCH active=1 transfer=0000000000000001 | 'imsi=' is missing",
                "SWITCH imsi=00102 active=1 transfer=0000000000000001 | imsi: ",
                "SWITCH imsi=001020000000002 active=1 | 'transfer=' is missing",
                "SWITCH imsi=001020000000002 active=1 transfer=12 | transfer: ",
                "SWITCH imsi=001020000000002 active=1 transfer=0000000000000001 refresh=maybe | refresh: 'maybe' is neither",
                "STAGE transfer=0000000000000001 file=6F46:41 | file: '6F46:41' is not FILE:OFFSET:HEX",
                "STAGE transfer=0000000000000001 file=7FFF6F46:0:41 | one file identifier, not a path",
                "STAGE transfer=0000000000000001 file=6F46:0:4 | file: not an even number of hexadecimal digits",
                "SELECT | SELECT needs a file",
                "SELECT EF.NONE | SELECT: 'EF.NONE' is neither the name of a file",
                "UPDATE BINARY offset=40000 data=00 | offset: 40000 is not between 0 and 32767",
                "UPDATE BINARY | 'data=' is missing",
                "READ RECORD | 'record=' is missing",
                "READ RECORD record=0 | record: 0 is not between 1 and 254",
                "SET tar=B000 | tar: TAR 'B000' is not six hexadecimal digits",
                "SET spi=16 | spi: '16' has not four hexadecimal digits",
                "SET format=long | format: 'long' is none of compact, expanded, indefinite",
                "SET colour=red | 'colour' has no meaning here; use: SET"
            })
    void namesFileLineAndMistake(String line, String said) {
        assertThatThrownBy(() -> ScriptReader.read("test.ota", "# first line\n" + line + "\nQUERY\n"))
                .isInstanceOf(DocumentException.class)
                .hasMessageStartingWith("test.ota:2: ")
                .hasMessageContaining(said);
    }

    @Test
    void refusesScriptsWithoutCommands() {
        assertThatThrownBy(() -> ScriptReader.read("a", "# only this\n")).hasMessage("a: holds no command");
        assertThatThrownBy(() -> ScriptReader.read("a", "QUERY\n---\n---\n"))
                .hasMessage("a:3: there is no command before the end of this packet");
        assertThatThrownBy(() -> ScriptReader.read("a", "QUERY\n---\nSET tar=B00010\n"))
                .hasMessage("a:3: SET stands there, but no command behind it");
        assertThatThrownBy(() -> ScriptReader.read("a", "QUERY\nSET tar=B00010\n"))
                .hasMessage("a:2: SET stands before the commands of its packet");
    }

    @Test
    void saysWhereDataAndLeDoNotGoTogether() {
        ScriptPacket packet = one("QUERY\n00A40004023F0000\n");
        assertThatThrownBy(() -> packet.encode(ScriptFormat.compact))
                .isInstanceOf(DocumentException.class)
                .hasMessageStartingWith("test.ota:2: in compact format a command has data or Le, not both");
        assertThat(HEX.formatHex(packet.encode(ScriptFormat.expanded))).contains("220800a40004023f0000");
    }

    @Test
    void readsFiles(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.ota");
        Files.writeString(file, "QUERY\r\nQUERY\r\n");
        assertThat(ScriptReader.read(file, ScriptKeys.NONE).get(0).lines()).hasSize(2);
        Files.write(file, "QUERY # \u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ScriptReader.read(file, ScriptKeys.NONE)).hasMessage(file + ": is not text in UTF-8");
        assertThatThrownBy(() -> ScriptReader.read(folder, ScriptKeys.NONE)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void helpAndManualHaveEveryName() throws IOException {
        String help = CommandRun.of("card", "ota", "--help").out().replaceAll("\\s+", " ");
        String manual = Files.readString(Path.of("../../docs/ota.md"));
        assertThat(ScriptReader.names())
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(help).contains(name))
                .allSatisfy(name -> assertThat(manual).contains("`" + name));
    }

    @Test
    void everyMistakeInParametersTellsTheUse() {
        for (String name : ScriptReader.names()) {
            assertThatThrownBy(() -> ScriptReader.read(
                            "a",
                            name + " 3F00 slot=1 imsi=001020000000002 active=1 transfer=0000000000000001 data=00"
                                    + " record=1 colour=red"))
                    .isInstanceOf(DocumentException.class)
                    .hasMessageContaining("use: " + name);
        }
    }
}
