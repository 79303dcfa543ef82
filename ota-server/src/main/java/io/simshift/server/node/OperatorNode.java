package io.simshift.server.node;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.server.OtaServer;
import io.simshift.server.access.Principal;
import io.simshift.server.api.CommonRoutes;
import io.simshift.server.api.Health;
import io.simshift.server.config.ServerSettings;
import io.simshift.server.engine.OtaServerConfig;
import io.simshift.server.engine.TransferProgress;
import io.simshift.server.http.HttpServer;
import io.simshift.server.http.Route;
import io.simshift.server.metrics.Metrics;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.remote.RemoteEscrow;
import io.simshift.server.remote.RemotePartners;
import io.simshift.server.remote.RemoteServer;
import io.simshift.server.smpp.SmppClient;
import io.simshift.server.smpp.SmppClientConfig;
import io.simshift.server.smpp.SmppClientLimits;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An operator's server as a process of its own. */
final class OperatorNode implements ServerNode {
    private static final Logger TRANSFERS = LoggerFactory.getLogger("io.simshift.transfers");
    private static final int INGRESS_THREADS = 4;

    private final OtaServer server;
    private final Metrics metrics;
    private final HttpServer http;
    private final ExecutorService ingress;

    private OperatorNode(OtaServer server, Metrics metrics, HttpServer http, ExecutorService ingress) {
        this.server = server;
        this.metrics = metrics;
        this.http = http;
        this.ingress = ingress;
    }

    static OperatorNode start(ServerSettings.Operator settings, Clock clock, SecureRandom random) {
        OperatorIdentity identity = Identities.open(settings, clock, random);
        Map<X509Certificate, OperatorId> partners = new HashMap<>();
        Map<OperatorId, RemoteServer> servers = new HashMap<>();
        for (ServerSettings.Partner partner : settings.partners()) {
            OperatorId id = partner.profile().id();
            X509Certificate certificate =
                    Identities.certificate(partner.server().certificate());
            partners.put(certificate, id);
            servers.put(id, new RemoteServer("operator " + id, partner.server().url(), certificate, identity));
        }
        Metrics metrics = new Metrics();
        metrics.countSteps();
        ExecutorService ingress = Executors.newFixedThreadPool(INGRESS_THREADS, threads());
        AtomicReference<SmppClient> bind = new AtomicReference<>();
        OtaServer server = null;
        try {
            RemotePartners remotes = new RemotePartners(servers);
            server = start(settings, identity, remotes, metrics, ingress, bind, clock, random);
            metrics.watchBind(() -> bind.get().isBound());
            HttpServer http = HttpServer.start(
                    HttpParts.of(
                            settings.common(),
                            identity,
                            shown -> Optional.ofNullable(partners.get(shown)).map(Principal::partner),
                            metrics,
                            clock,
                            random),
                    routes(settings, server, metrics, bind));
            return new OperatorNode(server, metrics, http, ingress);
        } catch (RuntimeException e) {
            if (server != null) {
                server.close();
            }
            metrics.close();
            ingress.shutdown();
            throw e;
        }
    }

    private static List<Route> routes(
            ServerSettings.Operator settings, OtaServer server, Metrics metrics, AtomicReference<SmppClient> bind) {
        Health health = new Health("operator")
                .vital("store", server::isStoreUsable)
                .useful("smsc", () -> bind.get().isBound());
        List<Route> routes = new ArrayList<>();
        routes.addAll(new CommonRoutes(health, metrics, settings.common().http().openMetrics(), "openapi-operator.yaml")
                .routes());
        return routes;
    }

    private static OtaServer start(
            ServerSettings.Operator settings,
            OperatorIdentity identity,
            RemotePartners partners,
            Metrics metrics,
            ExecutorService ingress,
            AtomicReference<SmppClient> bind,
            Clock clock,
            SecureRandom random) {
        X509Certificate escrow = Identities.certificate(settings.escrow().certificate());
        SmppClientConfig smsc = smsc(settings);
        char[] password = Identities.firstLine(settings.common().passwordFile());
        try {
            return OtaServer.start(new OtaServerConfig(
                    settings.profile(),
                    settings.common().dataFolder(),
                    password,
                    messages -> {
                        bind.set(SmppClient.connect(smsc, messages, ingress, random));
                        return bind.get();
                    },
                    new RemoteEscrow(
                            new RemoteServer("the escrow", settings.escrow().url(), escrow, identity), escrow),
                    partners,
                    progress -> progressed(progress, metrics),
                    settings.policy(),
                    settings.queryTimeout(),
                    clock,
                    random));
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static SmppClientConfig smsc(ServerSettings.Operator settings) {
        ServerSettings.Smsc smsc = settings.smsc();
        char[] password = Identities.firstLine(smsc.passwordFile());
        return new SmppClientConfig(
                smsc.host(),
                smsc.port(),
                smsc.systemId(),
                SecretBytes.copyOf(new String(password).getBytes(StandardCharsets.US_ASCII)),
                smsc.systemType(),
                SmppAddress.international(settings.profile().otaNumber().digits()),
                smsc.receipts(),
                smsc.messageIds(),
                SmppClientLimits.defaults().withWindow(smsc.window()));
    }

    private static void progressed(TransferProgress progress, Metrics metrics) {
        metrics.progressed(progress);
        (progress.phase().isSettled() ? TRANSFERS.atInfo() : TRANSFERS.atDebug())
                .addKeyValue("card", progress.iccid())
                .addKeyValue("transfer", progress.id())
                .addKeyValue("campaign", progress.campaign())
                .addKeyValue("phase", progress.phase())
                .log(progress.reason().isEmpty() ? "{}" : "{}: {}", progress.phase(), progress.reason());
    }

    private static ThreadFactory threads() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "ingress-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
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
        server.close();
        ingress.shutdown();
        metrics.close();
    }
}
