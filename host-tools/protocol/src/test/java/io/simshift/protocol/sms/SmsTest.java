package io.simshift.protocol.sms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.Damage;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.vectors.VectorFile;
import io.simshift.vectors.VectorSets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SmsTest {
    private static final HexFormat HEX = HexFormat.of();

    static List<VectorFile.Row> tpdus() {
        return VectorSets.shipped().file("sms/sms_tpdus.csv").rows();
    }

    static List<VectorFile.Row> addresses() {
        return VectorSets.shipped().file("sms/tp_addresses.csv").rows();
    }

    static List<VectorFile.Row> headers() {
        return VectorSets.shipped().file("sms/udh.csv").rows();
    }

    @ParameterizedTest
    @MethodSource("tpdus")
    void codesPublishedTpdusToTheByte(VectorFile.Row row) {
        byte[] tpdu = withoutServiceCentre(row);
        String json = row.get("decoded_json");
        if (row.get("source").contains("published TP-UDL 03 is wrong")) {
            assertThatThrownBy(() -> SmsDeliver.decode(tpdu))
                    .isInstanceOf(WireFormatException.class)
                    .hasMessageContaining("TP-UDL 3 stands for 3 bytes");
            return;
        }
        if (row.get("kind").equals("SMS-DELIVER")) {
            SmsDeliver deliver = SmsDeliver.decode(tpdu);
            assertThat(deliver.encode()).isEqualTo(tpdu);
            assertFields(
                    json, "oa", deliver.originator(), deliver.protocolId(), deliver.dataCoding(), deliver.userData());
            assertThat(deliver.header().isPresent()).isEqualTo(json.contains("\"udhi\":true"));
        } else {
            SmsSubmit submit = SmsSubmit.decode(tpdu);
            assertThat(submit.encode()).isEqualTo(tpdu);
            assertFields(json, "da", submit.destination(), submit.protocolId(), submit.dataCoding(), submit.userData());
            if (row.id().equals("onomondo-submit-multi-1")) {
                // Its header is filled up with bytes that are no information elements.
                assertThatThrownBy(submit::header).isInstanceOf(WireFormatException.class);
                return;
            }
            assertThat(submit.header().isPresent()).isEqualTo(json.contains("\"udhi\":true"));
        }
    }

    private static byte[] withoutServiceCentre(VectorFile.Row row) {
        byte[] bytes = row.hex("hex");
        return row.get("sca_prefix").equals("yes") ? Arrays.copyOfRange(bytes, 1 + bytes[0], bytes.length) : bytes;
    }

    private static void assertFields(
            String json, String addressField, SmsAddress address, int protocolId, int dataCoding, UserData userData) {
        if (!address.isAlphanumeric()) {
            assertThat(address.digits())
                    .isEqualTo(field(json, "\"" + addressField + "\":\\{\"toa\":\"..\",\"digits\":\"([^\"]*)\""));
        }
        assertThat(HEX.toHexDigits((byte) protocolId)).isEqualTo(field(json, "\"pid\":\"(..)\""));
        assertThat(HEX.toHexDigits((byte) dataCoding)).isEqualTo(field(json, "\"dcs\":\"(..)\""));
        assertThat(userData.length()).isEqualTo(Integer.parseInt(field(json, "\"udl\":(\\d+)")));
        assertThat(userData.bytes()).hasSize(Integer.parseInt(field(json, "\"ud_present\":(\\d+)")));
    }

    private static String field(String json, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(json);
        assertThat(matcher.find()).as(pattern + " in " + json).isTrue();
        return matcher.group(1);
    }

    @ParameterizedTest
    @MethodSource("tpdus")
    void readsPublishedTimes(VectorFile.Row row) {
        if (row.get("kind").equals("SMS-SUBMIT") || row.get("source").contains("TP-UDL 03 is wrong")) {
            return;
        }
        byte[] timestamp = SmsDeliver.decode(withoutServiceCentre(row)).timestamp();
        if (row.get("decoded_json").contains("\"scts\":\"00-11-92")) {
            assertThatThrownBy(() -> ServiceCentreTime.decode(timestamp))
                    .isInstanceOf(WireFormatException.class)
                    .hasMessageContaining("no such time");
            return;
        }
        OffsetDateTime time = ServiceCentreTime.decode(timestamp);
        int quarters = time.getOffset().getTotalSeconds() / 900;
        String text = DateTimeFormatter.ofPattern("yy-MM-dd HH:mm:ss").format(time) + " tz " + (quarters < 0 ? "" : "+")
                + quarters + " quarters";
        assertThat(row.get("decoded_json")).contains("\"scts\":\"" + text + "\"");
        assertThat(ServiceCentreTime.encode(time)).isEqualTo(timestamp);
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void codesPublishedAddresses(VectorFile.Row row) {
        SmsAddress address = SmsAddress.decode(row.hex("tp_address_hex"));
        assertThat(address.digits()).isEqualTo(row.get("digits"));
        assertThat(address.type()).isEqualTo(Integer.parseInt(row.get("toa"), 16));
        assertThat(SmsAddress.of(address.type(), row.get("digits")).encode()).isEqualTo(row.hex("tp_address_hex"));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void codesPublishedHeaders(VectorFile.Row row) {
        byte[] tail = row.hex("tail_hex");
        byte[] whole = row.hex("udh_hex");
        byte[] bytes = Arrays.copyOf(whole, whole.length - tail.length);
        UserDataHeader header = UserDataHeader.decode(bytes);
        assertThat(header.encode()).isEqualTo(bytes);
        String elements = header.elements().toString().replaceAll("(..)=([0-9a-f]*)", "[\"$1\", \"$2\"]");
        assertThat(elements).isEqualTo(row.get("information_elements_json"));
        assertThat(UserData.of(whole).payload(true)).isEqualTo(tail);
    }

    @Test
    void readsPartOfAMessage() {
        UserDataHeader header = UserDataHeader.decode(HEX.parseHex("0700036f02017000"));
        assertThat(header.has(UserDataHeader.COMMAND_PACKET_ID)).isTrue();
        assertThat(header.concatenation()).contains(new UserDataHeader.Concatenation(0x6F, false, 2, 1));
        UserDataHeader wide = UserDataHeader.decode(HEX.parseHex("060804abcd0302"));
        assertThat(wide.concatenation()).contains(new UserDataHeader.Concatenation(0xABCD, true, 3, 2));
        assertThat(wide.concatenation().orElseThrow().encode())
                .isEqualTo(wide.elements().get(0));
        assertThat(UserDataHeader.COMMAND_PACKET.encode()).isEqualTo(HEX.parseHex("027000"));
        assertThat(UserDataHeader.RESPONSE_PACKET.encode()).isEqualTo(HEX.parseHex("027100"));
    }

    @Test
    void ignoresAnElementThatNamesAPartThatCannotExist() {
        for (String impossible : List.of("0500036f0203", "0500036f0200", "0500036f0000", "0400026f02")) {
            assertThat(UserDataHeader.decode(HEX.parseHex(impossible)).concatenation())
                    .as(impossible)
                    .isEmpty();
        }
        UserDataHeader secondImpossible = UserDataHeader.decode(HEX.parseHex("0a" + "0003010202" + "0003090304"));
        assertThat(secondImpossible.concatenation()).contains(new UserDataHeader.Concatenation(1, false, 2, 2));
        UserData single = UserData.of(UserDataHeader.decode(HEX.parseHex("070003050000" + "7100")), new byte[] {7});
        assertThat(PacketSegments.join(List.of(single))).containsExactly(7);
    }

    @Test
    void knowsEveryCodingOfClassTwo() {
        for (int coding : List.of(0x12, 0x16, 0x32, 0x52, 0x56, 0x72, 0xF2, 0xF6)) {
            assertThat(toUsim(coding).isForUsim()).as("%02X", coding).isTrue();
        }
        for (int coding : List.of(0x00, 0x02, 0x11, 0x13, 0x42, 0x51, 0x53, 0x92, 0xD2, 0xE2, 0xF1, 0xF5)) {
            assertThat(toUsim(coding).isForUsim()).as("%02X", coding).isFalse();
        }
    }

    private static SmsDeliver toUsim(int dataCoding) {
        return new SmsDeliver(
                SmsDeliver.NO_MORE_MESSAGES,
                SmsAddress.international(new Msisdn("491234")),
                SmsDeliver.USIM_DATA_DOWNLOAD,
                dataCoding,
                HEX.parseHex("62110100000000"),
                UserData.of(new byte[0]));
    }

    @ParameterizedTest
    @CsvSource({
        "1,1", "137,1", "138,2", "266,2", "267,3", "400,3", "401,4", "534,4", "668,5", "802,6", "1338,10", "1339,11"
    })
    void cutsPacketIntoAsFewMessagesAsPossible(int length, int messages) {
        byte[] packet = new byte[length];
        new Random(length).nextBytes(packet);
        List<UserData> parts = PacketSegments.ofCommand(packet, 0x5A);
        assertThat(parts).hasSize(messages);
        assertThat(parts).allSatisfy(part -> assertThat(part.length()).isLessThanOrEqualTo(UserData.MAX_BYTES));
        assertThat(parts.get(0).header(true).orElseThrow().has(UserDataHeader.COMMAND_PACKET_ID))
                .isTrue();
        assertThat(PacketSegments.join(parts)).isEqualTo(packet);
        List<UserData> response = PacketSegments.ofResponse(packet, 1);
        assertThat(response.get(0).header(true).orElseThrow().has(UserDataHeader.RESPONSE_PACKET_ID))
                .isTrue();
        assertThat(PacketSegments.join(response)).isEqualTo(packet);
    }

    @Test
    void refusesToJoinWhatIsNotWhole() {
        List<UserData> parts = PacketSegments.ofCommand(new byte[400], 9);
        assertThatThrownBy(() -> PacketSegments.join(parts.subList(0, 2))).isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> PacketSegments.join(List.of(parts.get(1), parts.get(0), parts.get(2))))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("part 1 of 3 is missing");
        assertThatThrownBy(() -> PacketSegments.join(parts.subList(0, 1)))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("part 1");
        UserData stranger = PacketSegments.ofCommand(new byte[400], 10).get(1);
        assertThatThrownBy(() -> PacketSegments.join(List.of(parts.get(0), stranger, parts.get(2))))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("part 2");
    }

    @Test
    void refusesToJoinMoreMessagesThanAPacketCanHave() {
        UserData only = UserData.of(UserDataHeader.decode(HEX.parseHex("070003050101" + "7000")), new byte[] {7});
        assertThatThrownBy(() -> PacketSegments.join(Collections.nCopies(256, only)))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("part 1 of 256");
    }

    @Test
    void joinsTheOnlyPartOfOne() {
        UserData only = UserData.of(UserDataHeader.decode(HEX.parseHex("070003050101" + "7000")), new byte[] {7});
        assertThat(PacketSegments.join(List.of(only))).containsExactly(7);
    }

    @Test
    void lastOfTwoConcatenationElementsCounts() {
        UserDataHeader twice = UserDataHeader.decode(HEX.parseHex("0a" + "0003010202" + "0003090301"));
        assertThat(twice.concatenation()).contains(new UserDataHeader.Concatenation(9, false, 3, 1));
    }

    @Test
    void buildsMessageToTheUsim() {
        SmsDeliver deliver = SmsDeliver.toUsim(
                SmsAddress.international(new Msisdn("491234")),
                HEX.parseHex("62110100000000"),
                UserData.of(UserDataHeader.COMMAND_PACKET, HEX.parseHex("0000")));
        assertThat(deliver.encode())
                .isEqualTo(HEX.parseHex("44" + "0691942143" + "7ff6" + "62110100000000" + "05" + "0270000000"));
        assertThat(deliver.isForUsim()).isTrue();
        assertThat(deliver.payload()).isEqualTo(HEX.parseHex("0000"));
        assertThat(SmsDeliver.decode(deliver.encode())).isEqualTo(deliver);
    }

    @Test
    void codesDeliverReportOfTheUsim() {
        SmsDeliverReport report =
                SmsDeliverReport.ofUsim(UserData.of(UserDataHeader.RESPONSE_PACKET, HEX.parseHex("aa")));
        assertThat(report.encode()).isEqualTo(HEX.parseHex("40077ff604027100aa"));
        assertThat(SmsDeliverReport.decode(report.encode(), false)).isEqualTo(report);
        assertThat(report.payload()).isEqualTo(HEX.parseHex("aa"));
        assertThat(SmsDeliverReport.acknowledgement().encode()).isEqualTo(HEX.parseHex("0000"));
        SmsDeliverReport error = new SmsDeliverReport(
                false,
                OptionalInt.of(SmsDeliverReport.DATA_DOWNLOAD_ERROR),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty());
        assertThat(error.encode()).isEqualTo(HEX.parseHex("00d500"));
        assertThat(SmsDeliverReport.decode(error.encode(), true)).isEqualTo(error);
    }

    @Test
    void standsDamage() {
        byte[] deliver = HEX.parseHex("440691942143" + "7ff6" + "62110100000000" + "05" + "0270000000");
        Damage.refusesEveryTruncation(deliver, SmsDeliver::decode);
        Damage.neverMistakesFlippedBit(deliver, SmsDeliver::decode);
        byte[] submit = HEX.parseHex("5100069194214300f6a9050271000000");
        Damage.refusesEveryTruncation(submit, SmsSubmit::decode);
        Damage.neverMistakesFlippedBit(submit, SmsSubmit::decode);
        byte[] report = HEX.parseHex("40077ff604027100aa");
        Damage.neverMistakesTruncation(report, bytes -> SmsDeliverReport.decode(bytes, false));
        // The reserved bits of the first octet and of TP-PI are ignored, as the standard says; all else counts.
        Damage.neverMistakesFlippedBit(
                Arrays.copyOfRange(report, 2, report.length),
                bytes -> SmsDeliverReport.decode(HEX.parseHex("4007" + HEX.formatHex(bytes)), false));
        assertThatThrownBy(() -> SmsDeliverReport.decode(HEX.parseHex("0080"), false))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("second TP-PI");
        byte[] header = HEX.parseHex("0700036f02017000");
        Damage.refusesEveryTruncation(header, UserDataHeader::decode);
        Damage.neverMistakesFlippedBit(header, UserDataHeader::decode);
        byte[] address = HEX.parseHex("05912143f5");
        Damage.refusesEveryTruncation(address, SmsAddress::decode);
    }

    @Test
    void refusesAddressesThatAreNone() {
        assertThatThrownBy(() -> SmsAddress.of(0x91, "12x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SmsAddress.of(0x91, "123456789012345678901"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SmsAddress.decode(HEX.parseHex("0491f143")))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("filler");
        assertThatThrownBy(() -> SmsAddress.decode(HEX.parseHex("1591" + "11".repeat(11))))
                .isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> new SmsAddress(0x91, 2, HEX.parseHex("f1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("filler");
        assertThat(new SmsAddress(0xD0, 2, HEX.parseHex("f1")).digits()).isEqualTo("f1");
        assertThat(SmsAddress.of(0x81, "*100#")).hasToString("*100#");
        assertThat(SmsAddress.decodeWithoutLength(HEX.parseHex("9194214305"))).hasToString("+49123450");
    }

    @Test
    void refusesMoreThanAShortMessageCarries() {
        assertThatThrownBy(() -> UserData.of(new byte[141])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesLengthThatStandsForOtherBytes() {
        assertThat(new UserData(8, new byte[7]).length()).isEqualTo(8);
        for (int length : new int[] {-1, 6, 9, 256}) {
            assertThatThrownBy(() -> new UserData(length, new byte[7]))
                    .as("%d", length)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
