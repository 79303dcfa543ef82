package io.simshift.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.protocol.identity.Iccid;
import io.simshift.server.access.Role;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.escrow.CustodyPort;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.EscrowPolicy;
import io.simshift.server.escrow.Fleet;
import io.simshift.server.escrow.Refusal;
import io.simshift.server.escrow.Release;
import io.simshift.server.escrow.ReleasedSlot;
import io.simshift.server.escrow.SealedSlots;
import io.simshift.server.escrow.SignedApproval;
import io.simshift.server.handover.Consent;
import io.simshift.server.handover.Handover.Kind;
import io.simshift.server.handover.SignedDocument;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.http.Route;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.remote.RemoteEscrow;
import io.simshift.server.remote.RemoteException;
import io.simshift.server.remote.RemoteServer;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The escrow's API on the wire, and the port of operators that uses it. */
final class EscrowApiTest {
    private static final byte[] NONE = new byte[0];

    @TempDir
    private Path folder;

    private EscrowDesk desk;
    private Description description;

    @BeforeEach
    void start() throws Exception {
        desk = new EscrowDesk(folder);
        description = new Description("openapi-escrow.yaml");
    }

    @AfterEach
    void stop() {
        desk.close();
    }

    private RemoteEscrow port(String operator) {
        return new RemoteEscrow(server(desk.operators.get(operator), desk.self), desk.self.certificate());
    }

    private RemoteServer server(OperatorIdentity self, OperatorIdentity expected) {
        return new RemoteServer("the escrow", URI.create(desk.http.url()), expected.certificate(), self);
    }

    private HttpResponse<byte[]> call(String id, Optional<String> operator, byte[] body, String... headers)
            throws Exception {
        Description.Operation operation = description.operation(id);
        HttpResponse<byte[]> response = Clients.send(
                Clients.of(operator.map(desk.operators::get)),
                desk.http.url()
                        + operation
                                .path()
                                .replace("{iccid}", desk.cards.get(0).digits())
                                .replace(
                                        "{sha256}",
                                        desk.handover(Kind.HAND_OVER, "A", 2).sha256()),
                operation.method(),
                body,
                headers);
        description.check(
                id,
                response.statusCode(),
                response.headers().firstValue("content-type").orElse(""),
                response.body());
        return response;
    }

    private String[] bearer(Role role) {
        return new String[] {"authorization", "Bearer " + desk.token(role)};
    }

    @Test
    void everyRouteIsDescribedAndNothingElse() {
        List<String> described = description.operations().stream()
                .map(each -> each.method() + " " + each.path() + " " + each.id() + " " + each.query())
                .toList();
        List<String> served = desk.routes.stream().map(EscrowApiTest::shown).collect(Collectors.toList());
        served.add("POST /api/v1/session beginSession []");
        served.add("GET /api/v1/session showSession []");
        served.add("DELETE /api/v1/session endSession []");
        assertThat(described).containsExactlyInAnyOrderElementsOf(served);
    }

    private static String shown(Route route) {
        return route.method() + " " + route.path() + " " + route.operationId() + " " + route.parameters();
    }

    @Test
    void everyRouteIsForItsRolesOnly() throws Exception {
        AccessMatrix.check(description, desk.http.url(), role -> switch (role) {
            case PARTNER -> AccessMatrix.Caller.withCertificate(desk.operators.get("A"));
            case OWNER -> AccessMatrix.Caller.withCertificate(desk.operators.get(EscrowDesk.OWNER));
            case NETWORK -> AccessMatrix.Caller.withCertificate(desk.operators.get("X"));
            default -> AccessMatrix.Caller.withToken(desk.token(role));
        });
    }

    @Test
    void aCardMovesThroughTheApi() throws Exception {
        OperatorId b = new OperatorId("B");
        desk.escrow.issue(new OperatorId("A"), desk.cards);
        assertThat(port("A").knows(desk.cards.get(0))).isTrue();
        assertThat(port("A").knows(new Iccid("8900000000000000003"))).isFalse();

        SignedHandover handover = desk.handover(Kind.HAND_OVER, "A", 2);
        List<EscrowAnswer> reserved = port("A").reserve(handover);
        assertThat(reserved.get(0)).isInstanceOf(EscrowAnswer.Granted.class);
        assertThat(reserved.get(1))
                .isInstanceOfSatisfying(
                        EscrowAnswer.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.OUT_OF_ORDER));

        Release release = port("B").release(b, handover);
        List<ReleasedSlot> slots =
                SealedSlots.open(release.sealedSlots(), desk.operators.get("B"), desk.self.certificate());
        assertThat(slots).singleElement().satisfies(slot -> {
            assertThat(slot.iccid()).isEqualTo(desk.cards.get(0));
            assertThat(slot.imsi().digits()).isEqualTo("262029000000001");
        });
        slots.forEach(ReleasedSlot::close);

        assertThat(port("B").confirm(desk.handover(Kind.CONFIRMATION, "B", 2)).get(0))
                .isInstanceOf(EscrowAnswer.Granted.class);
        assertThat(port("A").cancel(desk.handover(Kind.CANCELLATION, "A", 2)).get(0))
                .isInstanceOfSatisfying(
                        EscrowAnswer.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.TOO_LATE));
        assertThat(desk.metrics.scrape())
                .contains("simshift_escrow_answers_total{action=\"reserve\",answer=\"granted\"} 1.0")
                .contains("simshift_escrow_answers_total{action=\"reserve\",answer=\"out-of-order\"} 1.0");
    }

    @Test
    void everyOperationAnswersAsDescribed() throws Exception {
        byte[] handover = desk.handover(Kind.HAND_OVER, "A", 2).encode();
        byte[] issue = ("{\"operator\":\"A\",\"cards\":[\"" + desk.cards.get(0) + "\",\"" + desk.cards.get(1) + "\"]}")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(call("issueFirstSlots", Optional.empty(), issue, bearer(Role.SECURITY_OFFICER))
                        .statusCode())
                .isEqualTo(200);
        assertThat(call("findCard", Optional.of("A"), NONE).statusCode()).isEqualTo(200);
        assertThat(call("reserve", Optional.of("A"), handover).statusCode()).isEqualTo(200);
        assertThat(call("release", Optional.of("B"), handover).statusCode()).isEqualTo(200);
        assertThat(call(
                                "cancelReservation",
                                Optional.of("A"),
                                desk.handover(Kind.CANCELLATION, "A", 2).encode())
                        .statusCode())
                .isEqualTo(200);
        assertThat(call(
                                "confirmArrival",
                                Optional.of("B"),
                                desk.handover(Kind.CONFIRMATION, "B", 2).encode())
                        .statusCode())
                .isEqualTo(200);
        byte[] approval =
                approval("anna", desk.handover(Kind.HAND_OVER, "A", 2)).encode();
        assertThat(call("approveDocument", Optional.empty(), approval, bearer(Role.APPROVER))
                        .statusCode())
                .isEqualTo(200);
        assertThat(call("readDocument", Optional.empty(), NONE, bearer(Role.APPROVER))
                        .body())
                .isEqualTo(handover);
        assertThat(call("consent", Optional.of("B"), consent("B").encode()).statusCode())
                .isEqualTo(200);
        byte[] nobody = "{\"party\":\"Z\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(call("revokeParty", Optional.empty(), nobody, bearer(Role.SECURITY_OFFICER))
                        .statusCode())
                .isEqualTo(422);
        assertThat(new String(call("auditCheckpoint", Optional.of("A"), NONE).body(), StandardCharsets.UTF_8))
                .isEqualTo(desk.escrow.checkpoint().encode());
        assertThat(call("health", Optional.empty(), NONE).statusCode()).isEqualTo(200);
        assertThat(call("describe", Optional.empty(), NONE).statusCode()).isEqualTo(200);
        assertThat(call("metrics", Optional.empty(), NONE, bearer(Role.VIEWER)).statusCode())
                .isEqualTo(200);
        assertThat(call("showSession", Optional.empty(), NONE, bearer(Role.VIEWER))
                        .statusCode())
                .isEqualTo(200);
        byte[] token = ("{\"token\":\"" + desk.token(Role.VIEWER) + "\"}").getBytes(StandardCharsets.UTF_8);
        assertThat(call("beginSession", Optional.empty(), token).statusCode()).isEqualTo(200);
        assertThat(call("endSession", Optional.empty(), NONE, bearer(Role.VIEWER))
                        .statusCode())
                .isEqualTo(204);
    }

    private SignedApproval approval(String officer, SignedHandover handover) {
        return SignedApproval.sign(new OperatorId(officer), handover.sha256(), desk.operators.get(officer));
    }

    private SignedDocument consent(String party) {
        Consent consent = Consent.to(
                desk.handover(Kind.HAND_OVER, "A", 2).handover(),
                new OperatorId(party),
                desk.clock.instant().minusSeconds(60),
                Optional.empty());
        return SignedDocument.sign(consent.text(), desk.operators.get(party));
    }

    private CustodyPort people(Role role) {
        RemoteServer server = new RemoteServer(
                "the escrow", URI.create(desk.http.url()), Optional.of(desk.self.certificate()), desk.token(role));
        return new RemoteEscrow(server, desk.self.certificate());
    }

    @Test
    void officersApproveWhileTheEscrowRuns() {
        OperatorId b = new OperatorId("B");
        desk.escrow.issue(new OperatorId("A"), desk.cards);
        desk.escrow.setPolicy(new EscrowPolicy(false, 1));
        SignedHandover handover = desk.handover(Kind.HAND_OVER, "A", 2);
        assertThat(port("B").release(b, handover).answers().get(0))
                .isInstanceOfSatisfying(
                        EscrowAnswer.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.NOT_APPROVED));
        assertThat(people(Role.APPROVER).approve(approval("anna", handover))).isFalse();
        desk.escrow.registerOfficer(
                new OperatorId("anna"), desk.operators.get("anna").certificate());
        assertThat(people(Role.APPROVER).approve(approval("anna", handover))).isTrue();
        assertThat(port("B").release(b, handover).answers().get(0)).isInstanceOf(EscrowAnswer.Granted.class);
        assertThat(desk.metrics.scrape())
                .contains("simshift_escrow_answers_total{action=\"approveDocument\",answer=\"bad-signature\"} 1.0");
    }

    @Test
    void partiesConsentWhileTheEscrowRuns() {
        desk.escrow.issue(new OperatorId("A"), desk.cards);
        desk.escrow.putFleet(new Fleet(
                "street", new OperatorId(EscrowDesk.OWNER), Set.of(Fleet.Party.OWNER, Fleet.Party.RECIPIENT)));
        desk.escrow.addToFleet("street", List.of(desk.cards.get(0)));
        SignedHandover handover = desk.handover(Kind.HAND_OVER, "A", 2);
        assertThat(port("A").reserve(handover).get(0))
                .isInstanceOfSatisfying(
                        EscrowAnswer.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.NO_CONSENT));

        assertThatThrownBy(() -> port("B").consent(consent(EscrowDesk.OWNER)))
                .isInstanceOfSatisfying(
                        RemoteException.class,
                        refused -> assertThat(refused.status()).isEqualTo(403));
        assertThat(port(EscrowDesk.OWNER).consent(consent(EscrowDesk.OWNER)))
                .extracting(answer -> answer.refusal().orElse(null))
                .containsExactly(null, Refusal.NOT_A_PARTY);
        assertThat(people(Role.SECURITY_OFFICER).consent(consent("B")).get(0).refusal())
                .isEmpty();
        assertThat(port("A").reserve(handover).get(0)).isInstanceOf(EscrowAnswer.Granted.class);
    }

    @Test
    void aCertificateIsRevokedWhileTheEscrowRuns() {
        desk.escrow.issue(new OperatorId("A"), desk.cards);
        people(Role.SECURITY_OFFICER).revoke(new OperatorId("A"));
        assertThat(port("A").reserve(desk.handover(Kind.HAND_OVER, "A", 2)).get(0))
                .isInstanceOfSatisfying(
                        EscrowAnswer.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.REVOKED));
        assertThatThrownBy(() -> people(Role.SECURITY_OFFICER).revoke(new OperatorId("Z")))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("party Z is not registered");
    }

    @Test
    void nobodySpeaksForAnother() throws Exception {
        byte[] handover = desk.handover(Kind.HAND_OVER, "A", 2).encode();
        assertThat(call("reserve", Optional.of("B"), handover).statusCode()).isEqualTo(403);
        assertThat(call("reserve", Optional.of("X"), handover).statusCode()).isEqualTo(401);
        assertThat(call("reserve", Optional.empty(), handover).statusCode()).isEqualTo(401);
        assertThat(call(
                                "cancelReservation",
                                Optional.of("B"),
                                desk.handover(Kind.CANCELLATION, "A", 2).encode())
                        .statusCode())
                .isEqualTo(403);
        assertThatThrownBy(() -> port("B").reserve(SignedHandover.decode(handover)))
                .isInstanceOfSatisfying(
                        RemoteException.class,
                        refused -> assertThat(refused.status()).isEqualTo(403));
    }

    @Test
    void keysGoToTheRecipientOnly() throws Exception {
        desk.escrow.issue(new OperatorId("A"), desk.cards);
        SignedHandover handover = desk.handover(Kind.HAND_OVER, "A", 2);
        assertThatThrownBy(() -> port("A").release(new OperatorId("B"), handover))
                .isInstanceOfSatisfying(
                        RemoteException.class,
                        refused -> assertThat(refused.status()).isEqualTo(403));
        LedgerFiles ledger = new LedgerFiles(folder.resolve("ledger"));
        desk.escrow.exportAudit(ledger.folder());
        assertThat(Files.readString(ledger.entries())).doesNotContain("\"action\":\"release\"");
    }

    @Test
    void badBodiesAreProblems() throws Exception {
        for (String body : List.of("", "x", "# simshift hand-over 1\n", "\u0000")) {
            assertThat(call("reserve", Optional.of("A"), body.getBytes(StandardCharsets.UTF_8))
                            .statusCode())
                    .isEqualTo(400);
        }
        assertThat(call("reserve", Optional.of("A"), new byte[100_001]).statusCode())
                .isEqualTo(413);
        for (String body : List.of(
                "",
                "[]",
                "{\"operator\":\"A\"}",
                "{\"operator\":1,\"cards\":[]}",
                "{\"operator\":\"A\",\"cards\":[],\"x\":1}",
                "{\"operator\":\"A\",\"operator\":\"A\",\"cards\":[]}",
                "{\"operator\":\"A\",\"cards\":[]} {}")) {
            assertThat(call(
                                    "issueFirstSlots",
                                    Optional.empty(),
                                    body.getBytes(StandardCharsets.UTF_8),
                                    bearer(Role.SECURITY_OFFICER))
                            .statusCode())
                    .as(body)
                    .isEqualTo(400);
        }
        HttpResponse<byte[]> unknown = call(
                "issueFirstSlots",
                Optional.empty(),
                "{\"operator\":\"A\",\"cards\":[\"8900000000000000003\"]}".getBytes(StandardCharsets.UTF_8),
                bearer(Role.SECURITY_OFFICER));
        assertThat(unknown.statusCode()).isEqualTo(422);
        assertThat(new ObjectMapper().readTree(unknown.body()).path("detail").asText())
                .contains("nobody made card");
    }

    @Test
    void whoIsNobodySendsLittle() throws Exception {
        String json = "{\"token\":\"%s\"}";
        String longest = json.formatted("x".repeat(4096 - json.formatted("").length()));
        assertThat(session(longest)).isEqualTo(401);
        assertThat(session(longest + " ")).isEqualTo(413);
        assertThat(session(longest + " ".repeat(60_000))).isEqualTo(413);
    }

    private int session(String body) throws Exception {
        return call("beginSession", Optional.empty(), body.getBytes(StandardCharsets.UTF_8))
                .statusCode();
    }

    @Test
    void theClientTalksToTheOneServerThatItKnows() {
        RemoteServer wrong = server(desk.operators.get("A"), desk.operators.get("X"));
        assertThatThrownBy(() -> wrong.get("/health"))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("another certificate than the one in the configuration");
    }
}
