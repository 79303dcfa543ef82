package io.simshift.simulator.auc;

import io.simshift.protocol.aka.AkaAlgorithm;
import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.aka.Tuak;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.simulator.document.DocumentException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads subscriber files: CSV with the columns imsi, algorithm, k, opc (docs/auc.md 1). */
public final class SubscriberFile {
    private static final List<String> COLUMNS = List.of("imsi", "algorithm", "k", "opc");

    private final Path path;
    private int line;

    private SubscriberFile(Path path) {
        this.path = path;
    }

    /**
     * Reads a file.
     *
     * @return the subscribers in the order of the file
     * @throws DocumentException where something in it can't be; it names the line, and no key
     * @throws IOException where it can't be read
     */
    public static Map<Imsi, AucSubscriber> read(Path path) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(path);
        } catch (CharacterCodingException e) {
            throw new DocumentException(path.toString(), 0, "is not text in UTF-8");
        }
        return new SubscriberFile(path).parse(lines);
    }

    private Map<Imsi, AucSubscriber> parse(List<String> lines) {
        Map<Imsi, AucSubscriber> subscribers = new LinkedHashMap<>();
        boolean headSeen = false;
        for (String text : lines) {
            line++;
            String row = text.strip();
            if (row.isEmpty() || row.startsWith("#")) {
                continue;
            }
            List<String> fields =
                    Arrays.stream(row.split(",", -1)).map(String::strip).toList();
            if (!headSeen) {
                requireHead(fields);
                headSeen = true;
                continue;
            }
            AucSubscriber subscriber = subscriber(fields);
            if (subscribers.put(subscriber.imsi(), subscriber) != null) {
                throw wrong("IMSI " + subscriber.imsi() + " stands there twice");
            }
        }
        if (!headSeen) {
            throw new DocumentException(path.toString(), 0, "has no head line " + String.join(",", COLUMNS));
        }
        return subscribers;
    }

    private void requireHead(List<String> fields) {
        if (!fields.equals(COLUMNS)) {
            throw wrong("the head line has to be " + String.join(",", COLUMNS));
        }
    }

    private AucSubscriber subscriber(List<String> fields) {
        if (fields.size() != COLUMNS.size()) {
            throw wrong("has " + fields.size() + " columns, not " + COLUMNS.size());
        }
        SecretBytes k = key("k", fields.get(2));
        SecretBytes opc = key("opc", fields.get(3));
        try {
            return new AucSubscriber(new Imsi(fields.get(0)), algorithm(fields.get(1), k, opc));
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private static AkaAlgorithm algorithm(String name, SecretBytes k, SecretBytes opc) {
        return switch (name) {
            case "milenage" -> new Milenage(k, opc);
            case "tuak" -> new Tuak(k, opc);
            default -> throw new IllegalArgumentException("algorithm: is neither milenage nor tuak");
        };
    }

    private SecretBytes key(String column, String hex) {
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            // its message quotes the text, which may be a key
            throw wrong(column + ": is not an even number of hexadecimal digits");
        }
        SecretBytes key = SecretBytes.copyOf(bytes);
        Arrays.fill(bytes, (byte) 0);
        return key;
    }

    private DocumentException wrong(String what) {
        return new DocumentException(path.toString(), line, what);
    }
}
