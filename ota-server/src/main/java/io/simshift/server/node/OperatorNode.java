package io.simshift.server.node;

import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.server.OtaServer;
import io.simshift.server.access.Principal;
import io.simshift.server.api.AuditedCalls;
import io.simshift.server.api.CampaignFeed;
import io.simshift.server.api.CommonRoutes;
import io.simshift.server.api.Health;
import io.simshift.server.api.OperatorApi;
import io.simshift.server.config.ServerSettings;
import io.simshift.server.engine.OtaServerConfig;
import io.simshift.server.engine.ProgressListener;
import io.simshift.server.engine.RecipientPort;
import io.simshift.server.engine.TransferProgress;
import io.simshift.server.http.HttpServer;
import io.simshift.server.http.Route;
import io.simshift.server.metrics.Metrics;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.partner.Neighbours;
import io.simshift.server.partner.PartnerStore;
import io.simshift.server.partner.StoredAnswers;
import io.simshift.server.partner.Words;
import io.simshift.server.remote.RemoteEscrow;
import io.simshift.server.remote.RemotePartners;
import io.simshift.server.remote.RemoteServer;
import io.simshift.server.smpp.SmppBindState;
import io.simshift.server.smpp.SmppClient;
import io.simshift.server.smpp.SmppClientConfig;
import io.simshift.server.webhook.Webhooks;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    private final HttpServer http;
    private final Resources resources;

    private OperatorNode(HttpServer http, Resources resources) {
        this.http = http;
        this.resources = resources;
    }

    static OperatorNode start(ServerSettings.Operator settings, Clock clock, SecureRandom random) {
        OperatorIdentity identity = Identities.open(settings, clock, random);
        Map<X509Certificate, OperatorId> partners = new HashMap<>();
        Map<OperatorId, RemoteServer> servers = new HashMap<>();
        Set<X509Certificate> network = new HashSet<>();
        for (ServerSettings.Partner partner : settings.partners()) {
            OperatorId id = partner.profile().id();
            X509Certificate certificate =
                    Identities.certificate(partner.server().certificate());
            partners.put(certificate, id);
            servers.put(id, new RemoteServer("operator " + id, partner.server().url(), certificate, identity));
        }
        settings.auc().ifPresent(file -> network.add(Identities.certificate(file)));
        RemotePartners remotes = new RemotePartners(servers);
        Resources resources = new Resources();
        Recipients recipients =
                resources.later(new Recipients(settings.profile().id(), remotes));
        try {
            Metrics metrics = resources.later(new Metrics());
            metrics.countSteps();
            ExecutorService ingress = Executors.newFixedThreadPool(INGRESS_THREADS, threads());
            resources.later(ingress::shutdown);
            AtomicReference<SmppClient> bind = new AtomicReference<>();
            CampaignFeed feed = new CampaignFeed(Long.toString(clock.millis(), Character.MAX_RADIX));
            AtomicReference<Webhooks> hooks = new AtomicReference<>();
            ProgressListener listener = progress -> progressed(progress, metrics, feed, hooks.get());
            OtaServer server =
                    resources.later(start(settings, identity, recipients, listener, ingress, bind, clock, random));
            metrics.watchBinds(
                    bind::get,
                    settings.smscs().stream().map(ServerSettings.Smsc::name).toList());
            Hooks.open(settings, server.desk(), clock).map(resources::later).ifPresent(opened -> {
                hooks.set(opened);
                opened.start();
            });
            PartnerStore store =
                    resources.later(PartnerStore.open(settings.common().dataFolder()));
            Words words = resources.later(new Words(store, recipients, clock));
            Neighbours neighbours = new Neighbours(
                    server,
                    store,
                    words,
                    network.stream().findFirst(),
                    slot -> number(settings.numbers(), slot.imsi()),
                    random);
            recipients.serve(server, neighbours);
            words.start();
            HttpServer http = HttpServer.start(
                    HttpParts.of(
                            settings.common(),
                            identity,
                            shown -> network.contains(shown)
                                    ? Optional.of(Principal.network())
                                    : Optional.ofNullable(partners.get(shown)).map(Principal::partner),
                            new AuditedCalls(new StoredAnswers(store, clock), server::note),
                            metrics,
                            clock,
                            random),
                    routes(settings, server, neighbours, store, remotes, feed, hooks.get(), metrics, bind));
            return new OperatorNode(http, resources);
        } catch (RuntimeException e) {
            resources.close();
            throw e;
        }
    }

    private static Msisdn number(ServerSettings.Numbers plan, Imsi imsi) {
        String digits = imsi.digits();
        return new Msisdn(plan.prefix() + digits.substring(Math.max(0, digits.length() - plan.imsiDigits())));
    }

    private static List<Route> routes(
            ServerSettings.Operator settings,
            OtaServer server,
            Neighbours neighbours,
            PartnerStore store,
            RemotePartners remotes,
            CampaignFeed feed,
            Webhooks hooks,
            Metrics metrics,
            AtomicReference<SmppClient> bind) {
        Health health = new Health("operator")
                .vital("store", server::isStoreUsable)
                .useful("smsc", () -> bind.get().isBound())
                .useful("binds", () -> bind.get().binds().stream().allMatch(SmppBindState::bound));
        if (hooks != null) {
            health.useful("webhooks", hooks::isWell);
        }
        List<Route> routes = new ArrayList<>(OperatorApi.routes(
                server,
                neighbours,
                store,
                remotes,
                feed,
                settings.partners().stream()
                        .map(ServerSettings.Partner::profile)
                        .toList()));
        routes.addAll(new CommonRoutes(health, metrics, settings.common().http().openMetrics(), "openapi-operator.yaml")
                .routes());
        return routes;
    }

    private static OtaServer start(
            ServerSettings.Operator settings,
            OperatorIdentity identity,
            RecipientPort partners,
            ProgressListener listener,
            ExecutorService ingress,
            AtomicReference<SmppClient> bind,
            Clock clock,
            SecureRandom random) {
        X509Certificate escrow = Identities.certificate(settings.escrow().certificate());
        List<SmppClientConfig> centres = MessageCentres.of(settings);
        char[] password = Identities.firstLine(settings.common().passwordFile());
        try {
            return OtaServer.start(new OtaServerConfig(
                    settings.profile(),
                    settings.common().dataFolder(),
                    password,
                    messages -> {
                        bind.set(SmppClient.connect(centres, messages, ingress, random));
                        return bind.get();
                    },
                    new RemoteEscrow(
                            new RemoteServer("the escrow", settings.escrow().url(), escrow, identity), escrow),
                    partners,
                    listener,
                    settings.policy(),
                    settings.queryTimeout(),
                    clock,
                    random));
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static void progressed(TransferProgress progress, Metrics metrics, CampaignFeed feed, Webhooks hooks) {
        metrics.progressed(progress);
        feed.progressed(progress);
        // What comes before they are there is looked up by them.
        if (hooks != null) {
            Hooks.of(progress).ifPresent(hooks::settled);
        }
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
        resources.close();
    }
}
