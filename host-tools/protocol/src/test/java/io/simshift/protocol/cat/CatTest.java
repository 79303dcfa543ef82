package io.simshift.protocol.cat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.Damage;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.vectors.VectorFile;
import io.simshift.vectors.VectorSets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatTest {
    private static final HexFormat HEX = HexFormat.of();

    static Stream<VectorFile.Row> proactiveCommands() {
        return Stream.of("cat/proactive_commands_core.csv", "cat/other_public_traces.csv")
                .flatMap(name -> VectorSets.shipped().file(name).rows().stream());
    }

    static List<VectorFile.Row> terminalResponses() {
        return VectorSets.shipped().file("cat/terminal_responses_core.csv").rows();
    }

    static Stream<VectorFile.Row> smsPpDownloads() {
        return VectorSets.shipped().file("cat/envelopes.csv").rows().stream()
                .filter(row -> row.get("envelope").equals("SMS-PP DOWNLOAD"));
    }

    @ParameterizedTest
    @MethodSource("proactiveCommands")
    void codesPublishedProactiveCommandsToTheByte(VectorFile.Row row) {
        byte[] published = row.hex("proactive_command_hex");
        if (row.has("length_consistent") && !row.get("length_consistent").equals("yes")) {
            assertThatThrownBy(() -> ProactiveCommand.decode(published)).isInstanceOf(WireFormatException.class);
            return;
        }
        ProactiveCommand command = ProactiveCommand.decode(published);
        if (row.id().equals("TIMER MANAGEMENT plain tag")) {
            // This card leaves out the comprehension bits that the standard wants in the first two objects.
            published[2] |= (byte) 0x80;
            published[7] |= (byte) 0x80;
        }
        assertThat(command.encode()).isEqualTo(published);
        switch (row.get("command")) {
            case "REFRESH" -> assertThat(command).isInstanceOf(ProactiveCommand.Refresh.class);
            case "SEND SHORT MESSAGE" -> assertThat(command).isInstanceOf(ProactiveCommand.SendShortMessage.class);
            default -> assertThat(command).isInstanceOf(ProactiveCommand.Other.class);
        }
    }

    @Test
    void readsMessageOfPublishedSendShortMessage() {
        VectorFile.Row row = proactiveCommands()
                .filter(candidate -> candidate.id().equals("send_sms_121"))
                .findFirst()
                .orElseThrow();
        ProactiveCommand.SendShortMessage command =
                (ProactiveCommand.SendShortMessage) ProactiveCommand.decode(row.hex("proactive_command_hex"));
        assertThat(command.serviceCentre().map(SmsAddress::toString)).contains("+112233445566778");
        SmsSubmit submit = SmsSubmit.decode(command.tpdu());
        assertThat(submit.destination().digits()).isEqualTo("012345678");
        assertThat(new String(submit.payload(), StandardCharsets.US_ASCII)).isEqualTo("Send SM");
        assertThat(command.packingRequired()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("terminalResponses")
    void codesPublishedTerminalResponsesToTheByte(VectorFile.Row row) {
        byte[] published = row.hex("terminal_response_tlv_hex");
        TerminalResponse response = TerminalResponse.decode(published);
        assertThat(response.encode()).isEqualTo(published);
        assertThat(response.generalResult()).isEqualTo(Integer.parseInt(row.get("general_result"), 16));
        assertThat(response.toApdu().encode()).isEqualTo(row.hex("terminal_response_apdu"));
    }

    @ParameterizedTest
    @MethodSource("smsPpDownloads")
    void codesPublishedSmsPpDownloadsToTheByte(VectorFile.Row row) {
        byte[] published = row.hex("envelope_ber_hex");
        SmsPpDownload download = SmsPpDownload.decode(published);
        assertThat(download.encode()).isEqualTo(published);
        assertThat(download.toApdu().encode()).isEqualTo(row.hex("envelope_apdu"));
        assertThat(SmsDeliver.decode(download.tpdu()).isForUsim()).isTrue();
    }

    @Test
    void codesUiccResetAsInTheStandard() {
        ProactiveCommand.Refresh refresh = ProactiveCommand.Refresh.uiccReset(1);
        assertThat(refresh.encode()).isEqualTo(HEX.parseHex("d009810301010482028182"));
        assertThat(refresh.isUiccReset()).isTrue();
        ProactiveCommand.Refresh files = (ProactiveCommand.Refresh)
                ProactiveCommand.decode(HEX.parseHex("d0128103010101820281829207013f007fff6f07"));
        assertThat(files.isUiccReset()).isFalse();
        assertThat(files.fileList()).contains(HEX.parseHex("013f007fff6f07"));
    }

    @Test
    void codesMessageAndItsResponse() {
        ProactiveCommand.SendShortMessage command = ProactiveCommand.SendShortMessage.of(2, HEX.parseHex("4100"));
        assertThat(command.encode()).isEqualTo(HEX.parseHex("d00d8103021300820281838b024100"));
        TerminalResponse response = TerminalResponse.to(command, TerminalResponse.OK);
        assertThat(response.encode()).isEqualTo(HEX.parseHex("810302130082028281830100"));
        assertThat(response.isPerformed()).isTrue();
        assertThat(TerminalResponse.to(command, TerminalResponse.NETWORK_UNABLE).isWorthRetry())
                .isTrue();
        assertThat(TerminalResponse.to(command, TerminalResponse.SMS_RP_ERROR).isWorthRetry())
                .isFalse();
        assertThatThrownBy(() -> ProactiveCommand.decode(HEX.parseHex("d0098103021300" + "82028183")))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("without an SMS TPDU");
    }

    @Test
    void answersWhatItCantReadWithTheDetailsThatItCan() {
        byte[] command = HEX.parseHex("d0818a8103021304");
        for (int length = 0; length < command.length; length++) {
            TerminalResponse response = TerminalResponse.notUnderstood(Arrays.copyOf(command, length));
            assertThat(response.encode()).isEqualTo(HEX.parseHex("810300000082028281830132"));
        }
        assertThat(TerminalResponse.notUnderstood(command).encode())
                .isEqualTo(HEX.parseHex("810302130482028281830132"));
    }

    @Test
    void standsDamage() {
        byte[] command = HEX.parseHex("d00d8103021300820281838b024100");
        Damage.refusesEveryTruncation(command, ProactiveCommand::decode);
        byte[] download = HEX.parseHex("d10d" + "82028381" + "060291f1" + "8b03440000");
        Damage.refusesEveryTruncation(download, SmsPpDownload::decode);
        byte[] response = HEX.parseHex("8103021300820282818302" + "2001");
        Damage.refusesEveryTruncation(response, TerminalResponse::decode);
    }

    @Test
    void refusesEnvelopeFromElsewhere() {
        assertThatThrownBy(() -> SmsPpDownload.decode(HEX.parseHex("d10782028281" + "8b0144")))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("network to UICC");
        assertThatThrownBy(() -> SmsPpDownload.decode(HEX.parseHex("d10482028381")))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("TPDU is missing");
        assertThat(new SmsPpDownload(Optional.empty(), HEX.parseHex("44")).encode())
                .isEqualTo(HEX.parseHex("d107820283818b0144"));
    }

    @Test
    void knowsTheBitsOfATerminalProfile() {
        TerminalProfile profile =
                TerminalProfile.of(TerminalProfile.Feature.SMS_PP_DOWNLOAD, TerminalProfile.Feature.REFRESH);
        assertThat(profile.bytes()).isEqualTo(HEX.parseHex("020080"));
        assertThat(profile.supports(TerminalProfile.Feature.REFRESH)).isTrue();
        assertThat(profile.supports(TerminalProfile.Feature.SEND_SHORT_MESSAGE)).isFalse();
        assertThat(TerminalProfile.everything(20).supports(TerminalProfile.Feature.UDP_CLIENT))
                .isTrue();
        assertThat(TerminalProfile.everything(20).toApdu().encode())
                .isEqualTo(HEX.parseHex("8010000014" + "ff".repeat(20)));
        assertThat(Fetch.apdu(256).encode()).isEqualTo(HEX.parseHex("8012000000"));
    }
}
