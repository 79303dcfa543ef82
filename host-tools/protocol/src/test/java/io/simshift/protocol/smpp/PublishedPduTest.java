package io.simshift.protocol.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.vectors.VectorFile;
import io.simshift.vectors.VectorSets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** PDUs that other implementations published, read field by field, and written again byte by byte. */
class PublishedPduTest {
    /** Bodies that break the standard, with the command_status that says so. */
    private static final Set<String> MALFORMED = Set.of(
            "cloudhopper-decodeSubmitSmRespWithNoNullByteForMessageId",
            "cloudhopper-decodeDeliverSmNetforsDeliveryReceiptTriggeredErrorInLegacySmppLibrary",
            "cloudhopper-decodeDeliverSMWithCorrectTotalByteLengthButInvalidShortMessageLength",
            "smpp.pdu-decode_command_length_too_long",
            "smpp.pdu-decode_bad_message_ends_in_middle_of_option");

    /** Tolerated forms that we never write: no body with status 0, a body with an error, message_id in deliver_sm_resp. */
    private static final Set<String> NOT_WRITTEN_LIKE_THIS = Set.of(
            "cloudhopper-decodeSubmitSmRespWithNoMessageId",
            "cloudhopper-decodeDeliverSmResp",
            "cloudhopper-decodeDeliverSmRespWithNoMessageId",
            "cloudhopper-decodeBindTransceiverRespFailedButWithSystemId");

    static List<VectorFile.Row> wholePdus() {
        return VectorSets.shipped().file("smpp/smpp_pdus.csv").rows().stream()
                .filter(row -> isWhole(row.hex("pdu_hex")))
                .toList();
    }

    private static boolean isWhole(byte[] pdu) {
        return pdu.length >= Pdu.HEADER_BYTES && ByteBuffer.wrap(pdu).getInt() == pdu.length;
    }

    @ParameterizedTest
    @MethodSource("wholePdus")
    void readsWhatWasPublished(VectorFile.Row row) {
        ReceivedPdu received = Pdu.receive(row.hex("pdu_hex"));
        String fields = row.get("decoded_json").replace("}", ",}");
        assertThat(fields).contains(text("command_id", String.format("%08x", received.commandId())));
        assertThat(fields).contains(number("sequence_number", received.sequenceNumber()));
        assertThat(received instanceof MalformedPdu).isEqualTo(MALFORMED.contains(row.id()));
        if (received instanceof Pdu pdu) {
            assertBody(pdu, fields);
        }
    }

    @ParameterizedTest
    @MethodSource("wholePdus")
    void writesWhatItRead(VectorFile.Row row) {
        byte[] published = row.hex("pdu_hex");
        ReceivedPdu received = Pdu.receive(published);
        if (received instanceof Pdu pdu) {
            assertThat(HexFormat.of()
                            .formatHex(pdu.encode())
                            .equals(HexFormat.of().formatHex(published)))
                    .isNotEqualTo(NOT_WRITTEN_LIKE_THIS.contains(row.id()));
            assertThat(Pdu.decode(pdu.encode()).sequenceNumber()).isEqualTo(pdu.sequenceNumber());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cloudhopper-decodeDeliveryReceipt0, 126e85a6edeac1a02020099312479564, DELIVERED",
        "cloudhopper-decodeDeliverSmAsDeliveryReceipt, 38601fa, DELIVERED",
        "cloudhopper-decodeDeliverSmWithDeliveryReceiptThatFailedFromEndToEnd, 94251430923, ACCEPTED",
        "smpp.pdu-DeliverSM_handset_ack_conversion, 70BA8A69, DELIVERED",
        "smpp.pdu-DeliverSM_with_network_error_code, bc59b8aa-2fd2-4035-8113-19301e050079, DELIVERED"
    })
    void readsPublishedReceipts(String id, String messageId, MessageState state) {
        VectorFile.Row row = wholePdus().stream()
                .filter(candidate -> candidate.id().equals(id))
                .findFirst()
                .orElseThrow();
        Receipt receipt = Receipt.decode(((DeliverSm) Pdu.decode(row.hex("pdu_hex"))).message());
        assertThat(receipt.messageId()).isEqualTo(messageId);
        assertThat(receipt.state()).isEqualTo(state);
        assertThat(receipt.doneDate()).isPresent();
    }

    private static void assertBody(Pdu pdu, String fields) {
        if (pdu instanceof SubmitSm submit) {
            assertMessage(submit.message(), fields);
        } else if (pdu instanceof DeliverSm deliver) {
            assertMessage(deliver.message(), fields);
        } else if (pdu instanceof Bind bind) {
            assertBind(bind, fields);
        } else if (pdu instanceof BindResponse response && fields.contains("\"system_id\"")) {
            assertThat(fields).contains(text("system_id", response.systemId()));
            assertTlvs(response.tlvs(), fields);
        } else if (pdu instanceof SubmitSmResponse response && fields.contains("\"message_id\"")) {
            assertThat(fields).contains(text("message_id", response.messageId()));
        }
    }

    private static void assertBind(Bind bind, String fields) {
        assertThat(fields)
                .contains(text("system_id", bind.systemId()))
                .contains(text("password", new String(bind.password().reveal(), StandardCharsets.US_ASCII)))
                .contains(text("system_type", bind.systemType()))
                .contains(number("interface_version", bind.interfaceVersion()))
                .contains(number("addr_ton", bind.addrTon()))
                .contains(number("addr_npi", bind.addrNpi()))
                .contains(text("address_range", bind.addressRange()));
    }

    private static void assertMessage(ShortMessage message, String fields) {
        assertThat(fields)
                .contains(text("service_type", message.serviceType()))
                .contains(number("source_addr_ton", message.source().ton()))
                .contains(number("source_addr_npi", message.source().npi()))
                .contains(text("source_addr", message.source().digits()))
                .contains(number("dest_addr_ton", message.destination().ton()))
                .contains(number("dest_addr_npi", message.destination().npi()))
                .contains(text("destination_addr", message.destination().digits()))
                .contains(number("esm_class", message.esmClass()))
                .contains(number("protocol_id", message.protocolId()))
                .contains(number("priority_flag", message.priorityFlag()))
                .contains(text("schedule_delivery_time", message.scheduleDeliveryTime()))
                .contains(text("validity_period", message.validityPeriod()))
                .contains(number("registered_delivery", message.registeredDelivery()))
                .contains(number("replace_if_present", message.replaceIfPresent()))
                .contains(number("data_coding", message.dataCoding()))
                .contains(number("sm_default_msg_id", message.defaultMessageId()))
                .contains(number("sm_length", message.shortMessage().length))
                .contains(text("short_message", HexFormat.of().formatHex(message.shortMessage())));
        assertTlvs(message.tlvs(), fields);
    }

    private static void assertTlvs(Tlvs tlvs, String fields) {
        for (Tlv tlv : tlvs.all()) {
            assertThat(fields)
                    .containsPattern("\"tag\":\"" + String.format("%04x", tlv.tag()) + "\",\"name\":\"\\w*\","
                            + text("value", HexFormat.of().formatHex(tlv.value())));
        }
    }

    private static String text(String field, String value) {
        return "\"" + field + "\":\"" + value + "\"";
    }

    private static String number(String field, long value) {
        // The comma keeps 1 from matching 12; the last field of the line was given one too.
        return "\"" + field + "\":" + value + ",";
    }
}
