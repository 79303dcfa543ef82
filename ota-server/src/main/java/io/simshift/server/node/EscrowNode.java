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
import io.simshift.server.vault.KeyVault;
import io.simshift.server.vault.VaultSettings;
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
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The escrow as a process of its own. */
final class EscrowNode implements ServerNode {
    private static final Logger LOG = LoggerFactory.getLogger(EscrowNode.class);

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
        Escrow escrow = open(settings, folder, clock, random);
        Metrics metrics = new Metrics();
        try {
            Map<X509Certificate, Principal> callers = callers(escrow, settings);
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
                            certificate -> Optional.ofNullable(callers.get(certificate)),
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

    private static Escrow open(ServerSettings.Escrow settings, Path folder, Clock clock, SecureRandom random) {
        char[] password = Identities.firstLine(settings.common().passwordFile());
        try {
            Custody custody = new Custody(token(settings, folder, random), settings.policy());
            return Escrow.open(folder, password, custody, clock, random);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** Where the escrow was made with one. */
    private static Optional<KeyVault> token(ServerSettings.Escrow settings, Path folder, SecureRandom random) {
        Optional<VaultSettings> token = VaultSettings.read(folder);
        if (token.isEmpty()) {
            return Optional.empty();
        }
        Path file = settings.pinFile()
                .orElseThrow(() -> new ConfigException(
                        "the keys of the escrow in " + folder + " are in a token: pinFile is missing"));
        char[] pin = Identities.firstLine(file);
        try {
            return Optional.of(token.get().open(pin, random));
        } finally {
            Arrays.fill(pin, '\0');
        }
    }

    private static Map<X509Certificate, Principal> callers(Escrow escrow, ServerSettings.Escrow settings) {
        Map<X509Certificate, Principal> callers = new HashMap<>();
        for (ServerSettings.Client client : settings.operators()) {
            X509Certificate certificate = Identities.certificate(client.certificate());
            register(escrow, "operator", client.id(), certificate, escrow::register);
            callers.put(certificate, Principal.partner(client.id()));
        }
        for (ServerSettings.Client client : settings.owners()) {
            X509Certificate certificate = Identities.certificate(client.certificate());
            register(escrow, "owner", client.id(), certificate, escrow::registerOwner);
            callers.put(certificate, Principal.owner(client.id()));
        }
        return callers;
    }

    /** One whose certificate was revoked is heard, and refused with that reason in the ledger; the others are served. */
    private static void register(
            Escrow escrow,
            String role,
            OperatorId party,
            X509Certificate certificate,
            BiConsumer<OperatorId, X509Certificate> registration) {
        try {
            registration.accept(party, certificate);
        } catch (IllegalArgumentException e) {
            if (!escrow.isRevoked(party)) {
                throw new ConfigException(role + " " + party + " cannot be registered: " + e.getMessage(), e);
            }
            LOG.warn("{}: whatever it says is refused", e.getMessage());
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
