package io.simshift.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.protocol.identity.Imsi;
import io.simshift.server.OtaServer;
import io.simshift.server.access.Role;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.HandoverFormatException;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.http.Answer;
import io.simshift.server.http.Call;
import io.simshift.server.http.Json;
import io.simshift.server.http.Problem;
import io.simshift.server.http.Route;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.partner.Neighbours;
import io.simshift.server.partner.PartnerStore;
import io.simshift.server.remote.AnswerJson;
import io.simshift.server.remote.RemoteException;
import io.simshift.server.remote.RemotePartners;
import io.simshift.server.store.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What other operators' servers and the own network say. Each may come twice. */
final class PartnerRoutes {
    private static final Route.Access PARTNERS = Route.Access.of(Role.PARTNER);
    private static final Route.Access NETWORK = Route.Access.of(Role.NETWORK);
    private static final Route.Access APPROVES = Route.Access.of(Role.APPROVER);
    private static final Route.Access SEES =
            Route.Access.of(Role.VIEWER, Role.OPERATOR, Role.APPROVER, Role.SECURITY_OFFICER);
    private static final String CAMPAIGNS = "/api/v1/campaigns";
    private static final String THEIRS = "/api/v1/partners/{operator}/campaigns";
    private static final int ITEMS_MAX = 100_000;

    private final OtaServer server;
    private final Neighbours neighbours;
    private final PartnerStore store;
    private final RemotePartners partners;
    private final Map<OperatorId, OperatorProfile> operators;

    PartnerRoutes(
            OtaServer server,
            Neighbours neighbours,
            PartnerStore store,
            RemotePartners partners,
            Map<OperatorId, OperatorProfile> operators) {
        this.server = server;
        this.neighbours = neighbours;
        this.store = store;
        this.partners = partners;
        this.operators = Map.copyOf(operators);
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/operators", "listOperators", SEES, Set.of(), call -> operators()),
                Route.post("/api/v1/handovers", "handOver", PARTNERS, Route.Body.SMALL, this::handOver),
                Route.post(Neighbours.PROVISIONINGS, "provisioned", PARTNERS, Route.Body.SMALL, this::provisioned),
                Route.post(Neighbours.ARRIVALS, "arrived", PARTNERS, Route.Body.SMALL, this::arrived),
                Route.get(
                        "/api/v1/subscribers", "listSubscribers", NETWORK, Set.of("after", "limit"), this::subscribers),
                Route.post(
                        "/api/v1/subscribers/acknowledgements",
                        "acknowledgeSubscribers",
                        NETWORK,
                        Route.Body.SMALL,
                        this::acknowledge),
                Route.post("/api/v1/attachments", "attached", NETWORK, Route.Body.SMALL, this::attached),
                Route.get(THEIRS, "listPartnerCampaigns", SEES, Set.of(), call -> relayed(call, "")),
                Route.post(
                        THEIRS + "/{campaign}/approve",
                        "approveAtPartner",
                        APPROVES,
                        Route.Body.NONE,
                        call -> relayed(call, "/approve")),
                Route.post(
                        THEIRS + "/{campaign}/refuse",
                        "refuseAtPartner",
                        APPROVES,
                        Route.Body.SMALL,
                        call -> relayed(call, "/refuse")));
    }

    /** What a person here says to a donor goes there over the connection that proves which operator speaks. */
    private Answer relayed(Call call, String word) {
        OperatorId donor = call.inPath("operator", OperatorId::new);
        if (!operators.containsKey(donor) || donor.equals(server.profile().id())) {
            throw Problem.notFound("the configuration names no partner " + donor);
        }
        try {
            if (word.isEmpty()) {
                return Answer.json(partners.server(donor).get(CAMPAIGNS));
            }
            String campaign = call.inPath("campaign", PartnerRoutes::plain);
            return Answer.json(
                    partners.server(donor).postRaw(CAMPAIGNS + "/" + campaign + word, Answer.JSON, call.body()));
        } catch (RemoteException e) {
            boolean isTheirWord = e.status() >= 400 && e.status() < 500;
            throw isTheirWord
                    ? new Problem(e.status(), "refused-by-partner", e.getMessage())
                    : new Problem(503, "partner-unavailable", e.getMessage());
        }
    }

    private static String plain(String id) {
        if (!id.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new IllegalArgumentException("this is no campaign's id");
        }
        return id;
    }

    private Answer operators() {
        ObjectNode json = Json.object();
        ArrayNode items = json.putArray("items");
        operators.values().stream()
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .forEach(profile -> items.addObject()
                        .put("id", profile.id().value())
                        .put("mcc", profile.plmn().mcc())
                        .put("mnc", profile.plmn().mnc())
                        .put("serviceProviderName", profile.serviceProviderName())
                        .put("self", profile.equals(server.profile())));
        return Answer.json(json);
    }

    private Answer handOver(Call call) {
        SignedHandover signed;
        try {
            signed = SignedHandover.decode(call.body());
        } catch (HandoverFormatException e) {
            throw Problem.badRequest("the body is no signed hand-over: " + e.getMessage());
        }
        Handover handover = signed.handover();
        if (handover.kind() != Handover.Kind.HAND_OVER
                || !handover.recipient().equals(server.profile().id())
                || !call.principal().operator().filter(handover.donor()::equals).isPresent()) {
            throw new Problem(403, "not-allowed", "this is not your hand-over to this operator");
        }
        CardRoutes.requireAuc(neighbours);
        try {
            return CardRoutes.taken(neighbours.takeHandedOver(signed));
        } catch (RemoteException e) {
            throw new Problem(503, "escrow-unavailable", "the escrow cannot be asked now; send it again");
        }
    }

    private Answer provisioned(Call call) {
        List<HandoverEntry> entries = new ArrayList<>();
        for (JsonNode node : list(call, "entries")) {
            try {
                entries.add(AnswerJson.entry(node));
            } catch (IllegalArgumentException e) {
                throw Problem.badRequest("'entries': " + e.getMessage());
            }
        }
        Await.result(server.provisioned(call.principal().operator().orElseThrow(), entries));
        return Answer.nothing();
    }

    private Answer arrived(Call call) {
        OperatorProfile partner = operators.get(call.principal().operator().orElseThrow());
        List<Imsi> imsis = imsis(call);
        for (Imsi imsi : imsis) {
            if (!partner.owns(imsi)) {
                throw new Problem(403, "not-allowed", "IMSI " + imsi + " is not of your network");
            }
        }
        imsis.forEach(imsi -> Await.result(server.attached(imsi)));
        return Answer.nothing();
    }

    private Answer attached(Call call) {
        neighbours.attached(imsis(call));
        return Answer.nothing();
    }

    private static List<Imsi> imsis(Call call) {
        List<Imsi> imsis = new ArrayList<>();
        for (JsonNode node : list(call, "imsis")) {
            try {
                imsis.add(new Imsi(node.asText()));
            } catch (IllegalArgumentException e) {
                throw Problem.badRequest("'imsis': " + e.getMessage());
            }
        }
        return imsis;
    }

    private static JsonNode list(Call call, String member) {
        JsonNode list = Json.readObject(call.body(), Set.of(member)).path(member);
        if (!list.isArray() || list.isEmpty() || list.size() > ITEMS_MAX) {
            throw Problem.badRequest("member '" + member + "' must be a list of 1 to " + ITEMS_MAX);
        }
        return list;
    }

    private Answer subscribers(Call call) {
        int limit = call.limit();
        List<PartnerStore.Subscriber> waiting = store.subscribers(CampaignRoutes.after(call), limit);
        ObjectNode json = Json.object();
        ArrayNode items = json.putArray("items");
        for (PartnerStore.Subscriber subscriber : waiting) {
            items.addObject()
                    .put("number", subscriber.number())
                    .put("iccid", subscriber.entry().iccid().digits())
                    .put("imsi", subscriber.entry().newImsi().digits())
                    .put("sealed", subscriber.sealed());
        }
        if (waiting.size() == limit) {
            json.put("next", Long.toString(waiting.get(limit - 1).number()));
        }
        return Answer.json(json);
    }

    private Answer acknowledge(Call call) {
        List<Long> numbers = new ArrayList<>();
        for (JsonNode node : list(call, "numbers")) {
            if (!node.isIntegralNumber() || !node.canConvertToLong()) {
                throw Problem.badRequest("'numbers': " + node + " is no whole number");
            }
            numbers.add(node.asLong());
        }
        neighbours.acknowledged(numbers);
        return Answer.nothing();
    }
}
