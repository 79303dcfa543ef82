package io.simshift.protocol.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.Damage;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.vectors.VectorFile;
import io.simshift.vectors.VectorSets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void writesEachCommandWithItsP3() {
        CompactScript script = CompactScript.of(
                CommandApdu.of(0x00, 0xA4, 0x00, 0x04, HEX.parseHex("3f00")),
                CommandApdu.reading(0x00, 0xB0, 0, 0, 10),
                CommandApdu.of(0x80, 0x41, 0, 0));
        assertThat(HEX.formatHex(script.encode())).isEqualTo("00a40004023f00" + "00b000000a" + "8041000000");
        assertThat(CompactScript.decode(script.encode())).isEqualTo(script);
    }

    /** The secured data of the published packets are scripts of real servers. */
    @Test
    void readsPublishedScripts() {
        int scripts = 0;
        for (VectorFile.Row row :
                VectorSets.shipped().file("ota/command_packets.csv").rows()) {
            String data = row.get("secured_data");
            if (data.startsWith("00a4")) {
                assertThat(CompactScript.decode(row.hex("secured_data")).encode())
                        .as(row.toString())
                        .isEqualTo(row.hex("secured_data"));
                scripts++;
            }
        }
        assertThat(scripts).isGreaterThan(5);
    }

    @Test
    void refusesCommandWithDataAndLe() {
        CommandApdu both = CommandApdu.of(0x00, 0xA4, 0x00, 0x04, new byte[2]).withLe(256);
        assertThatThrownBy(() -> CompactScript.of(both)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CompactScript.of()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void standsDamage() {
        byte[] script = HEX.parseHex("00a40004023f0000b000000a");
        Damage.neverMistakesTruncation(script, CompactScript::decode);
        Damage.neverMistakesFlippedBit(script, CompactScript::decode);
        byte[] response = HEX.parseHex("0290006f07");
        Damage.neverMistakesTruncation(response, CompactResponse::decode);
        Damage.neverMistakesFlippedBit(response, CompactResponse::decode);
    }

    @Test
    void readsResponse() {
        CompactResponse response = CompactResponse.decode(HEX.parseHex("0390000011"));
        assertThat(response).isEqualTo(new CompactResponse(3, StatusWord.OK, HEX.parseHex("0011")));
        assertThat(response.encode()).isEqualTo(HEX.parseHex("0390000011"));
    }

    @Test
    void responsesAreTheSameWhereTheirBytesAre() {
        byte[] data = {1, 2};
        CompactResponse response = new CompactResponse(0xFF, StatusWord.OK, data);
        data[0] = 9;
        response.data()[0] = 9;
        assertThat(response.data()).containsExactly(1, 2);
        assertThat(response)
                .isEqualTo(new CompactResponse(0xFF, StatusWord.OK, new byte[] {1, 2}))
                .hasSameHashCodeAs(new CompactResponse(0xFF, StatusWord.OK, new byte[] {1, 2}))
                .isNotEqualTo(new CompactResponse(0xFE, StatusWord.OK, new byte[] {1, 2}))
                .isNotEqualTo("another type")
                .hasToString("255 commands, 9000, 2 bytes");
        assertThat(response.hashCode())
                .isNotEqualTo(new CompactResponse(0xFE, StatusWord.OK, new byte[] {1, 2}).hashCode());
        assertThatThrownBy(() -> new CompactResponse(0x100, StatusWord.OK, data))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CompactResponse(-1, StatusWord.OK, data))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** FETCH, GET CHALLENGE, READ BINARY, READ RECORD, GET RESPONSE, GET DATA and STATUS ask; others bring data. */
    @ParameterizedTest
    @ValueSource(ints = {0x12, 0x84, 0xB0, 0xB2, 0xC0, 0xCA, 0xF2})
    void p3OfReadingCommandsIsTheLengthOfTheAnswer(int ins) {
        byte[] script = {0, (byte) ins, 0, 0, 7, 0, (byte) ins, 0, 0, 0};
        assertThat(CompactScript.decode(script).commands())
                .containsExactly(
                        CommandApdu.reading(0, ins, 0, 0, 7), CommandApdu.reading(0, ins, 0, 0, CommandApdu.MAX_LE));
        byte[] bringsData = {0, (byte) (ins + 1), 0, 0, 1, 7};
        assertThat(CompactScript.decode(bringsData).commands())
                .containsExactly(CommandApdu.of(0, ins + 1, 0, 0, new byte[] {7}));
    }
}
