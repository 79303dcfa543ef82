package io.simshift.server.http;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.RequestHeaders;
import io.simshift.server.access.Authenticator;
import io.simshift.server.access.Principal;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Browsers that have shown a token once. The cookie is out of reach of scripts and of other sites; the token itself is
 * asked for again at each request, so that a revoked one ends its sessions. Sessions end with the process.
 */
final class Sessions {
    static final String COOKIE = "simshift-session";
    static final Duration LIFE = Duration.ofHours(8);

    /** What a request with a cookie must have where it changes something: no form of another site can send it. */
    static final String GUARD_HEADER = "x-simshift-request";

    private static final int ID_BYTES = 32;
    private static final int SESSIONS_MAX = 10_000;

    private final Authenticator authenticator;
    private final Clock clock;
    private final SecureRandom random;
    private final Map<String, Session> sessions = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
            return size() > SESSIONS_MAX;
        }
    };

    private record Session(String token, Instant until) {
        @Override
        public String toString() {
            return "Session[until " + until + "]";
        }
    }

    Sessions(Authenticator authenticator, Clock clock, SecureRandom random) {
        this.authenticator = authenticator;
        this.clock = clock;
        this.random = random;
    }

    /** Begins a session. */
    synchronized String begin(String token) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        sessions.put(id, new Session(token, clock.instant().plus(LIFE)));
        return id;
    }

    synchronized void end(String id) {
        sessions.remove(id);
    }

    static Optional<String> id(RequestHeaders headers) {
        return headers.cookies().stream()
                .filter(cookie -> cookie.name().equals(COOKIE))
                .map(Cookie::value)
                .findFirst();
    }

    Optional<Principal> caller(RequestHeaders headers, Route route) {
        Optional<Principal> caller = id(headers).flatMap(this::token).flatMap(authenticator::byToken);
        boolean changes = !route.method().equals("GET");
        if (caller.isPresent() && changes && !"1".equals(headers.get(GUARD_HEADER))) {
            throw new Problem(403, "not-allowed", "a request with a cookie needs the header " + GUARD_HEADER + ": 1");
        }
        return caller;
    }

    private synchronized Optional<String> token(String id) {
        Session session = sessions.get(id);
        if (session == null || !clock.instant().isBefore(session.until())) {
            sessions.remove(id);
            return Optional.empty();
        }
        return Optional.of(session.token());
    }
}
