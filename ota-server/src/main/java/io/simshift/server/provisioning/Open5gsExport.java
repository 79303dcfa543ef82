package io.simshift.server.provisioning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/**
 * A script for {@code mongosh} on the database of Open5GS. Of a subscriber that is there only IMSI, number and keys are set;
 * a new one gets one slice (SST 1) with one session.
 */
public final class Open5gsExport implements SubscriberExport {
    private static final String AMF = "8000";
    private static final int GIGABITS = 3;
    private static final int BEST_EFFORT = 9;
    private static final int ARP_PRIORITY = 8;
    private static final int DISABLED = 1;
    private static final int IPV4V6 = 3;
    private static final int NO_NR_IN_5GS_RESTRICTION = 32;
    private static final int TAU_MINUTES = 12;

    private final ObjectMapper json = new ObjectMapper();
    private final String apn;

    /** @param apn of the session that a new subscriber gets */
    public Open5gsExport(String apn) {
        this.apn = apn;
    }

    @Override
    public void write(Writer out, List<NetworkSubscriber> subscribers) throws IOException {
        out.write("db = db.getSiblingDB(\"open5gs\");\n");
        for (NetworkSubscriber subscriber : subscribers) {
            subscriber.requireMilenage("Open5GS");
            ObjectNode key =
                    json.createObjectNode().put("imsi", subscriber.imsi().digits());
            ObjectNode update = json.createObjectNode();
            update.set("$set", always(subscriber));
            update.set("$setOnInsert", atFirst(subscriber));
            out.write("db.subscribers.updateOne(" + text(key) + ", " + text(update) + ", {\"upsert\": true});\n");
        }
    }

    private ObjectNode always(NetworkSubscriber subscriber) {
        ObjectNode fields = json.createObjectNode();
        fields.put("security.k", subscriber.kHex());
        fields.put("security.opc", subscriber.opcHex());
        fields.putNull("security.op");
        fields.put("security.amf", AMF);
        subscriber.msisdn().ifPresent(number -> fields.putArray("msisdn").add(number.digits()));
        return fields;
    }

    private ObjectNode atFirst(NetworkSubscriber subscriber) {
        ObjectNode fields = json.createObjectNode();
        fields.put("schema_version", 1);
        if (subscriber.msisdn().isEmpty()) {
            fields.putArray("msisdn");
        }
        fields.set("ambr", gigabit());
        fields.put("subscribed_rau_tau_timer", TAU_MINUTES);
        fields.put("network_access_mode", 0);
        fields.put("subscriber_status", 0);
        fields.put("access_restriction_data", NO_NR_IN_5GS_RESTRICTION);
        ArrayNode slices = fields.putArray("slice");
        ObjectNode slice = slices.addObject().put("sst", 1).put("default_indicator", true);
        ObjectNode session =
                slice.putArray("session").addObject().put("name", apn).put("type", IPV4V6);
        ObjectNode qos = session.putObject("qos").put("index", BEST_EFFORT);
        qos.putObject("arp")
                .put("priority_level", ARP_PRIORITY)
                .put("pre_emption_capability", DISABLED)
                .put("pre_emption_vulnerability", DISABLED);
        session.set("ambr", gigabit());
        session.putArray("pcc_rule");
        return fields;
    }

    private ObjectNode gigabit() {
        ObjectNode both = json.createObjectNode();
        both.putObject("downlink").put("value", 1).put("unit", GIGABITS);
        both.putObject("uplink").put("value", 1).put("unit", GIGABITS);
        return both;
    }

    private String text(ObjectNode node) throws JsonProcessingException {
        return json.writeValueAsString(node);
    }
}
