package io.simshift.server.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.server.campaign.OrderProblem;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.transfer.TransferMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * One order as it is kept: all that is needed to build its packets again after a restart.
 *
 * @param problems what was wrong with it
 * @param droppedFiles files of the recipient that do not fit
 */
public record CampaignRecord(
        String id,
        OperatorProfile recipient,
        MoveOptions options,
        Instant createdAt,
        List<OrderProblem> problems,
        List<String> droppedFiles) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public CampaignRecord {
        problems = List.copyOf(problems);
        droppedFiles = List.copyOf(droppedFiles);
    }

    CampaignRecord withDroppedFiles(List<String> names) {
        return new CampaignRecord(id, recipient, options, createdAt, problems, names);
    }

    String optionsJson() {
        ObjectNode json = JSON.createObjectNode();
        json.putObject("recipient")
                .put("mcc", recipient.plmn().mcc())
                .put("mnc", recipient.plmn().mnc())
                .put("otaNumber", recipient.otaNumber().digits())
                .put("serviceCentre", recipient.serviceCentre().digits())
                .put("serviceProviderName", recipient.serviceProviderName());
        ObjectNode fallback = json.putObject("fallback");
        options.fallback().resets().ifPresent(count -> fallback.put("resets", count));
        options.fallback().failedAuthentications().ifPresent(count -> fallback.put("failedAuthentications", count));
        options.fallback().minutes().ifPresent(count -> fallback.put("minutes", count));
        options.fallback().statusPolls().ifPresent(count -> fallback.put("statusPolls", count));
        options.fallback().rejections().ifPresent(count -> fallback.put("rejections", count));
        json.put("windowSeconds", options.window().toSeconds());
        ArrayNode problemList = json.putArray("problems");
        problems.forEach(problem -> problemList
                .addObject()
                .put("file", problem.file())
                .put("line", problem.line())
                .put("message", problem.message()));
        ArrayNode droppedList = json.putArray("droppedFiles");
        droppedFiles.forEach(droppedList::add);
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the options of campaign " + id + " cannot be written", e);
        }
    }

    static CampaignRecord of(String id, OperatorId recipientId, TransferMode mode, String options, Instant createdAt) {
        try {
            JsonNode json = JSON.readTree(options);
            JsonNode recipient = json.path("recipient");
            JsonNode fallback = json.path("fallback");
            return new CampaignRecord(
                    id,
                    new OperatorProfile(
                            recipientId,
                            new Plmn(
                                    recipient.path("mcc").asText(),
                                    recipient.path("mnc").asText()),
                            new Msisdn(recipient.path("otaNumber").asText()),
                            new Msisdn(recipient.path("serviceCentre").asText()),
                            recipient.path("serviceProviderName").asText()),
                    new MoveOptions(
                            mode,
                            new FallbackRule(
                                    count(fallback, "resets"),
                                    count(fallback, "failedAuthentications"),
                                    count(fallback, "minutes"),
                                    count(fallback, "statusPolls"),
                                    count(fallback, "rejections")),
                            Duration.ofSeconds(json.path("windowSeconds").asLong())),
                    createdAt,
                    problems(json.path("problems")),
                    texts(json.path("droppedFiles")));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the options of campaign " + id + " cannot be read", e);
        }
    }

    private static List<OrderProblem> problems(JsonNode list) {
        List<OrderProblem> problems = new ArrayList<>();
        list.forEach(problem -> problems.add(new OrderProblem(
                problem.path("file").asText(),
                problem.path("line").asInt(),
                problem.path("message").asText())));
        return problems;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static OptionalInt count(JsonNode fallback, String name) {
        return fallback.has(name) ? OptionalInt.of(fallback.get(name).asInt()) : OptionalInt.empty();
    }
}
