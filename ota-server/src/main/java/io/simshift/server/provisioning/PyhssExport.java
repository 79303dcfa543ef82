package io.simshift.server.provisioning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/**
 * Bodies for the API of PyHSS, a line for each subscriber: {@code auc} for {@code PUT /auc/}, whose answer has the {@code auc_id}
 * that {@code subscriber} for {@code PUT /subscriber/} needs in addition.
 */
public final class PyhssExport implements SubscriberExport {
    private static final String AMF = "8000";
    private static final int AMBR_BITS = 1_000_000_000;

    private final ObjectMapper json = new ObjectMapper();
    private final int apn;

    /** @param apn identifier of the APN in PyHSS that the subscribers get */
    public PyhssExport(int apn) {
        this.apn = apn;
    }

    @Override
    public void write(Writer out, List<NetworkSubscriber> subscribers) throws IOException {
        for (NetworkSubscriber subscriber : subscribers) {
            subscriber.requireMilenage("PyHSS");
            ObjectNode line = json.createObjectNode();
            line.putObject("auc")
                    .put("ki", subscriber.kHex())
                    .put("opc", subscriber.opcHex())
                    .put("amf", AMF)
                    .put("sqn", 0)
                    .put("iccid", subscriber.iccid().digits())
                    .put("imsi", subscriber.imsi().digits());
            ObjectNode its = line.putObject("subscriber")
                    .put("imsi", subscriber.imsi().digits())
                    .put("enabled", true)
                    .put("default_apn", apn)
                    .put("apn_list", Integer.toString(apn))
                    .put("ue_ambr_dl", AMBR_BITS)
                    .put("ue_ambr_ul", AMBR_BITS)
                    .put("nam", 0)
                    .put("subscribed_rau_tau_timer", 0);
            subscriber.msisdn().ifPresent(number -> its.put("msisdn", number.digits()));
            out.write(json.writeValueAsString(line) + "\n");
        }
    }
}
