package io.simshift.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Iterator;
import java.util.Set;

/** JSON as the API speaks it: strict when reading, no surprises when writing. */
public final class Json {
    private static final int NESTING_MAX = 20;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(NESTING_MAX)
                        .build());
    }

    private Json() {}

    /** An empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** An empty list. */
    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON cannot be written", e);
        }
    }

    /**
     * Reads an object that has no other than these members.
     *
     * @throws Problem 400 where it is not
     */
    public static ObjectNode readObject(byte[] body, Set<String> members) {
        JsonNode node;
        try {
            node = MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw Problem.badRequest("the body is not JSON");
        }
        if (!(node instanceof ObjectNode object)) {
            throw Problem.badRequest("the body must be a JSON object");
        }
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!members.contains(name)) {
                throw Problem.badRequest("unknown member '" + name + "'; known: " + String.join(", ", members));
            }
        }
        return object;
    }

    /**
     * A text that must be there.
     *
     * @throws Problem 400 where it is not
     */
    public static String text(ObjectNode object, String member) {
        JsonNode value = object.get(member);
        if (value == null || !value.isTextual()) {
            throw Problem.badRequest("member '" + member + "' must be a text");
        }
        return value.asText();
    }
}
