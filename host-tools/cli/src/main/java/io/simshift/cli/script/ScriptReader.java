package io.simshift.cli.script;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.simulator.document.DocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads scripts (docs/ota.md): one command a line, in hexadecimal digits or by name; {@code #} begins a comment; a line of
 * {@code ---} ends a packet; {@code SET} says how the packet goes.
 */
public final class ScriptReader {
    private static final String SETTING = "SET";
    private static final String REKEY = "REKEY";
    private static final String REKEY_USAGE = "use: REKEY slot=N to=KEYSET [aka=HEX6]";
    private static final String SEPARATOR = "---+";
    private static final String HEX_ONLY = "[0-9A-Fa-f\\s]+";
    private static final String SETTINGS_USAGE =
            "use: SET [tar=HEX6] [spi=HEX4] [keyset=NAME] [format=compact|expanded|indefinite]";

    private final String file;
    private final ScriptKeys keys;
    private final List<ScriptPacket> packets = new ArrayList<>();
    private final List<ScriptLine> lines = new ArrayList<>();
    private Optional<String> successor = Optional.empty();
    private ScriptPacket.Settings settings = ScriptPacket.Settings.NONE;

    private ScriptReader(String file, ScriptKeys keys) {
        this.file = file;
        this.keys = keys;
    }

    /** The names that commands can be written by. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(NamedCommands.names());
        names.add(REKEY);
        return List.copyOf(names);
    }

    /**
     * Reads a file.
     *
     * @param keys those that the script may name
     * @return its packets, at least one
     * @throws DocumentException where a line makes no sense; it names file and line
     * @throws IOException where it can't be read, or is not text in UTF-8
     */
    public static List<ScriptPacket> read(Path path, ScriptKeys keys) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new NoSuchFileException(path.toString());
        }
        try {
            return read(path.toString(), Files.readString(path), keys);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new DocumentException(path.toString(), 0, "is not text in UTF-8");
        }
    }

    /** Reads a text that names no keys; {@code file} is what messages call it. */
    public static List<ScriptPacket> read(String file, String text) {
        return read(file, text, ScriptKeys.NONE);
    }

    private static List<ScriptPacket> read(String file, String text, ScriptKeys keys) {
        ScriptReader reader = new ScriptReader(file, keys);
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            reader.line(number, line.replaceFirst("#.*", "").strip());
        }
        return reader.end(number);
    }

    private void line(int number, String line) {
        if (line.isEmpty()) {
            return;
        }
        if (line.matches(SEPARATOR)) {
            endPacket(number);
            return;
        }
        List<String> tokens = List.of(line.split("\\s+"));
        if (tokens.get(0).equalsIgnoreCase(SETTING)) {
            set(new Parameters(file, number, tokens.subList(1, tokens.size())));
        } else if (tokens.get(0).equalsIgnoreCase(REKEY)) {
            lines.add(new ScriptLine(
                    number, rekey(new Parameters(file, number, tokens.subList(1, tokens.size()))), true));
        } else if (line.matches(HEX_ONLY)) {
            lines.add(new ScriptLine(number, apdu(number, line), false));
        } else {
            lines.add(new ScriptLine(number, NamedCommands.read(file, number, tokens), true));
        }
    }

    private CommandApdu apdu(int number, String line) {
        String digits = line.replaceAll("\\s", "");
        if (digits.length() % 2 != 0) {
            throw new DocumentException(
                    file, number, "an odd number of hexadecimal digits (" + digits.length() + ") is no APDU");
        }
        try {
            return CommandApdu.decode(HexFormat.of().parseHex(digits));
        } catch (WireFormatException e) {
            throw new DocumentException(file, number, "no APDU: " + e.getMessage());
        }
    }

    private CommandApdu rekey(Parameters in) {
        SlotIndex slot = in.required("slot", Parameters::slot);
        String to = in.text("to").orElseThrow(() -> in.wrong("'to=' is missing; " + REKEY_USAGE));
        Optional<byte[]> aka = in.optional("aka", Parameters::bytes);
        in.requireNoMore(REKEY_USAGE);
        successor = Optional.of(to);
        try {
            return keys.rekey(new ScriptKeys.Rekey(settings.keyset(), slot, to, aka));
        } catch (IllegalArgumentException e) {
            throw in.wrong(e.getMessage());
        }
    }

    private void set(Parameters in) {
        if (!lines.isEmpty()) {
            throw in.wrong("SET stands before the commands of its packet");
        }
        Optional<Tar> tar = in.optional("tar", Tar::parse);
        Optional<Spi> spi = in.optional("spi", ScriptReader::spi);
        Optional<String> keyset = in.text("keyset");
        Optional<ScriptFormat> format = in.optional("format", ScriptReader::format);
        in.requireNoMore(SETTINGS_USAGE);
        settings = new ScriptPacket.Settings(
                tar.or(settings::tar), spi.or(settings::spi), keyset.or(settings::keyset), format.or(settings::format));
    }

    private static Spi spi(String text) {
        byte[] bytes = Parameters.bytes(text);
        if (bytes.length != 2) {
            throw new IllegalArgumentException("'" + text + "' has not four hexadecimal digits");
        }
        return new Spi(bytes[0] & 0xFF, bytes[1] & 0xFF);
    }

    private static ScriptFormat format(String text) {
        for (ScriptFormat format : ScriptFormat.values()) {
            if (format.name().equals(text.toLowerCase(Locale.ROOT))) {
                return format;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is none of compact, expanded, indefinite");
    }

    private void endPacket(int number) {
        if (lines.isEmpty()) {
            throw new DocumentException(file, number, "there is no command before the end of this packet");
        }
        packets.add(new ScriptPacket(file, settings, lines, successor));
        successor = Optional.empty();
        lines.clear();
        settings = ScriptPacket.Settings.NONE;
    }

    private List<ScriptPacket> end(int number) {
        if (!lines.isEmpty()) {
            endPacket(number);
        } else if (settings != ScriptPacket.Settings.NONE) {
            throw new DocumentException(file, number, "SET stands there, but no command behind it");
        }
        if (packets.isEmpty()) {
            throw new DocumentException(file, 0, "holds no command");
        }
        return List.copyOf(packets);
    }
}
