package io.simshift.server.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.simshift.server.access.Authenticator;
import io.simshift.server.access.Principal;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Decides, before anything of the body is read, whether a request may go on. */
final class Gate {
    private static final String BEARER = "Bearer ";

    private final Authenticator authenticator;
    private final Sessions sessions;
    private final RateLimit limit;

    Gate(Authenticator authenticator, Sessions sessions, RateLimit limit) {
        this.authenticator = authenticator;
        this.sessions = sessions;
        this.limit = limit;
    }

    /** The caller; {@link Problem} 401, 403 or 429 where the request ends here. */
    Optional<Principal> admit(ServiceRequestContext ctx, RequestHeaders headers, Route route) {
        String address = ctx.remoteAddress().getAddress().getHostAddress();
        Optional<Principal> caller = caller(ctx, headers, route, address);
        if (!limit.take(caller.map(known -> "caller " + known.name()).orElse("address " + address))) {
            throw new Problem(429, "too-many-requests", "more requests than a caller may send; try again later");
        }
        if (!route.access().open()) {
            if (caller.isEmpty()) {
                throw new Problem(401, "not-authenticated", "this needs a bearer token or a known client certificate");
            }
            if (!caller.get().hasOneOf(route.access().roles())) {
                throw new Problem(403, "not-allowed", "your roles do not allow " + route.operationId());
            }
        }
        return caller;
    }

    /** Whether a caller that was admitted would be so now: tokens are revoked, and sessions end, while a stream is open. */
    boolean stillAdmits(ServiceRequestContext ctx, RequestHeaders headers, Route route, Optional<Principal> admitted) {
        try {
            Optional<Principal> now =
                    caller(ctx, headers, route, ctx.remoteAddress().getAddress().getHostAddress());
            boolean same = now.map(Principal::name).equals(admitted.map(Principal::name));
            return same
                    && (route.access().open()
                            || now.isPresent()
                                    && now.get().hasOneOf(route.access().roles()));
        } catch (Problem refused) {
            return false;
        }
    }

    private Optional<Principal> caller(ServiceRequestContext ctx, RequestHeaders headers, Route route, String address) {
        String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
        if (authorization != null) {
            Optional<Principal> known = authorization.startsWith(BEARER)
                    ? authenticator.byToken(
                            authorization.substring(BEARER.length()).strip())
                    : Optional.empty();
            if (known.isEmpty()) {
                // Guessing is slowed down by the limit of the address.
                if (!limit.take("address " + address)) {
                    throw new Problem(429, "too-many-requests", "too many wrong tokens; try again later");
                }
                throw new Problem(401, "not-authenticated", "the token is unknown, expired or revoked");
            }
            return known;
        }
        Optional<Principal> partner = certificate(ctx).flatMap(authenticator::byCertificate);
        return partner.isPresent() ? partner : sessions.caller(headers, route);
    }

    private static Optional<X509Certificate> certificate(ServiceRequestContext ctx) {
        if (ctx.sslSession() == null) {
            return Optional.empty();
        }
        try {
            Certificate[] chain = ctx.sslSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate first
                    ? Optional.of(first)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            // Clients need not show a certificate.
            return Optional.empty();
        }
    }
}
