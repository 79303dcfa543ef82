package io.simshift.protocol.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptTest {
    private static ShortMessage message(String text, Tlvs tlvs) {
        return ShortMessage.of(
                        SmppAddress.international("15550001"),
                        SmppAddress.international("1234"),
                        ShortMessage.ESM_DELIVERY_RECEIPT,
                        0,
                        0,
                        text.getBytes(StandardCharsets.ISO_8859_1))
                .withTlvs(tlvs);
    }

    @Test
    void readsTheTextOfAppendixB() {
        Receipt receipt = Receipt.decode(message(
                "id:94251430923 sub:001 dlvrd:001 submit date:0911040124 done date:0911040125 stat:ACCEPTD err:107"
                        + " text: &Fa02",
                Tlvs.NONE));
        assertThat(receipt)
                .isEqualTo(new Receipt(
                        "94251430923",
                        MessageState.ACCEPTED,
                        Optional.of(LocalDateTime.of(2009, 11, 4, 1, 24)),
                        Optional.of(LocalDateTime.of(2009, 11, 4, 1, 25)),
                        "107",
                        "&Fa02"));
    }

    @Test
    void refusesMessageIdOfControlCharactersOnly() {
        assertThatThrownBy(() -> Receipt.decode(message("id:\u0001 stat:DELIVRD", Tlvs.NONE)))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("names no message");
    }

    @Test
    void writesDigitsOfAsciiInEveryLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            Receipt receipt = new Receipt("7", MessageState.DELIVERED, Optional.empty(), Optional.empty(), "", "");
            assertThat(new String(receipt.encodeText(), StandardCharsets.ISO_8859_1))
                    .contains("dlvrd:001");
            assertThat(SmppTime.relative(Duration.ofHours(1))).isEqualTo("000000010000000R");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void trustsTlvsBeforeText() {
        Tlvs tlvs = Tlvs.of(
                new Tlv(Tlv.RECEIPTED_MESSAGE_ID, new byte[] {'7', '0', 'B', 0}),
                new Tlv(Tlv.MESSAGE_STATE, new byte[] {5}));
        Receipt receipt = Receipt.decode(message("id:1803 stat:DELIVRD", tlvs));
        assertThat(receipt.messageId()).isEqualTo("70B");
        assertThat(receipt.state()).isEqualTo(MessageState.UNDELIVERABLE);
    }

    @Test
    void readsTlvsWithoutAnyText() {
        Tlvs tlvs = Tlvs.of(
                new Tlv(Tlv.RECEIPTED_MESSAGE_ID, new byte[] {'7'}), new Tlv(Tlv.MESSAGE_STATE, new byte[] {2}));
        assertThat(Receipt.decode(message("", tlvs)).state()).isEqualTo(MessageState.DELIVERED);
    }

    @ParameterizedTest
    @CsvSource({
        "'ID:7 STAT:delivrd Text:x', DELIVERED",
        "'stat:UNDELIV err:001 id:7', UNDELIVERABLE",
        "'id:7 stat:EXPIRED', EXPIRED",
        "'id:7 stat:REJECTD', REJECTED",
        "'id:7 stat:DELIVERED', DELIVERED",
        "'id:7 stat:NOSUCH', UNKNOWN",
        "'id:7', UNKNOWN"
    })
    void toleratesOrderCaseAndMissingFields(String text, MessageState state) {
        Receipt receipt = Receipt.decode(message(text, Tlvs.NONE));
        assertThat(receipt.messageId()).isEqualTo("7");
        assertThat(receipt.state()).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({
        "2611211305, 2026-11-21T13:05",
        "261121130559, 2026-11-21T13:05:59",
        "202611211305, 2026-11-21T13:05",
        "20261121130559, 2026-11-21T13:05:59",
        "200112130559, 2020-01-12T13:05:59"
    })
    void readsDatesOfEveryLength(String digits, LocalDateTime date) {
        assertThat(Receipt.decode(message("id:7 done date:" + digits, Tlvs.NONE))
                        .doneDate())
                .contains(date);
    }

    @Test
    void keepsTheReceiptWhereADateMakesNoSense() {
        assertThat(Receipt.decode(message("id:7 done date:9999999999", Tlvs.NONE))
                        .doneDate())
                .isEmpty();
    }

    @Test
    void refusesReceiptThatNamesNoMessage() {
        assertThatThrownBy(() -> Receipt.decode(message("stat:DELIVRD mid:7", Tlvs.NONE)))
                .isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> Receipt.decode(message("id:" + "1".repeat(65), Tlvs.NONE)))
                .isInstanceOf(WireFormatException.class);
    }

    @Test
    void comesBackAsItWasWritten() {
        Receipt receipt = new Receipt(
                "0000A1",
                MessageState.UNDELIVERABLE,
                Optional.of(LocalDateTime.of(2026, 11, 21, 12, 0)),
                Optional.of(LocalDateTime.of(2026, 11, 21, 12, 1)),
                "011",
                "");
        String text = new String(receipt.encodeText(), StandardCharsets.ISO_8859_1);
        assertThat(text)
                .isEqualTo("id:0000A1 sub:001 dlvrd:000 submit date:2611211200 done date:2611211201 stat:UNDELIV"
                        + " err:011 text:");
        assertThat(Receipt.decode(message(text, Tlvs.NONE))).isEqualTo(receipt);
        assertThat(Receipt.decode(message(text, receipt.encodeTlvs()))).isEqualTo(receipt);
    }
}
