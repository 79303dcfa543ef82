package io.simshift.protocol.apdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.Damage;
import io.simshift.protocol.WireFormatException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ApduTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void codesTheFourCases() {
        assertCodes(CommandApdu.of(0x80, 0x41, 0, 0), "80410000");
        assertCodes(CommandApdu.reading(0x00, 0xB0, 0, 0, 9), "00b0000009");
        assertCodes(CommandApdu.reading(0x00, 0xB0, 0, 0, CommandApdu.MAX_LE), "00b0000000");
        assertCodes(CommandApdu.of(0x00, 0xA4, 0x00, 0x04, HEX.parseHex("3f00")), "00a40004023f00");
        assertCodes(CommandApdu.of(0x00, 0xA4, 0x00, 0x04, HEX.parseHex("3f00")).withLe(256), "00a40004023f0000");
    }

    private static void assertCodes(CommandApdu apdu, String hex) {
        assertThat(HEX.formatHex(apdu.encode())).isEqualTo(hex);
        assertThat(CommandApdu.decode(HEX.parseHex(hex))).isEqualTo(apdu);
    }

    @Test
    void refusesWhatIsNoShortApdu() {
        assertThatThrownBy(() -> CommandApdu.decode(HEX.parseHex("00a400040000023f00")))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("extended");
        assertThatThrownBy(() -> CommandApdu.decode(HEX.parseHex("00a40004023f000000")))
                .isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> CommandApdu.of(0, 0, 0, 0, new byte[256]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CommandApdu.reading(0, 0, 0, 0, 257)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CommandApdu.of(0x100, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void standsDamage() {
        byte[] command = HEX.parseHex("00a40004023f0000");
        Damage.neverMistakesTruncation(command, CommandApdu::decode);
        Damage.neverMistakesFlippedBit(command, CommandApdu::decode);
        byte[] response = HEX.parseHex("6f079000");
        Damage.neverMistakesTruncation(response, ResponseApdu::decode);
        Damage.neverMistakesFlippedBit(response, ResponseApdu::decode);
        assertThatThrownBy(() -> ResponseApdu.decode(new byte[1])).isInstanceOf(WireFormatException.class);
    }

    @Test
    void tellsWhatStatusWordsMean() {
        assertThat(new StatusWord(0x9110).isOk()).isTrue();
        assertThat(new StatusWord(0x9110).hasProactiveCommand()).isTrue();
        assertThat(new StatusWord(0x6283).isOk()).isFalse();
        assertThat(new StatusWord(0x6283).letsScriptGoOn()).isTrue();
        assertThat(new StatusWord(0x611F).letsScriptGoOn()).isTrue();
        assertThat(StatusWord.CONDITIONS_NOT_SATISFIED.letsScriptGoOn()).isFalse();
        assertThat(StatusWord.of(0x61, 0x2F).describe()).isEqualTo("done; 47 bytes wait");
        assertThat(StatusWord.of(0x63, 0xC2).describe()).isEqualTo("not accepted; tries left: 2");
        assertThat(StatusWord.of(0x63, 0x10).describe()).isEqualTo("done, with a warning; memory changed");
        assertThat(StatusWord.of(0x62, 0x83).describe()).isEqualTo("done, with a warning; memory unchanged");
        assertThat(StatusWord.of(0x62, 0x82).describe()).contains("fewer bytes than asked");
        assertThat(StatusWord.of(0x69, 0x83).describe()).isEqualTo("PIN or key blocked");
        assertThat(StatusWord.WRONG_DATA).hasToString("6A80");
    }

    @Test
    void showsNoDataOfAnApdu() {
        assertThat(CommandApdu.of(0x80, 0x40, 0, 0, HEX.parseHex("0011"))).hasToString("80400000 data 2");
        assertThat(ResponseApdu.decode(HEX.parseHex("00119000"))).hasToString("2 bytes 9000");
    }
}
