package io.simshift.simulator.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON (RFC 8259) in which comments may stand: {@code //} to the line's end, and between {@code /*} and its end. */
public final class JsonDocument {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();
    /** What Jackson quotes from the file: a key that lacks its quotation marks, for example. */
    private static final String QUOTED_TEXT = "'[^']{2,}'";

    private final String file;
    private final JsonParser parser;

    private JsonDocument(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /**
     * Reads a file.
     *
     * @return the value that the file consists of
     * @throws DocumentException where it is not JSON in UTF-8
     * @throws IOException where it can't be read
     */
    public static JsonField read(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        try {
            return parse(
                    path.toString(),
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(java.nio.ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            throw new DocumentException(path.toString(), 0, "is not text in UTF-8");
        }
    }

    /**
     * Reads a text.
     *
     * @param file what messages call it
     * @throws DocumentException where it is not JSON
     */
    public static JsonField parse(String file, String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return new JsonDocument(file, parser).whole();
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            String what = e.getOriginalMessage().replaceAll("(?s)\\R.*", "").replaceAll(QUOTED_TEXT, "'...'");
            throw new DocumentException(file, line, "not well-formed JSON: " + what);
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory can't be read", e);
        }
    }

    private JsonField whole() throws IOException {
        if (parser.nextToken() == null) {
            throw new DocumentException(file, 0, "is empty");
        }
        JsonField whole = value("");
        if (parser.nextToken() != null) {
            throw new DocumentException(file, line(), "there is more behind the end of the document");
        }
        return whole;
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private JsonField value(String name) throws IOException {
        int line = line();
        JsonToken token = parser.currentToken();
        Object content;
        if (token == JsonToken.START_OBJECT) {
            content = members(name);
        } else if (token == JsonToken.START_ARRAY) {
            content = elements(name);
        } else if (token == JsonToken.VALUE_STRING) {
            content = parser.getText();
        } else if (token == JsonToken.VALUE_NUMBER_INT) {
            content = parser.getBigIntegerValue();
        } else {
            throw new DocumentException(
                    file, line, JsonField.named(name) + "has a value of a kind that has no use here");
        }
        return new JsonField(file, line, name, content);
    }

    private Map<String, JsonField> members(String name) throws IOException {
        Map<String, JsonField> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            String path = name.isEmpty() ? member : name + "." + member;
            if (members.containsKey(member)) {
                throw new DocumentException(file, line(), path + ": stands there twice");
            }
            parser.nextToken();
            members.put(member, value(path));
        }
        return members;
    }

    private List<JsonField> elements(String name) throws IOException {
        List<JsonField> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(name + "[" + (elements.size() + 1) + "]"));
        }
        return elements;
    }
}
