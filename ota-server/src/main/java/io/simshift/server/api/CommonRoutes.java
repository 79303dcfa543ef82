package io.simshift.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.server.access.Role;
import io.simshift.server.http.Answer;
import io.simshift.server.http.Route;
import io.simshift.server.metrics.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Health, metrics, and the description of the API. */
public final class CommonRoutes {
    private static final Route.Access PEOPLE =
            Route.Access.of(Role.VIEWER, Role.OPERATOR, Role.APPROVER, Role.SECURITY_OFFICER);

    private final Health health;
    private final Metrics metrics;
    private final boolean openMetrics;
    private final String description;

    /**
     * @param openMetrics whether anybody may read the metrics
     * @param description name of the OpenAPI file among this package's resources
     */
    public CommonRoutes(Health health, Metrics metrics, boolean openMetrics, String description) {
        this.health = health;
        this.metrics = metrics;
        this.openMetrics = openMetrics;
        this.description = resource(description);
    }

    /** The routes. */
    public List<Route> routes() {
        return List.of(
                Route.get("/health", "health", Route.Access.OPEN, Set.of(), call -> health()),
                Route.get(
                        "/metrics",
                        "metrics",
                        openMetrics ? Route.Access.OPEN : PEOPLE,
                        Set.of(),
                        call -> Answer.text("text/plain; version=0.0.4; charset=utf-8", metrics.scrape())),
                Route.get(
                        "/openapi.yaml",
                        "describe",
                        Route.Access.OPEN,
                        Set.of(),
                        call -> Answer.text("application/yaml; charset=utf-8", description)));
    }

    private Answer health() {
        ObjectNode seen = health.look();
        return Answer.json(seen.path("status").asText().equals("down") ? 503 : 200, seen);
    }

    private static String resource(String name) {
        try (InputStream in = CommonRoutes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build has left out " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
