package io.simshift.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.server.OtaServer;
import io.simshift.server.access.Role;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardStatus;
import io.simshift.server.engine.QueryException;
import io.simshift.server.escrow.SealException;
import io.simshift.server.http.Answer;
import io.simshift.server.http.Call;
import io.simshift.server.http.Json;
import io.simshift.server.http.Problem;
import io.simshift.server.http.Route;
import io.simshift.server.partner.Neighbours;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** Cards of the operator, what happened to them, and the ledger of this server's decisions. */
final class CardRoutes {
    private static final Route.Access SEES =
            Route.Access.of(Role.VIEWER, Role.OPERATOR, Role.APPROVER, Role.SECURITY_OFFICER);
    private static final Route.Access OFFICERS = Route.Access.of(Role.SECURITY_OFFICER);

    private final OtaServer server;
    private final Neighbours neighbours;

    CardRoutes(OtaServer server, Neighbours neighbours) {
        this.server = server;
        this.neighbours = neighbours;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/cards", "listCards", SEES, Set.of("status", "after", "limit"), this::list),
                Route.get("/api/v1/cards/{iccid}", "showCard", SEES, Set.of(), call -> Answer.json(json(card(call)))),
                Route.get(
                        "/api/v1/cards/{iccid}/events",
                        "listCardEvents",
                        SEES,
                        Set.of("after", "limit"),
                        CampaignRoutes.told(this::events)),
                Route.post(
                        "/api/v1/cards/{iccid}/query",
                        "queryCard",
                        Route.Access.of(Role.OPERATOR),
                        Route.Body.NONE,
                        this::query),
                Route.post("/api/v1/intakes", "takeIssuedCards", OFFICERS, Route.Body.UPLOAD, this::takeIn),
                Route.get("/api/v1/audit", "listAudit", OFFICERS, Set.of("after", "limit"), this::audit),
                Route.get(
                        "/api/v1/audit/checkpoint",
                        "auditCheckpoint",
                        OFFICERS,
                        Set.of(),
                        call -> Answer.text(
                                "text/plain; charset=utf-8", server.checkpoint().encode())));
    }

    private Card card(Call call) {
        Iccid iccid = call.inPath("iccid", Iccid::new);
        return server.inquiry()
                .find(iccid)
                .orElseThrow(() -> Problem.notFound("card " + iccid + " is none of this operator's"));
    }

    private static ObjectNode json(Card card) {
        ObjectNode json = Json.object()
                .put("iccid", card.iccid().digits())
                .put("imsi", card.imsi().digits())
                .put("msisdn", card.msisdn().digits())
                .put("status", PlanJson.word(card.status()))
                .put("slot", card.slot().value())
                .put("slotCount", card.slotCount())
                .put("lastClaimedSlot", card.lastClaimed().value());
        card.claimedFor().ifPresent(operator -> json.put("claimedFor", operator.value()));
        return json;
    }

    private Answer list(Call call) {
        Optional<CardStatus> status = call.inQuery("status", text -> PlanJson.choice(CardStatus.class, text));
        Optional<Iccid> after = call.inQuery("after", Iccid::new);
        int limit = call.limit();
        List<Card> page = server.inquiry().page(status, after, limit);
        ObjectNode json = Json.object();
        ArrayNode items = json.putArray("items");
        page.forEach(card -> items.add(json(card)));
        if (page.size() == limit) {
            json.put("next", page.get(limit - 1).iccid().digits());
        }
        return Answer.json(json);
    }

    private Answer events(Call call) {
        Iccid iccid = call.inPath("iccid", Iccid::new);
        return Answer.json(CampaignJson.of(
                server.desk().history(iccid, CampaignRoutes.after(call), call.limit()), CampaignJson::of));
    }

    private Answer query(Call call) {
        Card card = card(call);
        // A card may take minutes: no thread waits for it.
        return Answer.later(server.query(card.iccid()).handle((answer, failure) -> {
            if (failure == null) {
                return asked(card, answer);
            }
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof QueryException silent) {
                throw new Problem(504, "no-answer", silent.getMessage());
            }
            throw new CompletionException(cause);
        }));
    }

    private static Answer asked(Card card, QueryAnswer answer) {
        ObjectNode json = Json.object()
                .put("iccid", card.iccid().digits())
                .put("state", PlanJson.word(answer.state()))
                .put("freeSlots", answer.freeSlots())
                .put("counter", answer.counter().value())
                .put("fallbackCause", PlanJson.word(answer.fallbackCause()));
        answer.imsi().ifPresent(imsi -> json.put("imsi", imsi.digits()));
        answer.activeSlot().ifPresent(slot -> json.put("activeSlot", slot.value()));
        answer.transferId().ifPresent(id -> json.put("transfer", id.toString()));
        return Answer.json(json);
    }

    private Answer takeIn(Call call) throws IOException {
        requireAuc(neighbours);
        try {
            return taken(neighbours.takeIssued(Files.readAllBytes(call.upload().orElseThrow())));
        } catch (SealException e) {
            throw new Problem(422, "refused", e.getMessage());
        }
    }

    static void requireAuc(Neighbours neighbours) {
        if (!neighbours.hasAuc()) {
            throw new Problem(
                    503,
                    "no-auc",
                    "the configuration names no aucCertificate: there is nobody to take subscribers' keys");
        }
    }

    static Answer taken(Neighbours.Taken taken) {
        ObjectNode json = Json.object().put("cards", taken.cards());
        ArrayNode problems = json.putArray("problems");
        taken.problems().forEach(problems::add);
        return Answer.json(json);
    }

    private Answer audit(Call call) {
        int limit = call.limit();
        long after = CampaignRoutes.after(call);
        List<String> lines = server.audit(after, limit);
        ObjectNode json = Json.object();
        ArrayNode items = json.putArray("items");
        lines.forEach(line -> items.addRawValue(new RawValue(line)));
        if (lines.size() == limit) {
            json.put("next", Long.toString(after + limit));
        }
        return Answer.json(json);
    }
}
