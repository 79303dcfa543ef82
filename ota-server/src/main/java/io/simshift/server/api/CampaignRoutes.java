package io.simshift.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.protocol.identity.Iccid;
import io.simshift.server.access.Principal;
import io.simshift.server.access.Role;
import io.simshift.server.campaign.CampaignDesk;
import io.simshift.server.campaign.CampaignException;
import io.simshift.server.campaign.CampaignState;
import io.simshift.server.campaign.CampaignView;
import io.simshift.server.campaign.OrderFormat;
import io.simshift.server.campaign.Party;
import io.simshift.server.http.Answer;
import io.simshift.server.http.Call;
import io.simshift.server.http.Json;
import io.simshift.server.http.Problem;
import io.simshift.server.http.Route;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.transfer.Phase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Campaigns: ordering, approving, watching, steering. A partner sees, and approves, those that bring cards to it. */
final class CampaignRoutes {
    private static final String ALL = "/api/v1/campaigns";
    private static final String ONE = ALL + "/{campaign}";
    private static final Route.Access SEES =
            Route.Access.of(Role.VIEWER, Role.OPERATOR, Role.APPROVER, Role.SECURITY_OFFICER);
    private static final Route.Access SEES_OR_RECEIVES =
            Route.Access.of(Role.VIEWER, Role.OPERATOR, Role.APPROVER, Role.SECURITY_OFFICER, Role.PARTNER);
    private static final Route.Access ORDERS = Route.Access.of(Role.OPERATOR);
    private static final Route.Access APPROVES = Route.Access.of(Role.APPROVER, Role.PARTNER);
    private static final Set<String> PAGE = Set.of("after", "limit");

    private final CampaignDesk desk;
    private final CampaignFeed feed;
    private final Map<OperatorId, OperatorProfile> operators;

    /** @param operators that cards can go to, this one too */
    CampaignRoutes(CampaignDesk desk, CampaignFeed feed, Map<OperatorId, OperatorProfile> operators) {
        this.desk = desk;
        this.feed = feed;
        this.operators = Map.copyOf(operators);
    }

    List<Route> routes() {
        return List.of(
                Route.get(ALL, "listCampaigns", SEES_OR_RECEIVES, Set.of("state"), this::list),
                Route.post(ALL, "createCampaign", ORDERS, Route.Body.SMALL, this::create),
                Route.get(ONE, "showCampaign", SEES_OR_RECEIVES, Set.of(), call -> shown(visible(call))),
                new Route("PUT", ONE, "changeCampaign", ORDERS, Route.Body.SMALL, Set.of(), told(this::change)),
                Route.post(ONE + "/order", "uploadOrder", ORDERS, Route.Body.UPLOAD, told(this::upload)),
                Route.get(ONE + "/problems", "listOrderProblems", SEES, PAGE, told(this::problems)),
                steer("submit", "submitCampaign", (id, by) -> desk.submit(id, by)),
                Route.post(ONE + "/approve", "approveCampaign", APPROVES, Route.Body.NONE, told(this::approve)),
                Route.post(ONE + "/refuse", "refuseCampaign", APPROVES, Route.Body.SMALL, told(this::refuse)),
                new Route("PUT", ONE + "/pace", "changePace", ORDERS, Route.Body.SMALL, Set.of(), told(this::pace)),
                withReason("pause", "pauseCampaign", (call, why) -> desk.pause(id(call), by(call), why)),
                steer("resume", "resumeCampaign", (id, by) -> desk.resume(id, by)),
                withReason("stop", "stopCampaign", (call, why) -> desk.stop(id(call), by(call), why)),
                steer("retry-failed", "retryFailed", (id, by) -> desk.retryFailed(id, by)),
                Route.get("/api/v1/events", "streamEvents", SEES, Set.of(), call -> Answer.stream(feed.ofAll(desk))),
                Route.get(ONE + "/events", "streamCampaignEvents", SEES, Set.of("cards"), told(this::events)),
                Route.get(ONE + "/steps", "listSteps", SEES, Set.of(), told(this::steps)),
                Route.get(
                        ONE + "/cards",
                        "listCampaignCards",
                        SEES,
                        Set.of("phase", "after", "limit"),
                        told(this::cards)),
                Route.get(ONE + "/failures", "countFailures", SEES, Set.of(), told(this::failures)),
                Route.post(
                        ONE + "/cards/{iccid}/cancel", "cancelCard", ORDERS, Route.Body.NONE, told(this::cancelCard)));
    }

    /** What the desk refuses is the caller's to know. */
    static Route.Action told(Route.Action action) {
        return call -> {
            try {
                return action.run(call);
            } catch (CampaignException e) {
                throw switch (e.kind()) {
                    case NOT_FOUND -> Problem.notFound(e.getMessage());
                    case CONFLICT -> Problem.conflict(e.getMessage());
                    case INVALID -> new Problem(422, "refused", e.getMessage());
                    case FORBIDDEN -> new Problem(403, "not-allowed", e.getMessage());
                };
            }
        };
    }

    private static String id(Call call) {
        return call.path().get("campaign");
    }

    private static String by(Call call) {
        return call.principal().name();
    }

    private static Answer shown(CampaignView view) {
        return Answer.json(CampaignJson.of(view));
    }

    private Route steer(String word, String operation, BiFunction<String, String, CampaignView> action) {
        return Route.post(
                ONE + "/" + word,
                operation,
                ORDERS,
                Route.Body.NONE,
                told(call -> shown(action.apply(id(call), by(call)))));
    }

    private Route withReason(String word, String operation, BiFunction<Call, String, CampaignView> action) {
        return Route.post(
                ONE + "/" + word,
                operation,
                ORDERS,
                Route.Body.SMALL,
                told(call -> shown(action.apply(call, reason(call)))));
    }

    private static String reason(Call call) {
        return Json.text(Json.readObject(call.body(), Set.of("reason")), "reason");
    }

    private Answer list(Call call) {
        Optional<CampaignState> state = call.inQuery("state", text -> PlanJson.choice(CampaignState.class, text));
        ObjectNode json = Json.object();
        ArrayNode items = json.putArray("items");
        desk.campaigns(state).stream()
                .filter(view -> isVisible(call.principal(), view))
                .forEach(view -> items.add(CampaignJson.of(view)));
        return Answer.json(json);
    }

    private static boolean isVisible(Principal caller, CampaignView view) {
        return caller.operator()
                .map(partner -> partner.equals(view.plan().recipient().id()))
                .orElse(true);
    }

    private CampaignView visible(Call call) {
        CampaignView view;
        try {
            view = desk.campaign(id(call));
        } catch (CampaignException e) {
            throw Problem.notFound(e.getMessage());
        }
        if (!isVisible(call.principal(), view)) {
            throw Problem.notFound("there is no campaign " + id(call));
        }
        return view;
    }

    private OperatorProfile profile(OperatorId id) {
        return Optional.ofNullable(operators.get(id))
                .orElseThrow(() -> new IllegalArgumentException(
                        "the configuration names no operator " + id + " that cards could go to"));
    }

    private Answer create(Call call) {
        try {
            CampaignView made = desk.create(PlanJson.read(call.body(), this::profile), by(call));
            return Answer.json(201, CampaignJson.of(made)).with("location", ALL + "/" + made.id());
        } catch (CampaignException e) {
            throw new Problem(422, "refused", e.getMessage());
        }
    }

    private Answer change(Call call) {
        return shown(desk.change(id(call), PlanJson.read(call.body(), this::profile), by(call)));
    }

    private Answer upload(Call call) throws IOException {
        String type = call.headers()
                .getOrDefault("content-type", "")
                .replaceAll(";.*", "")
                .strip();
        OrderFormat format = switch (type) {
            case "text/csv" -> OrderFormat.CSV;
            case "application/json" -> OrderFormat.JSON;
            default ->
                throw new Problem(
                        415, "wrong-content-type", "an order is text/csv or application/json, not '" + type + "'");
        };
        String name = format == OrderFormat.CSV ? "order.csv" : "order.json";
        try (InputStream order = Files.newInputStream(call.upload().orElseThrow())) {
            return Answer.json(CampaignJson.of(desk.upload(id(call), name, format, order, by(call))));
        }
    }

    private Answer problems(Call call) {
        return Answer.json(CampaignJson.of(desk.problems(id(call), after(call), call.limit()), CampaignJson::of));
    }

    static long after(Call call) {
        return call.inQuery("after", text -> {
                    if (!text.matches("\\d{1,18}")) {
                        throw new IllegalArgumentException("'" + text + "' is not what 'next' gave");
                    }
                    return Long.parseLong(text);
                })
                .orElse(0L);
    }

    /** People approve for the donor, whose server this is; the recipient's server approves for the recipient. */
    private static Party party(Call call) {
        return call.principal().operator().isPresent() ? Party.RECIPIENT : Party.DONOR;
    }

    private Answer approve(Call call) {
        visible(call);
        return shown(desk.approve(id(call), party(call), by(call)));
    }

    private Answer refuse(Call call) {
        visible(call);
        return shown(desk.refuse(id(call), party(call), by(call), reason(call)));
    }

    private Answer pace(Call call) {
        CampaignView now = desk.campaign(id(call));
        return shown(desk.changePace(
                id(call), PlanJson.readPace(call.body(), now.plan().pace()), by(call)));
    }

    private Answer events(Call call) {
        String id = desk.campaign(id(call)).id();
        boolean cards = call.inQuery("cards", CampaignRoutes::flag).orElse(true);
        return Answer.stream(
                feed.ofOne(desk, id, cards, Optional.ofNullable(call.headers().get("last-event-id"))));
    }

    private static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        }
        return text.equals("true");
    }

    private Answer steps(Call call) {
        return list(desk.steps(id(call)), CampaignJson::of);
    }

    static <T> Answer list(List<T> all, Function<T, ObjectNode> item) {
        ObjectNode json = Json.object();
        ArrayNode items = json.putArray("items");
        all.forEach(each -> items.add(item.apply(each)));
        return Answer.json(json);
    }

    private Answer cards(Call call) {
        Optional<Phase> phase = call.inQuery("phase", text -> PlanJson.choice(Phase.class, text));
        return Answer.json(CampaignJson.of(desk.cards(id(call), phase, after(call), call.limit()), CampaignJson::of));
    }

    private Answer failures(Call call) {
        ObjectNode json = Json.object();
        ArrayNode items = json.putArray("items");
        desk.failures(id(call))
                .forEach((reason, count) ->
                        items.addObject().put("reason", reason).put("cards", count));
        return Answer.json(json);
    }

    private Answer cancelCard(Call call) {
        Iccid iccid = call.inPath("iccid", Iccid::new);
        Optional<Phase> phase;
        try {
            phase = desk.cancelCard(id(call), iccid, by(call)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof CampaignException refused) {
                throw refused;
            }
            throw e;
        }
        ObjectNode json = Json.object().put("iccid", iccid.digits());
        phase.ifPresent(now -> json.put("phase", PlanJson.word(now)));
        return Answer.json(json);
    }
}
