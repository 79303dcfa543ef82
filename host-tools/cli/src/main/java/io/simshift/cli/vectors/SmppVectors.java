package io.simshift.cli.vectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandFailure;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.smpp.Bind;
import io.simshift.protocol.smpp.BindResponse;
import io.simshift.protocol.smpp.DeliverSm;
import io.simshift.protocol.smpp.MalformedPdu;
import io.simshift.protocol.smpp.OtherPdu;
import io.simshift.protocol.smpp.Pdu;
import io.simshift.protocol.smpp.ReceivedPdu;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.protocol.smpp.SubmitSm;
import io.simshift.protocol.smpp.SubmitSmResponse;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** SMPP 3.4: the folder {@code smpp}. Sound PDUs are decoded and encoded again, broken ones must be told apart. */
final class SmppVectors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HexFormat HEX = HexFormat.of();

    private static final Set<String> BODILESS =
            Set.of("unbind", "unbind_resp", "enquire_link", "enquire_link_resp", "generic_nack");

    private static final int RESPONSE = 0x8000_0000;

    private SmppVectors() {}

    static List<VectorKind> kinds() {
        return List.of(new VectorKind(
                "smpp",
                "smpp_pdus.csv",
                List.of("command", "pdu_hex", "decoded_json", "polarity"),
                false,
                VectorKind.eachRow((row, target, checks) -> pdu(row, checks))));
    }

    private static void pdu(VectorRow row, RowChecks checks) {
        byte[] bytes = row.hex("pdu_hex");
        JsonNode fields = json(row.text("decoded_json"));
        if (fields.has("incomplete") || fields.has("length_mismatch")) {
            checks.refused("pdu_hex", () -> Pdu.receive(bytes));
            return;
        }
        ReceivedPdu received = Pdu.receive(bytes);
        checks.equal("command_id", fields.path("command_id").asText(), HEX.toHexDigits(received.commandId()));
        checks.equal(
                "command_status", fields.path("command_status").asText(), HEX.toHexDigits(received.commandStatus()));
        checks.equal("sequence_number", fields.path("sequence_number").asText(), received.sequenceNumber());
        if (isBroken(fields)) {
            checks.equal("body", "malformed", received instanceof MalformedPdu ? "malformed" : "accepted");
            return;
        }
        if (!(received instanceof Pdu pdu)) {
            WireFormatException fault = ((MalformedPdu) received).fault();
            checks.failed("body", "accepted", fault.getMessage());
            return;
        }
        if (row.text("command").equals("unknown")) {
            checks.equal("command", "unknown", pdu instanceof OtherPdu ? "unknown" : "known");
        }
        byte[] again = pdu.encode();
        if ((received.commandId() & RESPONSE) == 0) {
            checks.equal("encoded again", bytes, again);
        } else if (received.commandStatus() == 0) {
            // Peers leave parts of a response out or put unused ones in; ours always look the same, and without a body
            // where they tell of an error.
            checks.equal("encoded and decoded again", pdu, Pdu.decode(again));
        }
        body(pdu, fields, checks);
    }

    /** Bytes behind the body that are no TLV; the file's lenient decoder passes over them. */
    private static boolean isBroken(JsonNode fields) {
        boolean trailing = false;
        for (JsonNode tlv : fields.path("tlvs")) {
            trailing |= tlv.has("trailing");
        }
        boolean tooLong = BODILESS.contains(fields.path("command").asText())
                && fields.path("command_length").asInt() > Pdu.HEADER_BYTES;
        return fields.has("body_error") || trailing || tooLong;
    }

    private static void body(Pdu pdu, JsonNode fields, RowChecks checks) {
        if (pdu instanceof SubmitSm submit) {
            message(submit.message(), fields, checks);
        } else if (pdu instanceof DeliverSm deliver) {
            message(deliver.message(), fields, checks);
        } else if (pdu instanceof SubmitSmResponse response) {
            text(fields, "message_id", response.messageId(), checks);
        } else if (pdu instanceof BindResponse response) {
            text(fields, "system_id", response.systemId(), checks);
        } else if (pdu instanceof Bind bind) {
            text(fields, "system_id", bind.systemId(), checks);
            text(fields, "system_type", bind.systemType(), checks);
            text(fields, "interface_version", bind.interfaceVersion(), checks);
        }
    }

    private static void message(ShortMessage message, JsonNode fields, RowChecks checks) {
        text(fields, "service_type", message.serviceType(), checks);
        address(fields, "source", "source_addr", message.source(), checks);
        address(fields, "dest", "destination_addr", message.destination(), checks);
        text(fields, "esm_class", message.esmClass(), checks);
        text(fields, "protocol_id", message.protocolId(), checks);
        text(fields, "priority_flag", message.priorityFlag(), checks);
        text(fields, "schedule_delivery_time", message.scheduleDeliveryTime(), checks);
        text(fields, "validity_period", message.validityPeriod(), checks);
        text(fields, "registered_delivery", message.registeredDelivery(), checks);
        text(fields, "replace_if_present", message.replaceIfPresent(), checks);
        text(fields, "data_coding", message.dataCoding(), checks);
        text(fields, "sm_default_msg_id", message.defaultMessageId(), checks);
        text(fields, "short_message", HEX.formatHex(message.shortMessage()), checks);
        for (JsonNode tlv : fields.path("tlvs")) {
            int tag = Integer.parseInt(tlv.path("tag").asText(), 16);
            String got = message.tlvs().value(tag).map(HEX::formatHex).orElse("none");
            checks.equal("tlv " + tlv.path("tag").asText(), tlv.path("value").asText(), got);
        }
    }

    private static void address(JsonNode fields, String prefix, String name, SmppAddress address, RowChecks checks) {
        text(fields, prefix + "_addr_ton", address.ton(), checks);
        text(fields, prefix + "_addr_npi", address.npi(), checks);
        text(fields, name, address.digits(), checks);
    }

    private static void text(JsonNode fields, String name, Object got, RowChecks checks) {
        if (fields.has(name)) {
            checks.equal(name, fields.get(name).asText(), got);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw CommandFailure.failed("a JSON column cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
