package io.simshift.server.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.server.campaign.CampaignKind;
import io.simshift.server.campaign.CampaignPlan;
import io.simshift.server.campaign.Canary;
import io.simshift.server.campaign.DayWindow;
import io.simshift.server.campaign.FailureLimit;
import io.simshift.server.campaign.Pace;
import io.simshift.server.campaign.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A campaign's plan as it is kept; recipient, mode and fallback rule are in its {@link CampaignRecord}. */
final class PlanJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PlanJson() {}

    static String write(CampaignPlan plan) {
        ObjectNode json = JSON.createObjectNode();
        json.put("kind", plan.kind().name()).put("name", plan.name());
        Schedule schedule = plan.schedule();
        schedule.startAt().ifPresent(at -> json.put("startAt", at.toString()));
        ArrayNode windows = json.putArray("windows");
        schedule.windows()
                .forEach(window -> windows.addObject()
                        .put("from", window.from().toString())
                        .put("to", window.to().toString()));
        json.put("zone", schedule.zone().getId());
        json.put("validity", schedule.validity().toString());
        Pace pace = plan.pace();
        json.put("messagesPerSecond", pace.messagesPerSecond());
        json.put("concurrency", pace.concurrency());
        json.put("priority", pace.priority());
        json.put("firstRetryDelay", pace.firstRetryDelay().toString());
        json.put("maxRetryDelay", pace.maxRetryDelay().toString());
        plan.canary()
                .ifPresent(canary -> json.putObject("canary")
                        .put("cards", canary.cards())
                        .put("maxFailures", canary.maxFailures())
                        .put("patience", canary.patience().toString()));
        plan.failureLimit()
                .ifPresent(limit -> json.putObject("failureLimit")
                        .put("percent", limit.percent())
                        .put("afterCards", limit.afterCards()));
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the plan of campaign " + plan.name() + " cannot be written", e);
        }
    }

    static CampaignPlan read(String text, CampaignRecord record) {
        try {
            JsonNode json = JSON.readTree(text);
            return new CampaignPlan(
                    CampaignKind.valueOf(json.path("kind").asText()),
                    json.path("name").asText(),
                    record.recipient(),
                    record.options().mode(),
                    record.options().fallback(),
                    schedule(json),
                    pace(json),
                    canary(json.path("canary")),
                    failureLimit(json.path("failureLimit")));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the plan of campaign " + record.id() + " cannot be read", e);
        }
    }

    private static Schedule schedule(JsonNode json) {
        List<DayWindow> windows = new ArrayList<>();
        json.path("windows")
                .forEach(window -> windows.add(new DayWindow(
                        LocalTime.parse(window.path("from").asText()),
                        LocalTime.parse(window.path("to").asText()))));
        return new Schedule(
                json.has("startAt")
                        ? Optional.of(Instant.parse(json.path("startAt").asText()))
                        : Optional.empty(),
                windows,
                ZoneId.of(json.path("zone").asText()),
                duration(json, "validity"));
    }

    private static Pace pace(JsonNode json) {
        return new Pace(
                json.path("messagesPerSecond").asInt(),
                json.path("concurrency").asInt(),
                json.path("priority").asInt(),
                duration(json, "firstRetryDelay"),
                duration(json, "maxRetryDelay"));
    }

    private static Optional<Canary> canary(JsonNode json) {
        return json.isMissingNode()
                ? Optional.empty()
                : Optional.of(new Canary(
                        json.path("cards").asInt(), json.path("maxFailures").asInt(), duration(json, "patience")));
    }

    private static Optional<FailureLimit> failureLimit(JsonNode json) {
        return json.isMissingNode()
                ? Optional.empty()
                : Optional.of(new FailureLimit(
                        json.path("percent").asInt(), json.path("afterCards").asInt()));
    }

    private static Duration duration(JsonNode json, String name) {
        return Duration.parse(json.path(name).asText());
    }
}
