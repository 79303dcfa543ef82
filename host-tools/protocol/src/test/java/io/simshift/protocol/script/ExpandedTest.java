package io.simshift.protocol.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.Damage;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.tlv.BerTlv;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpandedTest {
    private static final HexFormat HEX = HexFormat.of();
    /** Seen from live servers and cards. */
    private static final String GET_STATUS = "aa0a220880f24002024f0000";

    private static final String GET_DATA_INDEFINITE = "ae80220580caff21000000";

    private static byte[] hex(String text) {
        return HEX.parseHex(text);
    }

    @Test
    void readsLiveScripts() {
        ExpandedScript status = ExpandedScript.decode(hex(GET_STATUS));
        assertThat(status.form()).isEqualTo(LengthForm.DEFINITE);
        assertThat(status.commands())
                .containsExactly(
                        CommandApdu.of(0x80, 0xF2, 0x40, 0x02, hex("4f00")).withLe(CommandApdu.MAX_LE));

        ExpandedScript data = ExpandedScript.decode(hex(GET_DATA_INDEFINITE));
        assertThat(data.form()).isEqualTo(LengthForm.INDEFINITE);
        assertThat(data.commands()).containsExactly(CommandApdu.reading(0x80, 0xCA, 0xFF, 0x21, CommandApdu.MAX_LE));
    }

    @ParameterizedTest
    @ValueSource(strings = {GET_STATUS, GET_DATA_INDEFINITE, "aa00", "ae800000", "aa03830101"})
    void writesScriptsAsTheyWereRead(String script) {
        assertThat(ExpandedScript.decode(hex(script)).encode()).isEqualTo(hex(script));
    }

    @Test
    void readsLiveResponses() {
        ExpandedResponse definite = ExpandedResponse.decode(hex("ab0780010123026132"));
        assertThat(definite.executed()).hasValue(1);
        assertThat(definite.answers()).containsExactly(ResponseApdu.of(new StatusWord(0x6132)));
        assertThat(definite.badFormat()).isEmpty();

        ExpandedResponse indefinite = ExpandedResponse.decode(hex("af8023026a880000"));
        assertThat(indefinite.executed()).isEmpty();
        assertThat(indefinite.answers()).containsExactly(ResponseApdu.of(new StatusWord(0x6A88)));
        assertThat(indefinite.encode()).isEqualTo(hex("af8023026a880000"));
    }

    @Test
    void readsCountsOfTwoBytesAndBadFormat() {
        ExpandedResponse response = ExpandedResponse.decode(hex("ab07800201019001" + "02"));
        assertThat(response.executed()).hasValue(257);
        assertThat(response.badFormat()).hasValue(2);
        for (String code : List.of("9000", "90020102", "9004ffffffff")) {
            String response90 = "ab" + String.format("%02x", code.length() / 2) + code;
            assertThatThrownBy(() -> ExpandedResponse.decode(hex(response90)))
                    .as(response90)
                    .isInstanceOf(WireFormatException.class)
                    .hasMessageContaining("bad format has one byte");
        }
    }

    @Test
    void codesLengthsAboveOneByte() {
        CommandApdu update = CommandApdu.of(0x00, 0xD6, 0x00, 0x00, new byte[200]);
        ExpandedScript script = ExpandedScript.of(LengthForm.DEFINITE, update);
        assertThat(script.encode()).startsWith(hex("aa81d02281cd00d60000c8"));
        assertThat(ExpandedScript.decode(script.encode())).isEqualTo(script);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab00", // the other template
                "aa0a220880f24002024f00", // cut
                "aa0a220880f24002024f000000", // something behind
                "ae0022000000", // definite length behind the indefinite tag
                "ae80220580caff2100", // no end of contents
                "ae800001", // half an end of contents
                "ae80000000", // something behind the end of contents
                "aa022200", // a command without header
                "aa03240100", // a tag that means nothing
                "aa0a228180f24002024f0000" // a nested length that lies
            })
    void refusesWhatIsNoScript(String script) {
        assertThatThrownBy(() -> ExpandedScript.decode(hex(script))).isInstanceOf(WireFormatException.class);
    }

    @Test
    void tellsCommandsFromTheOtherObjects() {
        ExpandedScript script = ExpandedScript.decode(hex("aa0d" + "810101" + "820101" + "220580caff2100"));
        assertThat(script.objects()).hasSize(3);
        assertThat(script.commands()).containsExactly(CommandApdu.reading(0x80, 0xCA, 0xFF, 0x21, CommandApdu.MAX_LE));
        assertThatThrownBy(() -> ExpandedScript.decode(hex("ae800001")))
                .isInstanceOfSatisfying(
                        WireFormatException.class,
                        fault -> assertThat(fault.offset()).isEqualTo(3));
    }

    @Test
    void refusesObjectsThatDoNotBelongThere() {
        assertThatThrownBy(() -> new ExpandedScript(LengthForm.DEFINITE, List.of(BerTlv.ofByte(0x90, 1))))
                .isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> ExpandedResponse.decode(hex("ab028000"))).isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> ExpandedResponse.decode(hex("ab03230190"))).isInstanceOf(WireFormatException.class);
    }

    @Test
    void standsDamage() {
        for (String script : List.of(GET_STATUS, GET_DATA_INDEFINITE)) {
            Damage.refusesEveryTruncation(hex(script), ExpandedScript::decode);
            Damage.neverMistakesFlippedBit(hex(script), ExpandedScript::decode);
        }
        for (String response : List.of("ab0780010123026132", "af8023026a880000")) {
            Damage.refusesEveryTruncation(hex(response), ExpandedResponse::decode);
            Damage.neverMistakesFlippedBit(hex(response), ExpandedResponse::decode);
        }
    }

    @Test
    void isToldFromCompactFormatByItsFirstByte() {
        assertThat(ExpandedScript.begins(0xAA)).isTrue();
        assertThat(ExpandedScript.begins(0xAE)).isTrue();
        assertThat(ExpandedScript.begins(0xA0)).isFalse();
        assertThat(ExpandedResponse.begins(0xAB)).isTrue();
        assertThat(ExpandedResponse.begins(0xAF)).isTrue();
        assertThat(ExpandedResponse.begins(0x01)).isFalse();
    }
}
