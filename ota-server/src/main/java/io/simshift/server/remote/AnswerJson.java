package io.simshift.server.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.server.escrow.ConsentAnswer;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.Refusal;
import io.simshift.server.escrow.Release;
import io.simshift.server.handover.Consent;
import io.simshift.server.handover.HandoverEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The escrow's answers as JSON, for both sides. */
public final class AnswerJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AnswerJson() {}

    /** {@code {"answers": [...]}}. */
    public static ObjectNode of(List<EscrowAnswer> answers) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode list = json.putArray("answers");
        for (EscrowAnswer answer : answers) {
            ObjectNode node = list.addObject();
            put(node, answer.entry());
            node.put("granted", answer instanceof EscrowAnswer.Granted);
            if (answer instanceof EscrowAnswer.Refused refused) {
                node.put("reason", refused.reason().name()).put("detail", refused.detail());
            }
        }
        return json;
    }

    /** As {@link #of(List)}, with the sealed slots in base64 where there are any. */
    public static ObjectNode of(Release release) {
        ObjectNode json = of(release.answers());
        byte[] sealed = release.sealedSlots();
        if (sealed.length > 0) {
            json.put("sealedSlots", sealed);
        }
        return json;
    }

    /** {@code {"answers": [...]}} to a consent. */
    public static ObjectNode ofConsents(List<ConsentAnswer> answers) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode list = json.putArray("answers");
        for (ConsentAnswer answer : answers) {
            ObjectNode node = list.addObject()
                    .put("iccid", answer.card().iccid().digits())
                    .put("slot", answer.card().slot().value())
                    .put("taken", answer.refusal().isEmpty());
            answer.refusal()
                    .ifPresent(refusal -> node.put("reason", refusal.name()).put("detail", answer.detail()));
        }
        return json;
    }

    static List<ConsentAnswer> consents(JsonNode json) {
        List<ConsentAnswer> answers = new ArrayList<>();
        for (JsonNode node : json.path("answers")) {
            Consent.Card card = new Consent.Card(
                    new Iccid(node.path("iccid").asText()),
                    new SlotIndex(node.path("slot").asInt()));
            Optional<Refusal> refusal = node.path("taken").asBoolean()
                    ? Optional.empty()
                    : Optional.of(Refusal.valueOf(node.path("reason").asText()));
            answers.add(new ConsentAnswer(card, refusal, node.path("detail").asText()));
        }
        return answers;
    }

    /** Writes one entry of a hand-over. */
    public static void put(ObjectNode node, HandoverEntry entry) {
        node.put("iccid", entry.iccid().digits())
                .put("newImsi", entry.newImsi().digits())
                .put("slot", entry.slot().value());
    }

    /** Reads one; throws IllegalArgumentException where it is none. */
    public static HandoverEntry entry(JsonNode node) {
        return new HandoverEntry(
                new Imsi(node.path("newImsi").asText()),
                new Iccid(node.path("iccid").asText()),
                new SlotIndex(node.path("slot").asInt()));
    }

    static List<EscrowAnswer> answers(JsonNode json) {
        List<EscrowAnswer> answers = new ArrayList<>();
        for (JsonNode node : json.path("answers")) {
            answers.add(
                    node.path("granted").asBoolean()
                            ? new EscrowAnswer.Granted(entry(node))
                            : new EscrowAnswer.Refused(
                                    entry(node),
                                    Refusal.valueOf(node.path("reason").asText()),
                                    node.path("detail").asText()));
        }
        return answers;
    }

    static Release release(JsonNode json) {
        try {
            byte[] sealed = json.has("sealedSlots") ? json.get("sealedSlots").binaryValue() : new byte[0];
            return new Release(answers(json), sealed);
        } catch (IOException e) {
            throw new IllegalArgumentException("the sealed slots are not in base64", e);
        }
    }
}
