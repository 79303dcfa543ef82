package io.simshift.server.config;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One mapping of the file. Whoever reads it asks for each key that it knows and then says {@link #end}: a key that nobody
 * asked for is an error. A variable {@code SIMSHIFT_A_B} of the environment goes before the file's {@code a.b}, letters in
 * capitals, entries of lists by their number from 0.
 */
final class Section {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private final Source source;
    private final String path;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    /** What all sections of one file share. */
    record Source(Path file, Environment environment) {
        ConfigException wrong(int line, String message) {
            return new ConfigException(file.getFileName() + (line > 0 ? ":" + line : "") + ": " + message);
        }
    }

    /** @param node null for a section that the file does not have */
    Section(Source source, String path, Node node) {
        this.source = source;
        this.path = path;
        this.line = node == null ? 0 : lineOf(node);
        if (isEmpty(node)) {
            return;
        }
        if (!(node instanceof MappingNode mapping)) {
            throw source.wrong(line, (path.isEmpty() ? "the file" : "'" + path + "'") + " must be keys with values");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            int keyLine = lineOf(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw source.wrong(keyLine, "a key must be a word");
            }
            if (values.put(key.getValue(), tuple.getValueNode()) != null) {
                throw source.wrong(keyLine, "key '" + pathOf(key.getValue()) + "' stands here twice");
            }
            lines.put(key.getValue(), keyLine);
        }
    }

    /** Also a key whose values are all commented out. */
    private static boolean isEmpty(Node node) {
        return node == null
                || node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private ConfigException wrong(String key, String message) {
        return source.wrong(lines.getOrDefault(key, line), "'" + pathOf(key) + "' " + message);
    }

    Optional<String> optional(String key) {
        known.add(key);
        Optional<String> override = source.environment().take(pathOf(key));
        if (override.isPresent()) {
            return override;
        }
        Node node = values.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (!(node instanceof ScalarNode scalar)) {
            throw wrong(key, "must be one value");
        }
        return Optional.of(scalar.getValue()).filter(value -> !value.isEmpty());
    }

    String text(String key) {
        return optional(key).orElseThrow(() -> wrong(key, "is missing"));
    }

    String text(String key, String otherwise) {
        return optional(key).orElse(otherwise);
    }

    int integer(String key, int otherwise, int min, int max) {
        Optional<String> text = optional(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw notANumber(key, text.get(), min, max);
        }
        throw notANumber(key, text.get(), min, max);
    }

    private ConfigException notANumber(String key, String text, int min, int max) {
        return wrong(key, "is '" + text + "', and must be a whole number from " + min + " to " + max);
    }

    boolean flag(String key, boolean otherwise) {
        return optional(key)
                .map(text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw wrong(key, "is '" + text + "', and must be true or false");
                })
                .orElse(otherwise);
    }

    Duration duration(String key, Duration otherwise) {
        Optional<String> text = optional(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        Matcher match = DURATION.matcher(text.get());
        if (!match.matches() || Long.parseLong(match.group(1)) == 0) {
            throw wrong(key, "is '" + text.get() + "', and must be a time such as 500ms, 30s, 5m, 12h or 7d");
        }
        long count = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        Optional<String> text = optional(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        List<String> words = new ArrayList<>();
        for (E value : type.getEnumConstants()) {
            String word = value.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (word.equals(text.get())) {
                return value;
            }
            words.add(word);
        }
        throw wrong(key, "is '" + text.get() + "', and must be one of " + String.join(", ", words));
    }

    /** A path; a relative one begins at the folder of the file. */
    Path path(String key) {
        return resolve(text(key));
    }

    Optional<Path> optionalPath(String key) {
        return optional(key).map(this::resolve);
    }

    private Path resolve(String text) {
        return source.file().toAbsolutePath().getParent().resolve(text).normalize();
    }

    /** A value that its own type checks. */
    <T> T value(String key, Function<String, T> type) {
        return checked(key, text(key), type);
    }

    private <T> T checked(String key, String text, Function<String, T> type) {
        try {
            return type.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw wrong(key, "is wrong: " + e.getMessage());
        }
    }

    /** What is checked as a whole, after its keys were read. */
    <T> T whole(Supplier<T> type) {
        try {
            return type.get();
        } catch (IllegalArgumentException e) {
            throw source.wrong(line, (path.isEmpty() ? "" : "'" + path + "': ") + e.getMessage());
        }
    }

    boolean has(String key) {
        return values.containsKey(key) || source.environment().mentions(pathOf(key));
    }

    Section section(String key) {
        known.add(key);
        return new Section(source, pathOf(key), values.get(key));
    }

    List<Section> list(String key) {
        known.add(key);
        Node node = values.get(key);
        if (isEmpty(node)) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            throw wrong(key, "must be a list: each entry begins with '- '");
        }
        List<Section> sections = new ArrayList<>();
        for (Node entry : sequence.getValue()) {
            sections.add(new Section(source, pathOf(key) + "." + sections.size(), entry));
        }
        return sections;
    }

    /** A list of plain values. */
    List<String> texts(String key) {
        known.add(key);
        Node node = values.get(key);
        if (isEmpty(node)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node entry : sequence.getValue()) {
                if (!(entry instanceof ScalarNode scalar)) {
                    throw wrong(key, "must be a list of plain values");
                }
                texts.add(scalar.getValue());
            }
            return texts;
        }
        throw wrong(key, "must be a list of plain values");
    }

    ConfigException wrongValue(String key, String message) {
        return wrong(key, message);
    }

    /** Refuses what nobody has asked for. */
    void end() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                throw source.wrong(lines.get(key), "unknown key '" + pathOf(key) + "'" + Hints.hint(key, known));
            }
        }
    }
}
