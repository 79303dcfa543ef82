package io.simshift.protocol.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PduTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final SmppAddress OTA = SmppAddress.international("1234");
    private static final SmppAddress CARD = SmppAddress.international("15550001");
    private static final byte[] PACKET = HEX.parseHex("02700000100d00011515b00010000000000100a0a4");

    private static SecretBytes secret(String password) {
        return SecretBytes.copyOf(password.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] hex(String hex) {
        return HEX.parseHex(hex.replace(" ", ""));
    }

    static List<Pdu> everyPdu() {
        ShortMessage full = new ShortMessage(
                "CMT",
                new SmppAddress(5, 0, "0348"),
                CARD,
                0x40,
                0x7F,
                1,
                "261121120000000+",
                "000001000000000R",
                1,
                0,
                0xF6,
                0,
                PACKET,
                Tlvs.of(new Tlv(0x1400, new byte[0]), new Tlv(Tlv.MESSAGE_STATE, new byte[] {2})));
        return List.of(
                Bind.transceiver(1, "ota", secret("secret"), "OTA"),
                new Bind(BindType.RECEIVER, 2, "ota", secret(""), "", 0x34, 1, 1, "^15"),
                new Bind(BindType.TRANSMITTER, 3, "ota", secret("12345678"), "", 0x34, 0, 0, ""),
                new BindResponse(
                        BindType.TRANSCEIVER, 0, 1, "MC", Tlvs.of(new Tlv(Tlv.SC_INTERFACE_VERSION, new byte[] {0x34
                        }))),
                BindResponse.refused(BindType.RECEIVER, CommandStatus.INVALID_PASSWORD, 2),
                new Outbind(4, "MC", secret("pw")),
                new SubmitSm(5, full),
                SubmitSmResponse.accepted(5, "0A1B"),
                SubmitSmResponse.refused(5, CommandStatus.THROTTLED),
                new DeliverSm(0xFFFFFFFFL, full.withTlvs(Tlvs.NONE).withValidityPeriod("")),
                new DeliverSmResponse(0, 6),
                new DeliverSmResponse(CommandStatus.RECEIVER_TEMPORARY_ERROR, 6),
                new EnquireLink(7),
                new EnquireLinkResponse(0, 7),
                new Unbind(8),
                new UnbindResponse(CommandStatus.INVALID_BIND_STATE, 8),
                new GenericNack(CommandStatus.INVALID_COMMAND_LENGTH, 0),
                new OtherPdu(CommandId.DATA_SM, 0, 9, new byte[] {1, 2, 3}));
    }

    @ParameterizedTest
    @MethodSource("everyPdu")
    void comesBackAsItWasWritten(Pdu pdu) {
        assertThat(Pdu.decode(pdu.encode())).isEqualTo(pdu);
    }

    @ParameterizedTest
    @MethodSource("everyPdu")
    void isRefusedWhereTheFrameIsCutShort(Pdu pdu) {
        byte[] whole = pdu.encode();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Pdu.receive(cut)).isInstanceOf(WireFormatException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("everyPdu")
    void givesAStatusWhereTheBodyIsCutShort(Pdu pdu) {
        byte[] whole = pdu.encode();
        for (int length = Pdu.HEADER_BYTES; length < whole.length; length++) {
            byte[] cut = withLength(Arrays.copyOf(whole, length));
            ReceivedPdu received = Pdu.receive(cut);
            assertThat(received.commandId()).isEqualTo(pdu.commandId());
            assertThat(received.sequenceNumber()).isEqualTo(pdu.sequenceNumber());
            if (received instanceof MalformedPdu malformed) {
                assertThat(malformed.answerStatus()).isNotEqualTo(CommandStatus.OK);
                assertThat(malformed.fault().offset()).isBetween(Pdu.HEADER_BYTES, length);
            } else if (length > Pdu.HEADER_BYTES) {
                assertThat(received).isNotEqualTo(pdu);
            } else {
                assertThat(CommandId.isResponse(pdu.commandId()) || pdu instanceof OtherPdu)
                        .as("only a response goes without a body")
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyPdu")
    void readsFlippedBitsWithoutAnotherException(Pdu pdu) {
        byte[] whole = pdu.encode();
        for (int bit = Pdu.HEADER_BYTES * 8; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Pdu.receive(flipped)).isNotEqualTo(pdu);
        }
    }

    @Test
    void readsRandomBodiesWithoutAnException() {
        Random random = new Random(34);
        int[] commands = everyPdu().stream().mapToInt(Pdu::commandId).toArray();
        for (int i = 0; i < 20_000; i++) {
            byte[] frame = new byte[Pdu.HEADER_BYTES + random.nextInt(80)];
            random.nextBytes(frame);
            ByteBuffer.wrap(frame).putInt(0, frame.length).putInt(4, commands[random.nextInt(commands.length)]);
            assertThat(Pdu.receive(frame)).isNotNull();
        }
    }

    @Test
    void writesSubmitSmByteByByte() {
        ShortMessage message = ShortMessage.of(OTA, CARD, ShortMessage.ESM_UDHI, 0x7F, 0xF6, PACKET)
                .withRegisteredDelivery(1);
        assertThat(new SubmitSm(2, message).encode())
                .isEqualTo(hex("00000042 00000004 00000000 00000002 00 0101 3132333400 0101 313535353030303100"
                        + " 40 7F 00 00 00 01 00 F6 00 15 027000 0010 0D 00011515 B00010 0000000001 00 A0A4"));
    }

    @Test
    void writesBindTransceiverByteByByte() {
        assertThat(Bind.transceiver(1, "ota", secret("secret"), "").encode())
                .isEqualTo(hex("00000020 00000009 00000000 00000001 6F746100 73656372657400 00 34 00 00 00"));
        BindResponse response = new BindResponse(
                BindType.TRANSCEIVER, 0, 1, "MC", Tlvs.of(new Tlv(Tlv.SC_INTERFACE_VERSION, new byte[] {0x34})));
        assertThat(response.encode()).isEqualTo(hex("00000018 80000009 00000000 00000001 4D4300 0210 0001 34"));
    }

    @Test
    void takesThrottledResponseWithoutBody() {
        SubmitSmResponse response = (SubmitSmResponse) Pdu.decode(hex("00000010 80000004 00000058 00000002"));
        assertThat(response.commandStatus()).isEqualTo(CommandStatus.THROTTLED);
        assertThat(response.messageId()).isEmpty();
    }

    @Test
    void takesRefusalWithBody() {
        assertThat(Pdu.decode(hex("00000015 80000009 0000000E 00004DB3 534D534300")))
                .isEqualTo(new BindResponse(BindType.TRANSCEIVER, 0x0E, 0x4DB3, "SMSC", Tlvs.NONE));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // bind_transceiver: no 00 after system_id, password, system_type; nothing after system_type; address_range
        "00000009, 6f7461, 15",
        "00000009, 6f746100 736563, 14",
        "00000009, 6f746100 00 4f5441, 83",
        "00000009, 6f746100 00 00, 2",
        "00000009, 6f746100 00 00 34 00 00 313233, 13",
        "00000009, 30313233343536373839616263646566 00 00 00 34 00 00 00, 15",
        // submit_sm: service_type, source, destination, schedule, validity, sm_length past the end, TLV
        "00000004, 43, 21",
        "00000004, 00 01 01 3132, 10",
        "00000004, 00 01 01 00 01 01 3132, 11",
        "00000004, 00 01 01 00 01 01 00 00 00 00 313200, 97",
        "00000004, 00 01 01 00 01 01 00 00 00 00 00 313200, 98",
        "00000004, 00 01 01 00 01 01 00 00 00 00 00 00 00 00 00 00 05 01020304, 1",
        "00000004, 00 01 01 00 01 01 00 00 00 00 00 00 00 00 00 00 00 0424000301, 194",
        "00000004, 00 01 01 00 01 01 00 00 00 00 00 00 00 00 00 00 00 042400, 192",
        "80000004, 39, 12",
        "00000006, ff, 192"
    })
    void namesTheFieldThatIsWrong(String commandId, String body, int answerStatus) {
        byte[] frame = withLength(hex("00000000" + commandId + "0000000000000007" + body));
        MalformedPdu malformed = (MalformedPdu) Pdu.receive(frame);
        assertThat(malformed.answerStatus()).isEqualTo(answerStatus);
        assertThat(malformed.sequenceNumber()).isEqualTo(7);
        assertThatThrownBy(() -> Pdu.decode(frame))
                .isInstanceOf(WireFormatException.class)
                .hasMessage(malformed.fault().getMessage());
    }

    @Test
    void readsSequenceNumbersAsUnsigned() {
        assertThat(Pdu.decode(hex("00000010 00000015 00000000 80000000"))).isEqualTo(new EnquireLink(0x80000000L));
    }

    @Test
    void readsTheMessageFromMessagePayload() {
        ShortMessage message = ShortMessage.of(CARD, OTA, 0x40, 0, 0xF6, new byte[0])
                .withTlvs(Tlvs.of(new Tlv(Tlv.MESSAGE_PAYLOAD, PACKET)));
        assertThat(message.payload()).isEqualTo(PACKET);
    }

    @Test
    void keepsPasswordAndMessageOutOfStrings() {
        assertThat(Bind.transceiver(1, "ota", secret("hush"), "").toString()).doesNotContain("hush");
        ShortMessage message = ShortMessage.of(OTA, CARD, 0, 0, 0, "hush".getBytes(StandardCharsets.US_ASCII));
        assertThat(new SubmitSm(1, message).toString()).doesNotContain("hush", "68757368");
    }

    @Test
    void refusesFieldsThatDoNotFit() {
        assertThatThrownBy(() -> Bind.transceiver(1, "sixteen-letters!", secret(""), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("system_id");
        assertThatThrownBy(() -> Bind.transceiver(1, "ota", secret("123456789"), ""))
                .hasMessageNotContaining("123456789")
                .hasMessageContaining("password");
        assertThatThrownBy(() -> ShortMessage.of(OTA, CARD, 0, 0, 0, new byte[255]))
                .hasMessageContaining("255");
        assertThatThrownBy(() -> ShortMessage.of(OTA, CARD, 0, 256, 0, new byte[1]))
                .hasMessageContaining("256");
        assertThatThrownBy(() -> new EnquireLink(1L << 32)).hasMessageContaining("sequence_number");
        assertThatThrownBy(() -> new SmppAddress(1, 1, "12\0")).hasMessageContaining("C-octet");
    }

    @Test
    void copiesArraysInAndOut() {
        byte[] bytes = PACKET.clone();
        ShortMessage message = ShortMessage.of(OTA, CARD, 0, 0, 0, bytes);
        bytes[0] = 9;
        message.shortMessage()[0] = 9;
        assertThat(message.shortMessage()).isEqualTo(PACKET);
    }

    @Test
    void namesCommandsAndStatuses() {
        assertThat(CommandId.name(CommandId.SUBMIT_SM_RESP)).isEqualTo("submit_sm_resp");
        assertThat(CommandId.name(0x80000102)).isEqualTo("80000102");
        assertThat(CommandStatus.describe(0x58)).isEqualTo("ESME_RTHROTTLED (58)");
        assertThat(CommandStatus.mayRetry(CommandStatus.THROTTLED)).isTrue();
        assertThat(CommandStatus.mayRetry(0x400)).isTrue();
        assertThat(CommandStatus.mayRetry(CommandStatus.INVALID_DESTINATION_ADDRESS))
                .isFalse();
    }

    private static byte[] withLength(byte[] frame) {
        ByteBuffer.wrap(frame).putInt(0, frame.length);
        return frame;
    }
}
