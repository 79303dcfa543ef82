package io.simshift.server.http;

import io.simshift.server.access.Principal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One request that has come through: authenticated, allowed, within the limits.
 *
 * @param caller empty only where the route is open and nobody has said who he is
 * @param path values of the path's parameters
 * @param query values of the query's parameters
 * @param headers names in small letters
 * @param body empty where the route takes none, or a file
 * @param upload the file, where the route takes one; it is deleted after the call
 */
public record Call(
        Optional<Principal> caller,
        Map<String, String> path,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body,
        Optional<Path> upload) {
    private static final int PAGE = 100;
    private static final int PAGE_MAX = 1000;

    /** The caller of a route that is not open. */
    public Principal principal() {
        return caller.orElseThrow(() -> new IllegalStateException("an open route asks who calls"));
    }

    /**
     * A parameter of the path, as its own type checks it.
     *
     * @throws Problem 400 where it does not fit
     */
    public <T> T inPath(String name, Function<String, T> type) {
        return checked(name, path.get(name), type);
    }

    /** A parameter of the query; {@link Problem} 400 where it does not fit its type. */
    public <T> Optional<T> inQuery(String name, Function<String, T> type) {
        return Optional.ofNullable(query.get(name)).map(value -> checked(name, value, type));
    }

    private static <T> T checked(String name, String value, Function<String, T> type) {
        try {
            return type.apply(value);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("'" + name + "': " + e.getMessage());
        }
    }

    /** How many items a page shall have: 1 to 1000, 100 where nothing is said. */
    public int limit() {
        return inQuery("limit", Call::page).orElse(PAGE);
    }

    private static int page(String text) {
        if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > PAGE_MAX) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number from 1 to " + PAGE_MAX);
        }
        return Integer.parseInt(text);
    }
}
