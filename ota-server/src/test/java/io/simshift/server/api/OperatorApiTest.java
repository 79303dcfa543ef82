package io.simshift.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.server.access.Role;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.partner.SealedSubscriber;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OperatorApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NONE = new byte[0];
    private static final String PLAN = "{\"name\":\"meters\",\"recipient\":\"B\",\"canary\":{\"cards\":1},"
            + "\"schedule\":{\"windows\":[{\"from\":\"22:00\",\"to\":\"04:00\"}],\"zone\":\"Europe/Berlin\"}}";

    @TempDir
    private Path folder;

    private OperatorDesk desk;
    private Description description;
    private final Map<Role, String> tokens = new EnumMap<>(Role.class);
    private final Set<String> succeeded = new HashSet<>();

    @BeforeEach
    void start() throws Exception {
        desk = new OperatorDesk(folder);
        description = new Description("openapi-operator.yaml");
        for (Role role : Role.values()) {
            if (role.isForPeople()) {
                tokens.put(role, desk.token(role.word(), role));
            }
        }
    }

    @AfterEach
    void stop() {
        desk.close();
    }

    /** One call; its answer must be as the OpenAPI file says. */
    private HttpResponse<byte[]> call(Role role, String id, Map<String, String> path, byte[] body, String... headers)
            throws Exception {
        Description.Operation operation = description.operation(id);
        String target = operation.path();
        String query = "";
        for (Map.Entry<String, String> value : path.entrySet()) {
            if (target.contains("{" + value.getKey() + "}")) {
                target = target.replace("{" + value.getKey() + "}", value.getValue());
            } else {
                query += (query.isEmpty() ? "?" : "&") + value.getKey() + "=" + value.getValue();
            }
        }
        List<String> all = new ArrayList<>(List.of(headers));
        Optional<OperatorIdentity> identity = Optional.empty();
        if (role != null && role.isForPeople()) {
            all.addAll(List.of("authorization", "Bearer " + tokens.get(role)));
        } else if (role != null) {
            identity = Optional.of(role == Role.PARTNER ? desk.partner : desk.auc);
        }
        HttpResponse<byte[]> response = Clients.send(
                Clients.of(identity),
                desk.http.url() + target + query,
                operation.method(),
                body,
                all.toArray(String[]::new));
        description.check(
                id,
                response.statusCode(),
                response.headers().firstValue("content-type").orElse(""),
                response.body());
        if (response.statusCode() < 300) {
            succeeded.add(id);
        }
        return response;
    }

    private JsonNode good(Role role, String id, Map<String, String> path, String body, String... headers)
            throws Exception {
        HttpResponse<byte[]> response = call(role, id, path, body.getBytes(StandardCharsets.UTF_8), headers);
        assertThat(response.statusCode())
                .as(id + " " + new String(response.body(), StandardCharsets.UTF_8))
                .isBetween(200, 299);
        return response.body().length == 0 ? JSON.nullNode() : JSON.readTree(response.body());
    }

    private int refused(Role role, String id, Map<String, String> path, String body, String... headers)
            throws Exception {
        HttpResponse<byte[]> response = call(role, id, path, body.getBytes(StandardCharsets.UTF_8), headers);
        assertThat(response.statusCode()).as(id).isGreaterThanOrEqualTo(400);
        return response.statusCode();
    }

    private void takeIn() throws Exception {
        byte[] sealed = desk.escrow.issue(new OperatorId("A"), desk.cards.subList(0, 4));
        HttpResponse<byte[]> taken = call(Role.SECURITY_OFFICER, "takeIssuedCards", Map.of(), sealed);
        assertThat(JSON.readTree(taken.body()).path("cards").asInt()).isEqualTo(4);
        assertThat(JSON.readTree(taken.body()).path("problems")).isEmpty();
    }

    private String order(int from, int to) {
        StringBuilder csv = new StringBuilder("iccid,new_imsi\n");
        for (int i = from; i < to; i++) {
            csv.append(desk.cards.get(i)).append(",26202900000000").append(i).append('\n');
        }
        return csv.toString();
    }

    @Test
    void everyRouteIsDescribedAndNothingElse() {
        List<String> described = description.operations().stream()
                .map(each -> each.method() + " " + each.path() + " " + each.id() + " " + each.query())
                .toList();
        List<String> served = desk.routes.stream()
                .map(route -> route.method() + " " + route.path() + " " + route.operationId() + " "
                        + route.parameters().stream().sorted().toList())
                .collect(Collectors.toList());
        Stream.of("POST beginSession", "GET showSession", "DELETE endSession")
                .forEach(each -> served.add(each.replace(" ", " /api/v1/session ") + " []"));
        assertThat(described).containsExactlyInAnyOrderElementsOf(served);
    }

    @Test
    void everyRouteIsForItsRolesOnly() throws Exception {
        AccessMatrix.check(description, desk.http.url(), role -> switch (role) {
            case PARTNER -> AccessMatrix.Caller.withCertificate(desk.partner);
            case NETWORK -> AccessMatrix.Caller.withCertificate(desk.auc);
            case OWNER -> AccessMatrix.Caller.withCertificate(desk.owner);
            default -> AccessMatrix.Caller.withToken(tokens.get(role));
        });
    }

    @Test
    void everyOperationAnswersAsDescribed() throws Exception {
        takeIn();
        String id =
                good(Role.OPERATOR, "createCampaign", Map.of(), PLAN).path("id").asText();
        Map<String, String> it = Map.of("campaign", id);
        good(Role.OPERATOR, "changeCampaign", it, "{\"name\":\"meters\",\"recipient\":\"B\"}");
        JsonNode report = good(
                Role.OPERATOR, "uploadOrder", it, order(0, 2) + "1,2\n", "content-type", "text/csv; charset=utf-8");
        assertThat(report.path("accepted").asInt()).isEqualTo(2);
        assertThat(report.path("firstProblems").get(0).path("line").asInt()).isEqualTo(4);
        good(Role.VIEWER, "listOrderProblems", it, "");
        good(Role.OPERATOR, "submitCampaign", it, "");
        good(Role.APPROVER, "refuseCampaign", it, "{\"reason\":\"not this week\"}");
        good(Role.OPERATOR, "submitCampaign", it, "");
        assertThat(refused(Role.OPERATOR, "approveCampaign", it, "")).isEqualTo(403);
        assertThat(good(Role.APPROVER, "approveCampaign", it, "")
                        .path("missing")
                        .get(0)
                        .asText())
                .isEqualTo("recipient");
        assertThat(refused(Role.APPROVER, "approveCampaign", it, "")).isEqualTo(409);
        good(Role.PARTNER, "approveCampaign", it, "");
        good(Role.OPERATOR, "changePace", it, "{\"concurrency\":7}");
        assertThat(good(Role.VIEWER, "showCampaign", it, "")
                        .path("plan")
                        .path("pace")
                        .path("concurrency")
                        .asInt())
                .isEqualTo(7);
        good(Role.OPERATOR, "pauseCampaign", it, "{\"reason\":\"storm\"}");
        good(Role.OPERATOR, "resumeCampaign", it, "");
        JsonNode cards = good(Role.VIEWER, "listCampaignCards", Map.of("campaign", id, "limit", "1"), "");
        assertThat(cards.path("items")).hasSize(1);
        assertThat(good(
                                Role.VIEWER,
                                "listCampaignCards",
                                Map.of(
                                        "campaign",
                                        id,
                                        "after",
                                        cards.path("next").asText()),
                                "")
                        .path("items"))
                .hasSize(1);
        String card = desk.cards.get(0).digits();
        good(Role.OPERATOR, "cancelCard", Map.of("campaign", id, "iccid", card), "");
        good(Role.OPERATOR, "stopCampaign", it, "{\"reason\":\"enough\"}");
        good(Role.VIEWER, "listSteps", it, "");
        call(Role.VIEWER, "streamEvents", Map.of(), NONE);
        call(Role.VIEWER, "streamCampaignEvents", Map.of("campaign", id, "cards", "false"), NONE);
        assertThat(refused(Role.VIEWER, "streamCampaignEvents", Map.of("campaign", id, "cards", "no"), ""))
                .isEqualTo(400);
        good(Role.VIEWER, "countFailures", it, "");
        good(Role.OPERATOR, "retryFailed", it, "");
        good(Role.VIEWER, "listCampaigns", Map.of("state", "stopped"), "");
        rest(card);
        assertThat(succeeded)
                .containsExactlyInAnyOrderElementsOf(description.operations().stream()
                        .map(Description.Operation::id)
                        // Nothing that the SMSC of this test would bring back can answer a QUERY.
                        .filter(each -> !each.equals("queryCard") && !each.endsWith("AtPartner"))
                        .filter(each -> !each.equals("listPartnerCampaigns"))
                        .toList());
    }

    private void rest(String card) throws Exception {
        good(Role.VIEWER, "listCards", Map.of("status", "here"), "");
        good(Role.VIEWER, "showCard", Map.of("iccid", card), "");
        good(Role.VIEWER, "listCardEvents", Map.of("iccid", card), "");
        assertThat(refused(Role.OPERATOR, "queryCard", Map.of("iccid", card), ""))
                .isEqualTo(504);
        good(Role.VIEWER, "listOperators", Map.of(), "");
        assertThat(good(Role.SECURITY_OFFICER, "listAudit", Map.of("limit", "2"), "")
                        .path("items"))
                .hasSize(2);
        call(Role.SECURITY_OFFICER, "auditCheckpoint", Map.of(), NONE);
        good(
                Role.PARTNER,
                "provisioned",
                Map.of(),
                "{\"entries\":[{\"iccid\":\"" + card + "\",\"newImsi\":\"262029000000000\",\"slot\":2}]}");
        good(Role.PARTNER, "arrived", Map.of(), "{\"imsis\":[\"262029000000000\"]}");
        good(Role.PARTNER, "handOver", Map.of(), handover());
        good(Role.NETWORK, "listSubscribers", Map.of(), "");
        good(Role.NETWORK, "acknowledgeSubscribers", Map.of(), "{\"numbers\":[1,2]}");
        good(Role.NETWORK, "attached", Map.of(), "{\"imsis\":[\"262010000000001\"]}");
        good(null, "health", Map.of(), "");
        call(null, "describe", Map.of(), NONE);
        for (String page : List.of("page", "pageScript", "pageStyle", "pageIcon")) {
            HttpResponse<byte[]> response = call(null, page, Map.of(), NONE);
            assertThat(response.headers().firstValue("content-security-policy").orElse(""))
                    .startsWith("default-src 'none';")
                    .doesNotContain("unsafe", "http:", "*");
        }
        call(Role.VIEWER, "metrics", Map.of(), NONE);
        good(null, "beginSession", Map.of(), "{\"token\":\"" + tokens.get(Role.VIEWER) + "\"}");
        good(Role.VIEWER, "showSession", Map.of(), "");
        good(Role.VIEWER, "endSession", Map.of(), "");
    }

    /** B, to which the escrow has issued a card, hands it over to A. */
    private String handover() {
        return handover("262019000000077");
    }

    private String handover(String imsi) {
        Iccid card = desk.cards.get(5);
        desk.escrow.issue(new OperatorId("B"), List.of(card));
        Handover handover = new Handover(
                Handover.Kind.HAND_OVER,
                new OperatorId("B"),
                new OperatorId("A"),
                Instant.now(),
                List.of(new HandoverEntry(new Imsi(imsi), card, new SlotIndex(2))));
        return new String(SignedHandover.sign(handover, desk.partner).encode(), StandardCharsets.UTF_8);
    }

    @Test
    void keysGoToTheAucAloneAndItsWordGoesToTheDonor() throws Exception {
        String handover = handover();
        assertThat(good(Role.PARTNER, "handOver", Map.of(), handover)
                        .path("cards")
                        .asInt())
                .isEqualTo(1);
        assertThat(good(Role.PARTNER, "handOver", Map.of(), handover)
                        .path("cards")
                        .asInt())
                .isEqualTo(1);
        JsonNode waiting = good(Role.NETWORK, "listSubscribers", Map.of(), "").path("items");
        assertThat(waiting).hasSize(1);
        try (SealedSubscriber.Opened opened =
                SealedSubscriber.open(waiting.get(0).path("sealed").binaryValue(), desk.auc)) {
            assertThat(opened.iccid()).isEqualTo(desk.cards.get(5));
            assertThat(opened.imsi().digits()).isEqualTo("262019000000077");
            assertThat(opened.msisdn().digits()).isEqualTo("499000000077");
            assertThat(opened.aka()).isEqualTo(1);
            assertThat(opened.k().length()).isEqualTo(16);
            desk.words.close();
            for (Path file : List.of(folder.resolve("a/partners.db"), folder.resolve("a/partners.db-wal"))) {
                String bytes = Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
                assertThat(bytes).doesNotContain(new String(opened.k().reveal(), StandardCharsets.ISO_8859_1));
            }
        }
        String number = waiting.get(0).path("number").asText();
        good(Role.NETWORK, "acknowledgeSubscribers", Map.of(), "{\"numbers\":[" + number + "]}");
        assertThat(good(Role.NETWORK, "listSubscribers", Map.of(), "").path("items"))
                .isEmpty();
        assertThat(good(Role.PARTNER, "handOver", Map.of(), handover)
                        .path("cards")
                        .asInt())
                .isEqualTo(1);
        assertThat(good(Role.NETWORK, "listSubscribers", Map.of(), "").path("items"))
                .isEmpty();
    }

    @Test
    void anImsiOfAnotherNetworkIsRefusedBeforeTheEscrowIsAsked() throws Exception {
        JsonNode taken = good(Role.PARTNER, "handOver", Map.of(), handover("262029000000077"));
        assertThat(taken.path("cards").asInt()).isZero();
        assertThat(taken.path("problems")).hasSize(1);
        assertThat(taken.path("problems").get(0).asText())
                .isEqualTo("card " + desk.cards.get(5) + ": IMSI 262029000000077 is not of the network of A:"
                        + " nothing of this hand-over is taken");
        assertThat(good(Role.NETWORK, "listSubscribers", Map.of(), "").path("items"))
                .isEmpty();
        LedgerFiles ledger = new LedgerFiles(folder.resolve("ledger"));
        desk.escrow.exportAudit(ledger.folder());
        assertThat(Files.readString(ledger.entries()))
                .contains("\"action\":\"issue\"")
                .doesNotContain("\"action\":\"release\"");
    }

    @Test
    void aHandoverOfSomebodyElseIsNotTaken() throws Exception {
        Handover forged = new Handover(
                Handover.Kind.HAND_OVER,
                new OperatorId("C"),
                new OperatorId("A"),
                Instant.now(),
                List.of(new HandoverEntry(new Imsi("262019000000077"), desk.cards.get(5), new SlotIndex(2))));
        byte[] signed = SignedHandover.sign(forged, desk.partner).encode();
        assertThat(call(Role.PARTNER, "handOver", Map.of(), signed).statusCode())
                .isEqualTo(403);
        assertThat(refused(Role.PARTNER, "arrived", Map.of(), "{\"imsis\":[\"262010000000001\"]}"))
                .isEqualTo(403);
    }

    @Test
    void aPartnerSeesAndApprovesOnlyWhatComesToIt() throws Exception {
        takeIn();
        String own = good(
                        Role.OPERATOR,
                        "createCampaign",
                        Map.of(),
                        "{\"kind\":\"rotate\",\"name\":\"leak\",\"recipient\":\"A\"}")
                .path("id")
                .asText();
        assertThat(good(Role.PARTNER, "listCampaigns", Map.of(), "").path("items"))
                .isEmpty();
        assertThat(refused(Role.PARTNER, "showCampaign", Map.of("campaign", own), ""))
                .isEqualTo(404);
        assertThat(refused(Role.PARTNER, "approveCampaign", Map.of("campaign", own), ""))
                .isEqualTo(404);
        String theirs =
                good(Role.OPERATOR, "createCampaign", Map.of(), PLAN).path("id").asText();
        assertThat(good(Role.PARTNER, "showCampaign", Map.of("campaign", theirs), "")
                        .path("id")
                        .asText())
                .isEqualTo(theirs);
    }

    @Test
    void whatAPartnerHasToHearFailsClearlyWhileItIsAway() throws Exception {
        Map<String, String> theirs = Map.of("operator", "B", "campaign", "c-1");
        assertThat(refused(Role.VIEWER, "listPartnerCampaigns", Map.of("operator", "B"), ""))
                .isEqualTo(503);
        assertThat(refused(Role.APPROVER, "approveAtPartner", theirs, "")).isEqualTo(503);
        assertThat(refused(Role.APPROVER, "refuseAtPartner", theirs, "{\"reason\":\"no\"}"))
                .isEqualTo(503);
        Map<String, String> nobody = Map.of("operator", "Z", "campaign", "c-1");
        assertThat(refused(Role.APPROVER, "approveAtPartner", nobody, "")).isEqualTo(404);
        Map<String, String> odd = Map.of("operator", "B", "campaign", "..%2Fx");
        assertThat(refused(Role.APPROVER, "approveAtPartner", odd, "")).isIn(400, 404);
    }

    @Test
    void theSameKeyOrdersOnce() throws Exception {
        String[] key = {"idempotency-key", "order-1"};
        JsonNode first = good(Role.OPERATOR, "createCampaign", Map.of(), PLAN, key);
        HttpResponse<byte[]> again =
                call(Role.OPERATOR, "createCampaign", Map.of(), PLAN.getBytes(StandardCharsets.UTF_8), key);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(JSON.readTree(again.body())).isEqualTo(first);
        assertThat(again.headers().firstValue("idempotency-replayed")).contains("true");
        assertThat(refused(Role.OPERATOR, "createCampaign", Map.of(), PLAN.replace("meters", "cars"), key))
                .isEqualTo(422);
        assertThat(good(Role.VIEWER, "listCampaigns", Map.of(), "").path("items"))
                .hasSize(1);
        // A refusal does not use the key up.
        String[] other = {"idempotency-key", "order-2"};
        assertThat(refused(Role.OPERATOR, "createCampaign", Map.of(), "{}", other))
                .isEqualTo(400);
        good(Role.OPERATOR, "createCampaign", Map.of(), PLAN, other);
        assertThat(refused(Role.OPERATOR, "createCampaign", Map.of(), PLAN, "idempotency-key", "a b"))
                .isEqualTo(400);
    }

    @Test
    void whatIsWrongIsAProblem() throws Exception {
        for (String plan : List.of(
                "",
                "{\"name\":\"x\"}",
                "{\"name\":1,\"recipient\":\"B\"}",
                "{\"name\":\"x\",\"recipient\":\"Z\"}",
                "{\"name\":\"x\",\"recipient\":\"B\",\"colour\":1}",
                "{\"name\":\"x\",\"recipient\":\"B\",\"pace\":{\"concurrency\":0}}",
                "{\"name\":\"x\",\"recipient\":\"B\",\"pace\":{\"concurrency\":1.5}}",
                "{\"name\":\"x\",\"recipient\":\"B\",\"pace\":{\"speed\":1}}",
                "{\"name\":\"x\",\"recipient\":\"B\",\"schedule\":{\"zone\":\"Mars\"}}",
                "{\"name\":\"x\",\"recipient\":\"B\",\"schedule\":{\"startAt\":\"now\"}}",
                "{\"name\":\"x\",\"recipient\":\"B\",\"schedule\":{\"windows\":{}}}",
                "{\"name\":\"x\",\"recipient\":\"B\",\"kind\":\"steal\"}",
                "{\"name\":\"x\",\"recipient\":\"B\",\"canary\":{}}")) {
            assertThat(refused(Role.OPERATOR, "createCampaign", Map.of(), plan))
                    .as(plan)
                    .isEqualTo(400);
        }
        assertThat(refused(Role.OPERATOR, "createCampaign", Map.of(), PLAN.replace("\"B\"", "\"A\"")))
                .isEqualTo(422);
        assertThat(refused(Role.VIEWER, "showCampaign", Map.of("campaign", "none"), ""))
                .isEqualTo(404);
        assertThat(refused(Role.VIEWER, "listCards", Map.of("limit", "0"), "")).isEqualTo(400);
        assertThat(refused(Role.VIEWER, "listCards", Map.of("limit", "1001"), ""))
                .isEqualTo(400);
        assertThat(refused(Role.VIEWER, "listCards", Map.of("colour", "red"), ""))
                .isEqualTo(400);
        assertThat(refused(Role.VIEWER, "showCard", Map.of("iccid", "8900000000000000004"), ""))
                .isEqualTo(400);
        assertThat(refused(Role.VIEWER, "showCard", Map.of("iccid", "8900000000000000003"), ""))
                .isEqualTo(404);
        String id =
                good(Role.OPERATOR, "createCampaign", Map.of(), PLAN).path("id").asText();
        Map<String, String> it = Map.of("campaign", id);
        assertThat(refused(Role.OPERATOR, "uploadOrder", it, order(0, 1))).isEqualTo(415);
        assertThat(refused(Role.OPERATOR, "uploadOrder", it, "a,b\n", "content-type", "text/csv"))
                .isEqualTo(422);
        assertThat(refused(Role.OPERATOR, "submitCampaign", it, "")).isEqualTo(409);
        byte[] huge = new byte[200_001];
        assertThat(call(Role.OPERATOR, "uploadOrder", it, huge, "content-type", "text/csv")
                        .statusCode())
                .isEqualTo(413);
        assertThat(call(Role.OPERATOR, "createCampaign", Map.of(), new byte[100_001])
                        .statusCode())
                .isEqualTo(413);
        try (Stream<Path> left = Files.list(folder.resolve("uploads"))) {
            assertThat(left).isEmpty();
        }
    }

    private BufferedReader events(String path, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("authorization", "Bearer " + tokens.get(Role.VIEWER)));
        return Clients.events(Clients.of(Optional.empty()), desk.http.url() + path, all.toArray(String[]::new));
    }

    /** The lines of the next event of this name; empty at the end of the stream. */
    private static List<String> next(BufferedReader events, String name) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = events.readLine(); line != null; line = events.readLine()) {
            if (!line.isEmpty()) {
                lines.add(line);
            } else if (lines.contains("event: " + name)) {
                return lines;
            } else {
                lines.clear();
            }
        }
        return List.of();
    }

    private String running() throws Exception {
        takeIn();
        good(Role.NETWORK, "attached", Map.of(), "{\"imsis\":[\"262010000000001\",\"262010000000002\"]}");
        String id =
                good(Role.OPERATOR, "createCampaign", Map.of(), PLAN).path("id").asText();
        Map<String, String> it = Map.of("campaign", id);
        good(Role.OPERATOR, "uploadOrder", it, order(0, 2), "content-type", "text/csv");
        good(Role.OPERATOR, "submitCampaign", it, "");
        good(Role.APPROVER, "approveCampaign", it, "");
        good(Role.PARTNER, "approveCampaign", it, "");
        return id;
    }

    @Test
    void readersHearOfCampaignsAndCardsAndGoOnWhereTheyWere() throws Exception {
        String id = running();
        String path = "/api/v1/campaigns/" + id + "/events";
        String firstId;
        try (BufferedReader events = events(path)) {
            String data = next(events, "campaign").get(2);
            assertThat(JSON.readTree(data.substring("data: ".length()))
                            .path("id")
                            .asText())
                    .isEqualTo(id);
            good(Role.OPERATOR, "stopCampaign", Map.of("campaign", id), "{\"reason\":\"enough\"}");
            String stopped = "";
            while (!stopped.contains("\"state\":\"stopped\"")) {
                stopped = next(events, "campaign").get(2);
            }
        }
        try (BufferedReader events = events(path, "last-event-id", "run-0")) {
            List<String> card = next(events, "card");
            firstId = card.get(0).substring("id: ".length());
            assertThat(firstId).startsWith("run-");
            assertThat(JSON.readTree(card.get(2).substring("data: ".length()))
                            .path("iccid")
                            .asText())
                    .isIn(desk.cards.get(0).digits(), desk.cards.get(1).digits());
        }
        try (BufferedReader events = events(path, "last-event-id", firstId)) {
            assertThat(next(events, "card").get(0)).isNotEqualTo("id: " + firstId);
        }
        try (BufferedReader events = events(path, "last-event-id", "other-5")) {
            assertThat(next(events, "gap")).isNotEmpty();
        }
        try (BufferedReader events = events("/api/v1/events")) {
            assertThat(next(events, "campaign").get(1)).contains(id);
        }
    }

    @Test
    void aStreamEndsWithItsToken() throws Exception {
        String id = desk.token("short-lived", Role.VIEWER);
        try (BufferedReader events = Clients.events(
                Clients.of(Optional.empty()), desk.http.url() + "/api/v1/events", "authorization", "Bearer " + id)) {
            assertThat(events.readLine()).startsWith("retry: ");
            desk.tokens.revoke(id.substring(4, 12));
            assertThat(next(events, "campaign")).isEmpty();
        }
    }
}
