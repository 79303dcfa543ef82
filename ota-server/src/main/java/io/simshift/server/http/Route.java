package io.simshift.server.http;

import io.simshift.server.access.Role;
import java.util.Set;

/**
 * One method on one path. Who is not among {@code roles} gets 401 or 403; a route can't be made without saying who may.
 *
 * @param method GET, POST, PUT or DELETE
 * @param path as in the OpenAPI file: {@code /api/v1/cards/{iccid}}
 * @param operationId its name there
 * @param access who may
 * @param body what it takes
 * @param parameters names of the query parameters that it knows
 * @param action what it does; runs on a thread that may block
 */
public record Route(
        String method,
        String path,
        String operationId,
        Access access,
        Body body,
        Set<String> parameters,
        Action action) {

    /**
     * @param open true where nobody has to say who he is
     * @param roles one of them is enough
     */
    public record Access(boolean open, Set<Role> roles) {
        /** Anybody. */
        public static final Access OPEN = new Access(true, Set.of());

        public Access {
            roles = Set.copyOf(roles);
            if (open != roles.isEmpty()) {
                throw new IllegalArgumentException("a route is open to anybody or to at least one role");
            }
        }

        /** Only callers with one of these roles. */
        public static Access of(Role... roles) {
            return new Access(false, Set.of(roles));
        }
    }

    /** What comes in. */
    public enum Body {
        /** Nothing. */
        NONE,
        /** Some bytes in memory. */
        SMALL,
        /** A file: {@link Call#upload}. */
        UPLOAD
    }

    /** What a route does. */
    @FunctionalInterface
    public interface Action {
        /** Throws {@link Problem} for whatever the caller is to hear; anything else becomes a 500 that tells nothing. */
        Answer run(Call call) throws Exception;
    }

    public Route {
        parameters = Set.copyOf(parameters);
    }

    /** A route that is only read. */
    public static Route get(String path, String operationId, Access access, Set<String> parameters, Action action) {
        return new Route("GET", path, operationId, access, Body.NONE, parameters, action);
    }

    /** A route that does something. */
    public static Route post(String path, String operationId, Access access, Body body, Action action) {
        return new Route("POST", path, operationId, access, body, Set.of(), action);
    }
}
