package io.simshift.server.api;

import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.OtaServer;
import io.simshift.server.access.Authenticator;
import io.simshift.server.access.Principal;
import io.simshift.server.access.Role;
import io.simshift.server.access.TokenFile;
import io.simshift.server.engine.OtaServerConfig;
import io.simshift.server.escrow.Batch;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.http.HttpLimits;
import io.simshift.server.http.HttpServer;
import io.simshift.server.http.Route;
import io.simshift.server.http.ServerTls;
import io.simshift.server.metrics.Metrics;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.pages.PageRoutes;
import io.simshift.server.partner.Neighbours;
import io.simshift.server.partner.PartnerStore;
import io.simshift.server.partner.StoredAnswers;
import io.simshift.server.partner.Words;
import io.simshift.server.remote.RemotePartners;
import io.simshift.server.sms.SubmitResult;
import io.simshift.server.transfer.TransferPolicy;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Operator A behind its API, with its escrow in the same process, an SMSC that takes everything and brings nothing back, a
 * partner B that is a key pair only, and an AuC that is one, too.
 */
final class OperatorDesk implements AutoCloseable {
    static final char[] PASSWORD = "correct horse".toCharArray();

    final SecureRandom random = new SecureRandom();
    final Clock clock = Clock.systemUTC();
    final Escrow escrow;
    final OtaServer server;
    final PartnerStore store;
    final Words words;
    final Metrics metrics = new Metrics();
    final CampaignFeed feed = new CampaignFeed("run");
    final TokenFile tokens;
    final OperatorIdentity partner;
    final OperatorIdentity auc;
    final OperatorIdentity owner;
    final HttpServer http;
    final List<Route> routes;
    final List<Iccid> cards = new ArrayList<>();

    OperatorDesk(Path folder) {
        escrow = Escrow.open(folder.resolve("escrow"), PASSWORD, clock, random);
        partner = OperatorIdentity.open(folder.resolve("b.p12"), PASSWORD, "B", clock, random);
        auc = OperatorIdentity.open(folder.resolve("auc.p12"), PASSWORD, "AuC", clock, random);
        owner = OperatorIdentity.open(folder.resolve("owner.p12"), PASSWORD, "meters", clock, random);
        tokens = new TokenFile(folder.resolve(TokenFile.NAME), clock);
        metrics.countSteps();
        server = OtaServer.start(new OtaServerConfig(
                profile("A", "01"),
                folder.resolve("a"),
                PASSWORD,
                ingress -> message -> CompletableFuture.completedFuture(
                        new SubmitResult.Accepted(Integer.toHexString(random.nextInt()))),
                escrow,
                handover -> {
                    throw new IllegalStateException("B is away");
                },
                progress -> {
                    metrics.progressed(progress);
                    feed.progressed(progress);
                },
                TransferPolicy.standard(),
                Duration.ofMillis(300),
                clock,
                random));
        escrow.register(new OperatorId("A"), server.certificate());
        escrow.register(new OperatorId("B"), partner.certificate());
        Batch batch = new Batch("test", "891234567890000000", 6, 4, OtaAlgorithm.AES_128, new Imsi("262010000000001"));
        escrow.produce(batch, record -> cards.add(record.iccid()));
        store = PartnerStore.open(folder.resolve("a"));
        RemotePartners remotes = new RemotePartners(Map.of());
        words = new Words(
                store, (partner, path, body) -> remotes.server(partner).postJson(path, body), clock);
        Neighbours neighbours = new Neighbours(
                server,
                store,
                words,
                Optional.of(auc.certificate()),
                slot -> new Msisdn("49" + slot.imsi().digits().substring(5)),
                random);
        routes = new ArrayList<>(
                OperatorApi.routes(server, neighbours, store, remotes, feed, List.of(profile("B", "02"))));
        routes.addAll(PageRoutes.routes());
        Health health = new Health("operator").vital("store", server::isStoreUsable);
        routes.addAll(new CommonRoutes(health, metrics, false, "openapi-operator.yaml").routes());
        OperatorIdentity tls = OperatorIdentity.open(folder.resolve("tls.p12"), PASSWORD, "A", clock, random);
        http = HttpServer.start(
                new HttpServer.Parts(
                        new InetSocketAddress("127.0.0.1", 0),
                        Optional.of(new ServerTls(tls.privateKey(), List.of(tls.certificate()))),
                        new HttpLimits(
                                100_000,
                                200_000,
                                folder.resolve("uploads"),
                                100_000,
                                100_000,
                                200,
                                Duration.ofSeconds(60)),
                        new Authenticator(List.of(tokens::check), this::known),
                        new AuditedCalls(new StoredAnswers(store, clock), server::note),
                        metrics.registry(),
                        clock,
                        random),
                routes);
    }

    private Optional<Principal> known(X509Certificate shown) {
        if (shown.equals(auc.certificate())) {
            return Optional.of(Principal.network());
        }
        if (shown.equals(owner.certificate())) {
            return Optional.of(Principal.owner(new OperatorId("meters")));
        }
        return shown.equals(partner.certificate())
                ? Optional.of(Principal.partner(new OperatorId("B")))
                : Optional.empty();
    }

    static OperatorProfile profile(String id, String mnc) {
        return new OperatorProfile(
                new OperatorId(id),
                new Plmn("262", mnc),
                new Msisdn("49170" + mnc),
                new Msisdn("49171" + mnc),
                "Net " + id);
    }

    String token(String name, Role role) {
        return tokens.create(name, Set.of(role), Duration.ofHours(1), random);
    }

    @Override
    public void close() {
        http.close();
        words.close();
        store.close();
        server.close();
        escrow.close();
        metrics.close();
    }
}
