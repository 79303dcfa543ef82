package io.simshift.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.server.campaign.CampaignKind;
import io.simshift.server.campaign.CampaignPlan;
import io.simshift.server.campaign.Canary;
import io.simshift.server.campaign.DayWindow;
import io.simshift.server.campaign.FailureLimit;
import io.simshift.server.campaign.Pace;
import io.simshift.server.campaign.Schedule;
import io.simshift.server.http.Json;
import io.simshift.server.http.Problem;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.transfer.TransferMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** A campaign's plan as JSON. What a body leaves out is as in {@link CampaignPlan#standard}. */
final class PlanJson {
    private static final Set<String> PLAN =
            Set.of("kind", "name", "recipient", "mode", "fallback", "schedule", "pace", "canary", "failureLimit");
    private static final Set<String> FALLBACK =
            Set.of("resets", "failedAuthentications", "minutes", "statusPolls", "rejections");
    private static final Set<String> SCHEDULE = Set.of("startAt", "windows", "zone", "validitySeconds");
    private static final Set<String> WINDOW = Set.of("from", "to");
    private static final Set<String> PACE =
            Set.of("messagesPerSecond", "concurrency", "priority", "firstRetryDelaySeconds", "maxRetryDelaySeconds");
    private static final Set<String> CANARY = Set.of("cards", "maxFailures", "patienceSeconds");
    private static final Set<String> FAILURE_LIMIT = Set.of("percent", "afterCards");
    private static final int CANARY_PATIENCE_SECONDS = 24 * 3600;

    private PlanJson() {}

    static CampaignPlan read(byte[] body, Function<OperatorId, OperatorProfile> operators) {
        Members plan = new Members("", Json.readObject(body, PLAN));
        try {
            CampaignKind kind = plan.choice("kind", CampaignKind.class).orElse(CampaignKind.MOVE);
            OperatorProfile recipient = operators.apply(new OperatorId(plan.text("recipient")));
            CampaignPlan standard = CampaignPlan.standard(kind, plan.text("name"), recipient);
            return new CampaignPlan(
                    kind,
                    standard.name(),
                    recipient,
                    plan.choice("mode", TransferMode.class).orElse(standard.mode()),
                    plan.object("fallback", FALLBACK).map(PlanJson::fallback).orElse(standard.fallback()),
                    plan.object("schedule", SCHEDULE)
                            .map(each -> schedule(each, standard.schedule()))
                            .orElse(standard.schedule()),
                    plan.object("pace", PACE)
                            .map(each -> pace(each, standard.pace()))
                            .orElse(standard.pace()),
                    plan.object("canary", CANARY).map(PlanJson::canary),
                    plan.object("failureLimit", FAILURE_LIMIT)
                            .map(each -> new FailureLimit(each.integer("percent"), each.integer("afterCards"))));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw Problem.badRequest(e.getMessage());
        }
    }

    static Pace readPace(byte[] body, Pace now) {
        try {
            return pace(new Members("", Json.readObject(body, PACE)), now);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(e.getMessage());
        }
    }

    private static FallbackRule fallback(Members rule) {
        return new FallbackRule(
                rule.optionalInteger("resets"),
                rule.optionalInteger("failedAuthentications"),
                rule.optionalInteger("minutes"),
                rule.optionalInteger("statusPolls"),
                rule.optionalInteger("rejections"));
    }

    private static Schedule schedule(Members schedule, Schedule standard) {
        List<DayWindow> windows = new ArrayList<>();
        for (Members window : schedule.list("windows", WINDOW)) {
            windows.add(new DayWindow(LocalTime.parse(window.text("from")), LocalTime.parse(window.text("to"))));
        }
        return new Schedule(
                schedule.optionalText("startAt").map(Instant::parse),
                windows,
                schedule.optionalText("zone").map(ZoneId::of).orElse(standard.zone()),
                schedule.seconds("validitySeconds", standard.validity()));
    }

    private static Pace pace(Members pace, Pace now) {
        return new Pace(
                pace.optionalInteger("messagesPerSecond").orElse(now.messagesPerSecond()),
                pace.optionalInteger("concurrency").orElse(now.concurrency()),
                pace.optionalInteger("priority").orElse(now.priority()),
                pace.seconds("firstRetryDelaySeconds", now.firstRetryDelay()),
                pace.seconds("maxRetryDelaySeconds", now.maxRetryDelay()));
    }

    private static Canary canary(Members canary) {
        return new Canary(
                canary.integer("cards"),
                canary.optionalInteger("maxFailures").orElse(0),
                canary.seconds("patienceSeconds", Duration.ofSeconds(CANARY_PATIENCE_SECONDS)));
    }

    static ObjectNode write(CampaignPlan plan) {
        ObjectNode json = Json.object()
                .put("kind", word(plan.kind()))
                .put("name", plan.name())
                .put("recipient", plan.recipient().id().value())
                .put("mode", word(plan.mode()));
        ObjectNode fallback = json.putObject("fallback");
        put(fallback, "resets", plan.fallback().resets());
        put(fallback, "failedAuthentications", plan.fallback().failedAuthentications());
        put(fallback, "minutes", plan.fallback().minutes());
        put(fallback, "statusPolls", plan.fallback().statusPolls());
        put(fallback, "rejections", plan.fallback().rejections());
        ObjectNode schedule = json.putObject("schedule");
        plan.schedule().startAt().ifPresent(at -> schedule.put("startAt", at.toString()));
        ArrayNode windows = schedule.putArray("windows");
        for (DayWindow window : plan.schedule().windows()) {
            windows.addObject()
                    .put("from", window.from().toString())
                    .put("to", window.to().toString());
        }
        schedule.put("zone", plan.schedule().zone().getId())
                .put("validitySeconds", plan.schedule().validity().toSeconds());
        json.putObject("pace")
                .put("messagesPerSecond", plan.pace().messagesPerSecond())
                .put("concurrency", plan.pace().concurrency())
                .put("priority", plan.pace().priority())
                .put("firstRetryDelaySeconds", plan.pace().firstRetryDelay().toSeconds())
                .put("maxRetryDelaySeconds", plan.pace().maxRetryDelay().toSeconds());
        plan.canary()
                .ifPresent(canary -> json.putObject("canary")
                        .put("cards", canary.cards())
                        .put("maxFailures", canary.maxFailures())
                        .put("patienceSeconds", canary.patience().toSeconds()));
        plan.failureLimit()
                .ifPresent(limit -> json.putObject("failureLimit")
                        .put("percent", limit.percent())
                        .put("afterCards", limit.afterCards()));
        return json;
    }

    private static void put(ObjectNode json, String name, OptionalInt value) {
        value.ifPresent(count -> json.put(name, count));
    }

    /** How the API writes one of a few words: {@code awaiting-approval}. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads such a word. */
    static <E extends Enum<E>> E choice(Class<E> type, String text) {
        List<String> words = new ArrayList<>();
        for (E value : type.getEnumConstants()) {
            words.add(word(value));
            if (word(value).equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is none of " + String.join(", ", words));
    }

    /** Typed access to the members of an object; a wrong type names the member. */
    private record Members(String path, ObjectNode json) {
        private IllegalArgumentException wrong(String name, String what) {
            return new IllegalArgumentException("'" + path + name + "' must be " + what);
        }

        String text(String name) {
            return optionalText(name).orElseThrow(() -> wrong(name, "a text"));
        }

        Optional<String> optionalText(String name) {
            JsonNode value = json.get(name);
            if (value == null) {
                return Optional.empty();
            }
            if (!value.isTextual()) {
                throw wrong(name, "a text");
            }
            return Optional.of(value.asText());
        }

        OptionalInt optionalInteger(String name) {
            JsonNode value = json.get(name);
            if (value == null) {
                return OptionalInt.empty();
            }
            if (!value.isIntegralNumber() || !value.canConvertToInt()) {
                throw wrong(name, "a whole number");
            }
            return OptionalInt.of(value.asInt());
        }

        int integer(String name) {
            return optionalInteger(name).orElseThrow(() -> wrong(name, "a whole number"));
        }

        Duration seconds(String name, Duration otherwise) {
            OptionalInt value = optionalInteger(name);
            return value.isPresent() ? Duration.ofSeconds(value.getAsInt()) : otherwise;
        }

        <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
            return optionalText(name).map(text -> PlanJson.choice(type, text));
        }

        Optional<Members> object(String name, Set<String> members) {
            JsonNode value = json.get(name);
            if (value == null) {
                return Optional.empty();
            }
            if (!(value instanceof ObjectNode object)) {
                throw wrong(name, "an object");
            }
            return Optional.of(checked(path + name + ".", object, members));
        }

        List<Members> list(String name, Set<String> members) {
            JsonNode value = json.get(name);
            List<Members> all = new ArrayList<>();
            if (value == null) {
                return all;
            }
            if (!value.isArray()) {
                throw wrong(name, "a list");
            }
            for (JsonNode entry : value) {
                if (!(entry instanceof ObjectNode object)) {
                    throw wrong(name, "a list of objects");
                }
                all.add(checked(path + name + ".", object, members));
            }
            return all;
        }

        private static Members checked(String path, ObjectNode object, Set<String> members) {
            object.fieldNames().forEachRemaining(each -> {
                if (!members.contains(each)) {
                    throw new IllegalArgumentException("unknown member '" + path + each + "'");
                }
            });
            return new Members(path, object);
        }
    }
}
