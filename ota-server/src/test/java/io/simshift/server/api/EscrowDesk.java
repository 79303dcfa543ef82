package io.simshift.server.api;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.access.Authenticator;
import io.simshift.server.access.Principal;
import io.simshift.server.access.Role;
import io.simshift.server.access.TokenFile;
import io.simshift.server.escrow.Batch;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.http.HttpLimits;
import io.simshift.server.http.HttpServer;
import io.simshift.server.http.IdempotencyKeys;
import io.simshift.server.http.Route;
import io.simshift.server.http.ServerTls;
import io.simshift.server.metrics.Metrics;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An escrow behind its API, with two operators and an owner that it knows, and some people that it does not. */
final class EscrowDesk implements AutoCloseable {
    static final String OWNER = "meters";
    static final char[] PASSWORD = "correct horse".toCharArray();

    final SecureRandom random = new SecureRandom();
    final Clock clock = Clock.systemUTC();
    final Escrow escrow;
    final Metrics metrics = new Metrics();
    final TokenFile tokens;
    final HttpServer http;
    final List<Route> routes;
    final List<Iccid> cards = new ArrayList<>();
    final OperatorIdentity self;
    final Map<String, OperatorIdentity> operators = new HashMap<>();

    EscrowDesk(Path folder) {
        escrow = Escrow.open(folder.resolve("escrow"), PASSWORD, clock, random);
        self = OperatorIdentity.open(folder.resolve("escrow/identity.p12"), PASSWORD, "Simshift escrow", clock, random);
        tokens = new TokenFile(folder.resolve(TokenFile.NAME), clock);
        Map<X509Certificate, Principal> known = new HashMap<>();
        for (String name : List.of("A", "B", "X", OWNER, "anna")) {
            operators.put(name, OperatorIdentity.open(folder.resolve(name + ".p12"), PASSWORD, name, clock, random));
        }
        for (String name : List.of("A", "B")) {
            X509Certificate certificate = operators.get(name).certificate();
            escrow.register(new OperatorId(name), certificate);
            known.put(certificate, Principal.partner(new OperatorId(name)));
        }
        X509Certificate owner = operators.get(OWNER).certificate();
        escrow.registerOwner(new OperatorId(OWNER), owner);
        known.put(owner, Principal.owner(new OperatorId(OWNER)));
        Batch batch = new Batch("test", "891234567890000000", 3, 4, OtaAlgorithm.AES_128, new Imsi("262010000000001"));
        escrow.produce(batch, record -> cards.add(record.iccid()));
        routes = new ArrayList<>(new EscrowRoutes(escrow, metrics).routes());
        Health health = new Health("escrow").vital("store", () -> escrow.knows(cards.get(0)));
        routes.addAll(new CommonRoutes(health, metrics, false, "openapi-escrow.yaml").routes());
        http = HttpServer.start(
                new HttpServer.Parts(
                        new InetSocketAddress("127.0.0.1", 0),
                        Optional.of(new ServerTls(self.privateKey(), List.of(self.certificate()))),
                        new HttpLimits(
                                100_000,
                                100_000,
                                folder.resolve("uploads"),
                                100_000,
                                100_000,
                                200,
                                Duration.ofSeconds(60)),
                        new Authenticator(List.of(tokens::check), shown -> Optional.ofNullable(known.get(shown))),
                        IdempotencyKeys.NONE,
                        metrics.registry(),
                        clock,
                        random),
                routes);
    }

    String token(Role role) {
        return tokens.create(role.word(), Set.of(role), Duration.ofHours(1), random);
    }

    SignedHandover handover(Handover.Kind kind, String signer, int slot) {
        Handover handover = new Handover(
                kind,
                new OperatorId("A"),
                new OperatorId("B"),
                Instant.parse("2020-01-01T00:00:00Z"),
                List.of(
                        new HandoverEntry(new Imsi("262029000000001"), cards.get(0), new SlotIndex(slot)),
                        new HandoverEntry(new Imsi("262029000000002"), cards.get(1), new SlotIndex(slot + 1))));
        return SignedHandover.sign(handover, operators.get(signer));
    }

    @Override
    public void close() {
        http.close();
        escrow.close();
        metrics.close();
    }
}
