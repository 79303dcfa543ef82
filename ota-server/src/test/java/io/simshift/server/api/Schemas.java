package io.simshift.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The part of JSON Schema that our OpenAPI files use; a keyword beyond it fails the test. */
final class Schemas {
    private static final Set<String> KNOWN = Set.of(
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "pattern",
            "minimum",
            "maximum",
            "format",
            "contentEncoding",
            "description",
            "maxItems",
            "minItems",
            "maxLength");

    private final UnaryOperator<JsonNode> resolver;

    Schemas(UnaryOperator<JsonNode> resolver) {
        this.resolver = resolver;
    }

    void check(String where, JsonNode reference, JsonNode value) {
        JsonNode schema = resolver.apply(reference);
        schema.fieldNames().forEachRemaining(name -> assertThat(KNOWN).as(where).contains(name));
        List<String> types = new ArrayList<>();
        if (schema.path("type").isArray()) {
            schema.get("type").forEach(type -> types.add(type.asText()));
        } else {
            types.add(schema.path("type").asText());
        }
        assertThat(types).as(where + ": " + value).contains(typeOf(value, types));
        if (schema.has("enum")) {
            assertThat(schema.get("enum")).as(where).contains(value);
        }
        if (schema.has("pattern") && value.isTextual()) {
            assertThat(value.asText())
                    .as(where)
                    .containsPattern(schema.get("pattern").asText());
        }
        if (schema.has("minimum")) {
            assertThat(value.asLong())
                    .as(where)
                    .isGreaterThanOrEqualTo(schema.get("minimum").asLong());
        }
        if (schema.has("maximum")) {
            assertThat(value.asLong())
                    .as(where)
                    .isLessThanOrEqualTo(schema.get("maximum").asLong());
        }
        if (value.isObject()) {
            object(where, schema, value);
        }
        int index = 0;
        if (value.isArray()) {
            for (JsonNode item : value) {
                check(where + "[" + index++ + "]", schema.path("items"), item);
            }
        }
    }

    private static String typeOf(JsonNode value, List<String> wanted) {
        return switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() && wanted.contains("integer") ? "integer" : "number";
            default -> "null";
        };
    }

    private void object(String where, JsonNode schema, JsonNode value) {
        for (JsonNode name : schema.path("required")) {
            assertThat(value.has(name.asText())).as(where + " has " + name).isTrue();
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String at = where + "." + member.getKey();
            JsonNode known = schema.path("properties").path(member.getKey());
            JsonNode others = schema.path("additionalProperties");
            assertThat(schema.has("additionalProperties"))
                    .as(where + " says what else it may have")
                    .isTrue();
            if (known.isMissingNode()) {
                assertThat(others.isObject()).as(at + " is described").isTrue();
                check(at, others, member.getValue());
            } else {
                check(at, known, member.getValue());
            }
        }
    }
}
