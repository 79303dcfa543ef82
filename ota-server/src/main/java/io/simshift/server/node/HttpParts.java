package io.simshift.server.node;

import io.simshift.server.access.Authenticator;
import io.simshift.server.access.JwtVerifier;
import io.simshift.server.access.Principal;
import io.simshift.server.access.TokenFile;
import io.simshift.server.config.ServerSettings;
import io.simshift.server.http.HttpLimits;
import io.simshift.server.http.HttpServer;
import io.simshift.server.http.IdempotencyKeys;
import io.simshift.server.metrics.Metrics;
import io.simshift.server.operator.OperatorIdentity;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the HTTP server of either role is made of. */
final class HttpParts {
    private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(5);

    private HttpParts() {}

    static HttpServer.Parts of(
            ServerSettings.Common common,
            OperatorIdentity identity,
            Function<X509Certificate, Optional<Principal>> certificates,
            IdempotencyKeys keys,
            Metrics metrics,
            Clock clock,
            SecureRandom random) {
        ServerSettings.Http http = common.http();
        return new HttpServer.Parts(
                new InetSocketAddress(http.host(), http.port()),
                http.tls().map(tls -> Identities.tls(tls, identity)),
                new HttpLimits(
                        http.maxBodyBytes(),
                        http.maxUploadBytes(),
                        common.dataFolder().resolve("uploads"),
                        http.requestsPerSecond(),
                        http.burst(),
                        http.connections(),
                        REQUEST_TIMEOUT),
                new Authenticator(tokens(common, clock), certificates),
                keys,
                metrics.registry(),
                clock,
                random);
    }

    private static List<Function<String, Optional<Principal>>> tokens(ServerSettings.Common common, Clock clock) {
        List<Function<String, Optional<Principal>>> checks = new ArrayList<>();
        checks.add(new TokenFile(common.dataFolder().resolve(TokenFile.NAME), clock)::check);
        common.oidc()
                .ifPresent(oidc -> checks.add(new JwtVerifier(
                        oidc.issuer(), oidc.audience(), oidc.keysFile(), oidc.rolesClaim(), clock)::check));
        return checks;
    }
}
