package io.simshift.cli.script;

import io.simshift.protocol.files.FileId;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.simulator.document.DocumentException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** What stands behind the name of a command: words and {@code name=value}. Whoever reads it asks for all there is. */
final class Parameters {
    private final String file;
    private final int line;
    private final List<String> words = new ArrayList<>();
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    Parameters(String file, int line, List<String> tokens) {
        this.file = file;
        this.line = line;
        for (String token : tokens) {
            int equals = token.indexOf('=');
            if (equals < 0) {
                words.add(token);
            } else {
                String name = token.substring(0, equals).toLowerCase(Locale.ROOT);
                values.computeIfAbsent(name, unused -> new ArrayList<>()).add(token.substring(equals + 1));
            }
        }
    }

    DocumentException wrong(String what) {
        return new DocumentException(file, line, what);
    }

    /** To be called last: nothing may be left. */
    void requireNoMore(String usage) {
        if (!words.isEmpty()) {
            throw wrong("'" + words.get(0) + "' is too much here; " + usage);
        }
        if (!values.isEmpty()) {
            throw wrong("'" + values.keySet().iterator().next() + "' has no meaning here; " + usage);
        }
    }

    /** The next word that is no {@code name=value}. */
    Optional<String> word() {
        return words.isEmpty() ? Optional.empty() : Optional.of(words.remove(0));
    }

    Optional<String> text(String name) {
        List<String> found = values.remove(name);
        if (found == null) {
            return Optional.empty();
        }
        if (found.size() > 1) {
            throw wrong("'" + name + "' stands there twice");
        }
        return Optional.of(found.get(0));
    }

    /** All values of a name that may be repeated. */
    List<String> texts(String name) {
        List<String> found = values.remove(name);
        return found == null ? List.of() : found;
    }

    <T> Optional<T> optional(String name, Function<String, T> maker) {
        return text(name).map(text -> make(name, text, maker));
    }

    <T> T required(String name, Function<String, T> maker) {
        return optional(name, maker).orElseThrow(() -> wrong("'" + name + "=' is missing"));
    }

    <T> T make(String name, String text, Function<String, T> maker) {
        try {
            return maker.apply(text);
        } catch (IllegalArgumentException e) {
            throw wrong(name + ": " + e.getMessage());
        }
    }

    OptionalInt number(String name, int min, int max) {
        return optional(name, text -> parseNumber(text, min, max))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    boolean yes(String name, boolean otherwise) {
        return optional(name, Parameters::yes).orElse(otherwise);
    }

    private static boolean yes(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither yes nor no");
        };
    }

    /** Decimal, or hexadecimal with 0x. */
    static int parseNumber(String text, int min, int max) {
        boolean hex = text.regionMatches(true, 0, "0x", 0, 2);
        int value;
        try {
            value = hex ? Integer.parseInt(text.substring(2), 16) : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no number, decimal or with 0x");
        }
        if (value < min || value > max) {
            throw new IllegalArgumentException(value + " is not between " + min + " and " + max);
        }
        return value;
    }

    static SlotIndex slot(String text) {
        return new SlotIndex(parseNumber(text, 1, SlotIndex.MAX));
    }

    static byte[] bytes(String text) {
        if (text.isEmpty() || text.length() % 2 != 0 || !text.matches("[0-9A-Fa-f]*")) {
            throw new IllegalArgumentException("not an even number of hexadecimal digits, at least two");
        }
        return HexFormat.of().parseHex(text);
    }

    /** A file by its name (EF.IMSI), its identifier (6F07), or its path from the MF on (7FFF6F07). */
    static byte[] filePath(String text) {
        return FileId.find(text).map(FileId::encode).orElseGet(() -> {
            if (!text.matches("([0-9A-Fa-f]{4})+")) {
                throw new IllegalArgumentException("'" + text
                        + "' is neither the name of a file here, such as EF.IMSI, nor file identifiers of four hexadecimal"
                        + " digits each");
            }
            return HexFormat.of().parseHex(text);
        });
    }
}
