package io.simshift.cli.vectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandFailure;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.sms.UserDataHeader;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Short messages: the folder {@code sms}. Each is decoded to its fields and encoded to its bytes again. */
final class SmsVectors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HexFormat HEX = HexFormat.of();

    private SmsVectors() {}

    static List<VectorKind> kinds() {
        return List.of(
                new VectorKind(
                        "sms",
                        "sms_tpdus.csv",
                        List.of("kind", "sca_prefix", "hex", "decoded_json"),
                        false,
                        VectorKind.eachRow((row, target, checks) -> tpdu(row, checks))),
                new VectorKind(
                        "sms",
                        "udh.csv",
                        List.of("udh_hex", "information_elements_json", "tail_hex"),
                        false,
                        VectorKind.eachRow((row, target, checks) -> header(row, checks))),
                new VectorKind(
                        "sms",
                        "tp_addresses.csv",
                        List.of("tp_address_hex", "digits", "toa"),
                        false,
                        VectorKind.eachRow((row, target, checks) -> address(row, checks))));
    }

    private static void tpdu(VectorRow row, RowChecks checks) {
        byte[] bytes = row.hex("hex");
        byte[] tpdu = row.text("sca_prefix").equals("yes") ? withoutServiceCentre(bytes) : bytes;
        JsonNode fields = json(row.text("decoded_json"));
        boolean broken = isBroken(row, fields);
        switch (row.text("kind")) {
            case "SMS-DELIVER" -> {
                if (broken) {
                    checks.refused("broken TPDU", () -> SmsDeliver.decode(tpdu).header());
                } else {
                    deliver(tpdu, fields, checks);
                }
            }
            case "SMS-SUBMIT" -> {
                if (broken) {
                    checks.refused("broken TPDU", () -> SmsSubmit.decode(tpdu).header());
                } else {
                    submit(tpdu, fields, checks);
                }
            }
            default -> checks.skip("kind '" + row.text("kind") + "' is not one that Simshift reads");
        }
    }

    /** What the file's lenient decoder took and TS 23.040 does not allow: a lying length, an element cut short. */
    private static boolean isBroken(VectorRow row, JsonNode fields) {
        int present = fields.path("ud_present").asInt();
        return present != fields.path("ud_expected").asInt()
                || row.text("source").contains("not a valid IE")
                || row.isNegative();
    }

    private static byte[] withoutServiceCentre(byte[] bytes) {
        return Arrays.copyOfRange(bytes, 1 + (bytes[0] & 0xFF), bytes.length);
    }

    private static void deliver(byte[] tpdu, JsonNode fields, RowChecks checks) {
        SmsDeliver message = SmsDeliver.decode(tpdu);
        checks.equal("encoded again", tpdu, message.encode());
        address(message.originator(), fields.path("oa"), checks);
        common(message.protocolId(), message.dataCoding(), message.userData(), fields, checks);
        userData(message.header(), message.payload(), fields, checks);
    }

    private static void submit(byte[] tpdu, JsonNode fields, RowChecks checks) {
        SmsSubmit message = SmsSubmit.decode(tpdu);
        checks.equal("encoded again", tpdu, message.encode());
        address(message.destination(), fields.path("da"), checks);
        text(fields, "mr", message.reference(), checks);
        text(fields, "vp", HEX.formatHex(message.validityPeriod()), checks);
        common(message.protocolId(), message.dataCoding(), message.userData(), fields, checks);
        userData(message.header(), message.payload(), fields, checks);
    }

    private static void common(int protocolId, int dataCoding, UserData data, JsonNode fields, RowChecks checks) {
        text(fields, "pid", HEX.toHexDigits((byte) protocolId), checks);
        text(fields, "dcs", HEX.toHexDigits((byte) dataCoding), checks);
        text(fields, "udl", data.length(), checks);
    }

    private static void userData(Optional<UserDataHeader> header, byte[] payload, JsonNode fields, RowChecks checks) {
        text(fields, "udhi", header.isPresent(), checks);
        if (fields.has("udh")) {
            String expected = StreamSupport.stream(fields.get("udh").spliterator(), false)
                    .map(element -> element.path("iei").asText() + "="
                            + element.path("data").asText())
                    .collect(Collectors.joining(" "));
            checks.equal("udh", expected, header.map(SmsVectors::elements).orElse("none"));
        }
        // Packed 7-bit text stays packed here: it is not what carries packets.
        text(fields, "data", HEX.formatHex(payload), checks);
    }

    private static void text(JsonNode fields, String name, Object got, RowChecks checks) {
        if (fields.has(name)) {
            checks.equal(name, fields.get(name).asText(), got);
        }
    }

    private static void address(SmsAddress address, JsonNode expected, RowChecks checks) {
        text(expected, "toa", HEX.toHexDigits((byte) address.type()), checks);
        text(expected, "digits", address.digits(), checks);
    }

    private static void header(VectorRow row, RowChecks checks) {
        byte[] bytes = row.hex("udh_hex");
        byte[] tail = row.hex("tail_hex");
        int length = 1 + (bytes.length == 0 ? 0 : bytes[0] & 0xFF);
        byte[] whole = Arrays.copyOf(bytes, Math.min(length, bytes.length));
        checks.equal("tail_hex", tail, Arrays.copyOfRange(bytes, whole.length, bytes.length));
        UserDataHeader header = UserDataHeader.decode(whole);
        String expected = StreamSupport.stream(
                        json(row.text("information_elements_json")).spliterator(), false)
                .map(element -> element.path(0).asText() + "=" + element.path(1).asText())
                .collect(Collectors.joining(" "));
        checks.equal("information_elements_json", expected, elements(header));
        checks.equal("encoded again", whole, header.encode());
    }

    private static String elements(UserDataHeader header) {
        return header.elements().stream()
                .map(element -> HEX.toHexDigits((byte) element.id()) + "=" + HEX.formatHex(element.data()))
                .collect(Collectors.joining(" "));
    }

    private static void address(VectorRow row, RowChecks checks) {
        byte[] bytes = row.hex("tp_address_hex");
        SmsAddress address = SmsAddress.decode(bytes);
        checks.equal("digits", row.text("digits"), address.digits());
        checks.column(row, "toa", new byte[] {(byte) address.type()});
        checks.equal("encoded again", bytes, address.encode());
        checks.equal(
                "made from digits",
                bytes,
                SmsAddress.of(address.type(), row.text("digits")).encode());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw CommandFailure.failed("a JSON column cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
