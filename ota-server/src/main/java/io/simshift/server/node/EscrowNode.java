package io.simshift.server.node;

import io.simshift.protocol.identity.Iccid;
import io.simshift.server.access.Principal;
import io.simshift.server.api.CommonRoutes;
import io.simshift.server.api.EscrowRoutes;
import io.simshift.server.api.Health;
import io.simshift.server.config.ConfigException;
import io.simshift.server.config.ServerSettings;
import io.simshift.server.escrow.Custody;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.http.HttpServer;
import io.simshift.server.http.IdempotencyKeys;
import io.simshift.server.http.Route;
import io.simshift.server.metrics.Metrics;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The escrow as a process of its own. */
final class EscrowNode implements ServerNode {
    /** Asked for to see whether the store answers, whatever it answers. */
    private static final Iccid ANY_CARD = new Iccid("8900000000000000003");

    private final Escrow escrow;
    private final Metrics metrics;
    private final HttpServer http;

    private EscrowNode(Escrow escrow, Metrics metrics, HttpServer http) {
        this.escrow = escrow;
        this.metrics = metrics;
        this.http = http;
    }

    static EscrowNode start(ServerSettings.Escrow settings, Clock clock, SecureRandom random) {
        Path folder = ServerNode.existingEscrow(settings);
        OperatorIdentity identity = Identities.open(settings, clock, random);
        Map<X509Certificate, OperatorId> operators = new HashMap<>();
        char[] password = Identities.firstLine(settings.common().passwordFile());
        Escrow escrow;
        try {
            escrow = Escrow.open(folder, password, new Custody(Optional.empty(), settings.policy()), clock, random);
        } finally {
            Arrays.fill(password, '\0');
        }
        Metrics metrics = new Metrics();
        try {
            for (ServerSettings.Client client : settings.operators()) {
                X509Certificate certificate = Identities.certificate(client.certificate());
                register(escrow, client.id(), certificate);
                operators.put(certificate, client.id());
            }
            Health health = new Health("escrow").vital("store", () -> {
                escrow.knows(ANY_CARD);
                return true;
            });
            List<Route> routes = new ArrayList<>(new EscrowRoutes(escrow, metrics).routes());
            routes.addAll(
                    new CommonRoutes(health, metrics, settings.common().http().openMetrics(), "openapi-escrow.yaml")
                            .routes());
            HttpServer http = HttpServer.start(
                    HttpParts.of(
                            settings.common(),
                            identity,
                            certificate -> Optional.ofNullable(operators.get(certificate))
                                    .map(Principal::partner),
                            IdempotencyKeys.NONE,
                            metrics,
                            clock,
                            random),
                    routes);
            return new EscrowNode(escrow, metrics, http);
        } catch (RuntimeException e) {
            metrics.close();
            escrow.close();
            throw e;
        }
    }

    private static void register(Escrow escrow, OperatorId operator, X509Certificate certificate) {
        try {
            escrow.register(operator, certificate);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("operator " + operator + " cannot be registered: " + e.getMessage(), e);
        }
    }

    @Override
    public String url() {
        return http.url();
    }

    @Override
    public int port() {
        return http.port();
    }

    @Override
    public void close() {
        http.close();
        escrow.close();
        metrics.close();
    }
}
