package io.simshift.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.server.campaign.CampaignCard;
import io.simshift.server.campaign.CampaignProgress;
import io.simshift.server.campaign.CampaignStep;
import io.simshift.server.campaign.CampaignView;
import io.simshift.server.campaign.CardEvent;
import io.simshift.server.campaign.OrderProblem;
import io.simshift.server.campaign.OrderReport;
import io.simshift.server.campaign.Page;
import io.simshift.server.http.Json;
import io.simshift.server.transfer.Phase;
import java.util.function.Function;

/** Campaigns as JSON. */
final class CampaignJson {
    private CampaignJson() {}

    static ObjectNode of(CampaignView view) {
        ObjectNode json = Json.object().put("id", view.id()).put("state", PlanJson.word(view.state()));
        json.put("reason", view.reason())
                .put("createdBy", view.createdBy())
                .put("createdAt", view.createdAt().toString());
        view.startedAt().ifPresent(at -> json.put("startedAt", at.toString()));
        view.endedAt().ifPresent(at -> json.put("endedAt", at.toString()));
        json.set("plan", PlanJson.write(view.plan()));
        ArrayNode approvals = json.putArray("approvals");
        view.approvals()
                .forEach(approval -> approvals
                        .addObject()
                        .put("party", PlanJson.word(approval.party()))
                        .put("by", approval.by())
                        .put("at", approval.at().toString()));
        ArrayNode missing = json.putArray("missing");
        view.missing().forEach(party -> missing.add(PlanJson.word(party)));
        json.set("progress", of(view.progress()));
        return json;
    }

    private static ObjectNode of(CampaignProgress progress) {
        ObjectNode json = Json.object()
                .put("cards", progress.cards())
                .put("refused", progress.refused())
                .put("waiting", progress.waiting())
                .put("leftOut", progress.leftOut())
                .put("calledOff", progress.calledOff())
                .put("begun", progress.begun())
                .put("settled", progress.settled())
                .put("confirmed", progress.of(Phase.CONFIRMED))
                .put("failed", progress.failed());
        ObjectNode phases = json.putObject("phases");
        progress.phases().forEach((phase, count) -> phases.put(PlanJson.word(phase), count));
        return json;
    }

    static ObjectNode of(OrderReport report) {
        ObjectNode json = Json.object()
                .put("lines", report.lines())
                .put("accepted", report.accepted())
                .put("refused", report.refused());
        ArrayNode problems = json.putArray("firstProblems");
        report.firstProblems().forEach(problem -> problems.add(of(problem)));
        return json;
    }

    static ObjectNode of(OrderProblem problem) {
        return Json.object()
                .put("file", problem.file())
                .put("line", problem.line())
                .put("message", problem.message());
    }

    static ObjectNode of(CampaignStep step) {
        return Json.object()
                .put("at", step.at().toString())
                .put("by", step.by())
                .put("action", step.action())
                .put("state", PlanJson.word(step.state()));
    }

    static ObjectNode of(CampaignCard card) {
        ObjectNode json = Json.object()
                .put("number", card.number())
                .put("line", card.line())
                .put("iccid", card.iccid().digits())
                .put("newImsi", card.newImsi().digits())
                .put("status", PlanJson.word(card.status()))
                .put("submissions", card.submissions())
                .put("reason", card.reason());
        card.transfer().ifPresent(id -> json.put("transfer", id.toString()));
        card.phase().ifPresent(phase -> json.put("phase", PlanJson.word(phase)));
        card.changedAt().ifPresent(at -> json.put("changedAt", at.toString()));
        return json;
    }

    static ObjectNode of(CardEvent event) {
        return Json.object()
                .put("number", event.number())
                .put("campaign", event.campaign())
                .put("transfer", event.transfer().toString())
                .put("at", event.at().toString())
                .put("type", event.type())
                .put("phase", PlanJson.word(event.phase()));
    }

    static <T> ObjectNode of(Page<T> page, Function<T, ObjectNode> item) {
        ObjectNode json = Json.object();
        ArrayNode items = json.putArray("items");
        page.items().forEach(each -> items.add(item.apply(each)));
        page.next().ifPresent(next -> json.put("next", Long.toString(next)));
        return json;
    }
}
