package io.simshift.server.http;

import com.linecorp.armeria.common.Cookie;
import io.simshift.server.access.Authenticator;
import io.simshift.server.access.Principal;
import io.simshift.server.access.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How a browser becomes somebody: it shows a token once and gets a cookie that no script can read. */
final class SessionRoutes {
    private static final String PATH = "/api/v1/session";
    private static final Route.Access PEOPLE = Route.Access.of(
            Arrays.stream(Role.values()).filter(Role::isForPeople).toArray(Role[]::new));

    private final Sessions sessions;
    private final Authenticator authenticator;
    private final boolean secure;

    SessionRoutes(Sessions sessions, Authenticator authenticator, boolean secure) {
        this.sessions = sessions;
        this.authenticator = authenticator;
        this.secure = secure;
    }

    List<Route> routes() {
        return List.of(
                Route.post(PATH, "beginSession", Route.Access.OPEN, Route.Body.SMALL, this::begin),
                Route.get(PATH, "showSession", PEOPLE, Set.of(), call -> Answer.json(shown(call.principal()))),
                new Route("DELETE", PATH, "endSession", PEOPLE, Route.Body.NONE, Set.of(), this::end));
    }

    private Answer begin(Call call) {
        String token = Json.text(Json.readObject(call.body(), Set.of("token")), "token");
        Optional<Principal> person = authenticator.byToken(token);
        if (person.isEmpty()) {
            throw new Problem(401, "not-authenticated", "the token is unknown, expired or revoked");
        }
        return Answer.json(shown(person.get()))
                .with("set-cookie", cookie(sessions.begin(token), Sessions.LIFE.toSeconds()));
    }

    private static com.fasterxml.jackson.databind.JsonNode shown(Principal person) {
        var json = Json.object().put("name", person.name());
        var roles = json.putArray("roles");
        person.roles().stream().sorted().forEach(role -> roles.add(role.word()));
        return json;
    }

    private Answer end(Call call) {
        String cookies = call.headers().getOrDefault("cookie", "");
        Cookie.fromCookieHeader(cookies).stream()
                .filter(cookie -> cookie.name().equals(Sessions.COOKIE))
                .forEach(cookie -> sessions.end(cookie.value()));
        return Answer.nothing().with("set-cookie", cookie("", 0));
    }

    private String cookie(String value, long seconds) {
        return Cookie.secureBuilder(Sessions.COOKIE, value)
                .secure(secure)
                .httpOnly(true)
                .sameSite("Strict")
                .path("/")
                .maxAge(seconds)
                .build()
                .toSetCookieHeader();
    }
}
