package io.simshift.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.server.access.Role;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** An OpenAPI file, as a test reads it: without any code of the server. */
final class Description {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode root;

    /** @param roles empty for a route that is open to anybody */
    record Operation(String method, String path, String id, Set<Role> roles, Set<String> query, JsonNode node) {
        boolean isOpen() {
            return roles.isEmpty();
        }

        boolean takesBody() {
            return node.has("requestBody");
        }
    }

    Description(String resource) throws IOException {
        try (InputStream in = Description.class.getResourceAsStream(resource)) {
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            root = JSON.valueToTree(tree);
        }
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                JsonNode node = method.getValue();
                Set<Role> roles = EnumSet.noneOf(Role.class);
                node.path("x-roles")
                        .forEach(word -> roles.add(Role.of(word.asText()).orElseThrow()));
                Set<String> query = new TreeSet<>();
                for (JsonNode parameter : node.path("parameters")) {
                    JsonNode resolved = resolve(parameter);
                    if (resolved.path("in").asText().equals("query")) {
                        query.add(resolved.path("name").asText());
                    }
                }
                operations.add(new Operation(
                        method.getKey().toUpperCase(Locale.ROOT),
                        path.getKey(),
                        node.path("operationId").asText(),
                        roles,
                        query,
                        node));
            }
        }
        return operations;
    }

    Operation operation(String id) {
        return operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the description has no operation " + id));
    }

    /** The answer must be one that the operation describes, to the last member. */
    void check(String id, int status, String contentType, byte[] body) throws IOException {
        JsonNode responses = operation(id).node().path("responses");
        JsonNode response = resolve(
                responses.has(Integer.toString(status))
                        ? responses.get(Integer.toString(status))
                        : responses.path("default"));
        boolean isProblem = !responses.has(Integer.toString(status));
        assertThat(isProblem && status < 400).as(id + " answers " + status).isFalse();
        if (!response.has("content")) {
            assertThat(body).as(id + " has no body").isEmpty();
            return;
        }
        String plain = contentType.replaceAll(";.*", "");
        JsonNode content = response.path("content").path(plain);
        assertThat(content.isMissingNode())
                .as(id + " answers " + status + " as " + contentType)
                .isFalse();
        if (plain.endsWith("json")) {
            new Schemas(this::resolve).check(id, content.path("schema"), JSON.readTree(body));
        }
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
    }
}
