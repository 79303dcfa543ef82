package io.simshift.server.pages;

import io.simshift.server.http.Answer;
import io.simshift.server.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The pages. They are open to anybody because they hold nothing: whatever they show comes from the API, with the session of
 * who looks. Nothing is loaded from elsewhere, and nothing that is not one of these files runs (Content-Security-Policy).
 */
public final class PageRoutes {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private PageRoutes() {}

    /** The routes. */
    public static List<Route> routes() {
        return List.of(
                page("/", "page", "index.html", "text/html; charset=utf-8"),
                page("/app.js", "pageScript", "app.js", "text/javascript; charset=utf-8"),
                page("/app.css", "pageStyle", "app.css", "text/css; charset=utf-8"),
                page("/icon.svg", "pageIcon", "icon.svg", "image/svg+xml"));
    }

    private static Route page(String path, String operation, String file, String type) {
        byte[] content = resource(file);
        Answer answer = new Answer(
                200,
                type,
                content,
                Map.of(
                        "content-security-policy",
                        POLICY,
                        "referrer-policy",
                        "no-referrer",
                        "cross-origin-opener-policy",
                        "same-origin"));
        return Route.get(path, operation, Route.Access.OPEN, Set.of(), call -> answer);
    }

    private static byte[] resource(String name) {
        try (InputStream in = PageRoutes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build has left out " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
