package io.simshift.server.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.util.TlsEngineType;
import com.linecorp.armeria.server.GracefulShutdown;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.ClientAuth;
import io.simshift.server.access.Authenticator;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The running HTTP server. */
public final class HttpServer implements AutoCloseable {
    private static final Duration QUIET = Duration.ofMillis(100);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final Server server;
    private final EventStreams streams;
    private final boolean secure;
    private final String host;

    private HttpServer(Server server, EventStreams streams, boolean secure, String host) {
        this.server = server;
        this.streams = streams;
        this.secure = secure;
        this.host = host;
    }

    /**
     * What a server is made of.
     *
     * @param address where it listens; port 0 for a free one
     * @param tls empty for clear HTTP
     * @param keys what to do with Idempotency-Key
     */
    public record Parts(
            InetSocketAddress address,
            Optional<ServerTls> tls,
            HttpLimits limits,
            Authenticator authenticator,
            IdempotencyKeys keys,
            MeterRegistry meters,
            Clock clock,
            SecureRandom random) {}

    /**
     * Starts it.
     *
     * @throws HttpServerException where it can't listen there
     */
    public static HttpServer start(Parts parts, List<Route> routes) {
        Sessions sessions = new Sessions(parts.authenticator(), parts.clock(), parts.random());
        Gate gate = new Gate(
                parts.authenticator(),
                sessions,
                new RateLimit(parts.limits().requestsPerSecond(), parts.limits().burst(), parts.clock()));
        Uploads.clean(parts.limits().uploadFolder());
        EventStreams streams = new EventStreams();
        Answers answers = new Answers(parts.meters(), streams);
        ServerBuilder builder = Server.builder()
                .disableServerHeader()
                .errorHandler(new Problems())
                .requestTimeout(parts.limits().requestTimeout())
                .maxNumConnections(parts.limits().connections())
                .gracefulShutdown(GracefulShutdown.builder()
                        .quietPeriod(QUIET)
                        .timeout(STOP_LIMIT)
                        .build());
        List<Route> all = new ArrayList<>(routes);
        all.addAll(
                new SessionRoutes(sessions, parts.authenticator(), parts.tls().isPresent()).routes());
        for (Route route : all) {
            builder.route()
                    .methods(HttpMethod.valueOf(route.method()))
                    .path(route.path())
                    .maxRequestLength(parts.limits().bodyBytes(route))
                    .build(new RouteService(route, gate, parts.limits(), answers, parts.keys()));
        }
        if (parts.tls().isPresent()) {
            ServerTls tls = parts.tls().get();
            builder.https(parts.address())
                    .tlsEngineType(TlsEngineType.JDK)
                    .tls(TlsKeyPair.of(tls.key(), tls.chain()))
                    .tlsCustomizer(context -> context.clientAuth(ClientAuth.OPTIONAL)
                            .trustManager(new AnyCertificate())
                            .protocols("TLSv1.3", "TLSv1.2"));
        } else {
            builder.http(parts.address());
        }
        Server server = builder.build();
        try {
            server.start().join();
        } catch (CompletionException e) {
            streams.close();
            String why = e.getCause() instanceof BindException ? "the port is in use" : String.valueOf(e.getCause());
            throw new HttpServerException("cannot listen on " + parts.address() + ": " + why, e);
        }
        return new HttpServer(
                server, streams, parts.tls().isPresent(), parts.address().getHostString());
    }

    /** Where it listens. */
    public int port() {
        return server.activeLocalPort();
    }

    /** Where it can be reached, for people: {@code https://127.0.0.1:8443}. */
    public String url() {
        return (secure ? "https://" : "http://") + host + ":" + port();
    }

    /** Lets calls in progress end, for some seconds, and stops. */
    @Override
    public void close() {
        // They would never end by themselves.
        streams.close();
        server.stop().join();
    }
}
