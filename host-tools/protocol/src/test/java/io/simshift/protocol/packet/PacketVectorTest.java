package io.simshift.protocol.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.vectors.VectorFile;
import io.simshift.vectors.VectorSets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each published packet, built to the byte from its fields and opened to the fields again. */
class PacketVectorTest {
    static Stream<VectorFile.Row> commands() {
        return Stream.of("ota/command_packets.csv", "ota/generated_gap_vectors.csv")
                .flatMap(name -> VectorSets.shipped().file(name).rows().stream())
                .filter(VectorKeys::isStandard);
    }

    static List<VectorFile.Row> responses() {
        return VectorSets.shipped().file("ota/response_packets.csv").rows();
    }

    static List<VectorFile.Row> responsesToCommands() {
        return VectorSets.shipped().file("ota/generated_gap_vectors.csv").rows();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void agreesWithPublishedCommandPacket(VectorFile.Row row) {
        PacketKeys keys = VectorKeys.of(row, "cipher", "integrity");
        Framing framing = commandFraming(row);
        byte[] published = row.hex("command_packet");
        CommandPacket command = command(row);
        assertThat(SecuredPackets.secure(command, keys, framing)).isEqualTo(published);

        OpenedCommand opened = SecuredPackets.open(published, keys, framing);
        assertThat(opened.packet()).isEqualTo(command);
        assertThat(opened.paddingLength()).isEqualTo((int) row.number("pcntr"));
        assertThat(opened.checkValue()).isEqualTo(row.hex("rc_cc"));
        assertThat(SecuredPackets.peek(published, framing)).isEqualTo(opened.header());
        if (!row.get("tp_ud").isEmpty() && framing.bearer() == Framing.Bearer.SMS && published.length <= 137) {
            assertThat(PacketSegments.ofCommand(published, 1).get(0).bytes()).isEqualTo(row.hex("tp_ud"));
        }
    }

    private static CommandPacket command(VectorFile.Row row) {
        return new CommandPacket(
                Spi.of(Integer.parseInt(row.get("spi"), 16)),
                new KeyIdentifier(row.hex("kic")[0] & 0xFF),
                new KeyIdentifier(row.hex("kid")[0] & 0xFF),
                Tar.parse(row.get("tar")),
                Counter.decode(row.hex("cntr")),
                row.hex("secured_data"));
    }

    private static Framing commandFraming(VectorFile.Row row) {
        if (row.id().equals("gsm0348-j-aes-cattp")) {
            return Framing.CAT_TP;
        }
        return row.id().startsWith("onomondo") ? Framing.SMS.withPadding(Framing.Padding.MARKED) : Framing.SMS;
    }

    @ParameterizedTest
    @MethodSource("responses")
    void agreesWithPublishedResponsePacket(VectorFile.Row row) {
        PacketKeys keys = VectorKeys.of(row, "por_cipher", "por_integrity");
        Spi spi = spiFor(keys);
        byte[] published = row.hex("response_packet");
        if (row.get("cc_scope").equals("CC MISMATCH")) {
            assertThatThrownBy(() -> SecuredPackets.openResponse(published, spi, keys))
                    .isInstanceOf(WireFormatException.class)
                    .hasMessageContaining("3DES CBC-MAC, 2 keys is wrong")
                    .hasMessageContaining("5.1.3");
            return;
        }
        Framing framing = responseFraming(row);
        ResponsePacket response = new ResponsePacket(
                Tar.parse(row.get("tar")),
                Counter.decode(row.hex("cntr")),
                new PorStatus(row.hex("status")[0] & 0xFF),
                row.hex("data"));
        assertThat(SecuredPackets.secure(response, spi, keys, framing)).isEqualTo(published);

        OpenedResponse opened = SecuredPackets.openResponse(published, spi, keys, framing);
        assertThat(opened.packet()).isEqualTo(response);
        assertThat(opened.paddingLength()).isEqualTo((int) row.number("pcntr"));
        assertThat(opened.checkValue()).isEqualTo(row.hex("rc_cc"));
        assertThat(opened.authenticated()).isEqualTo(keys.integrity().kind() == Spi.Check.CC);
    }

    private static Framing responseFraming(VectorFile.Row row) {
        if (row.get("cc_scope").equals("without UDH")) {
            return Framing.SMS.withoutUdhInResponseCheck();
        }
        return row.id().startsWith("onomondo") ? Framing.SMS.withPadding(Framing.Padding.MARKED) : Framing.SMS;
    }

    private static Spi spiFor(PacketKeys keys) {
        int check = keys.integrity().kind().ordinal();
        int ciphered = keys.cipher() == CipherAlgorithm.NONE ? 0 : 0x10;
        return new Spi(0x00, 0x01 | check << 2 | ciphered);
    }

    @ParameterizedTest
    @MethodSource("responsesToCommands")
    void agreesWithResponseThatCommandAsksFor(VectorFile.Row row) {
        PacketKeys keys = VectorKeys.of(row, "cipher", "integrity");
        CommandPacket command = command(row);
        ResponsePacket response = new ResponsePacket(
                command.tar(),
                command.counter(),
                new PorStatus(row.hex("response_status")[0] & 0xFF),
                row.hex("response_data"));
        byte[] published = row.hex("response_packet");
        assertThat(SecuredPackets.secure(response, command.spi(), keys)).isEqualTo(published);
        OpenedResponse opened = SecuredPackets.openResponse(published, command.spi(), keys);
        assertThat(opened.packet()).isEqualTo(response);
        assertThat(opened.protection()).isNotEqualTo(OpenedResponse.Protection.PLAIN_INSTEAD);
        assertThat(PacketSegments.ofResponse(published, 1).get(0).bytes()).isEqualTo(row.hex("response_tp_ud"));
    }
}
