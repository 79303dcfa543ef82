package io.simshift.protocol.bip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.bip.ChannelParameters.Transport;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PushTest {
    private static final byte[] ADDRESS = {(byte) 192, 0, 2, 1};
    private static final ChannelParameters TCP =
            ChannelParameters.to(new Transport(Transport.TCP_CLIENT, 8443), ADDRESS, 1400);

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    static Stream<PushCommand> commands() {
        return Stream.of(
                PushCommand.openChannel(ChannelParameters.none()),
                PushCommand.openChannel(TCP.at("iot.example.net")),
                PushCommand.tcpConnection(TCP),
                PushCommand.catTpLink(8080, Optional.of(1024)),
                PushCommand.catTpLink(8080, Optional.empty()),
                PushCommand.identificationPacket(),
                new PushCommand(
                        PushCommand.Request.IDENTIFICATION_PACKET,
                        ChannelParameters.none(),
                        Optional.empty(),
                        Optional.of(new byte[] {1, 2})),
                PushCommand.openChannel(ChannelParameters.to(new Transport(Transport.UDP_CLIENT, 1), new byte[16], 1)));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void readsWhatItWrites(PushCommand command) {
        assertThat(PushCommand.decode(command.toApdu())).isEqualTo(command);
    }

    @Test
    void looksAsInPublishedExamples() {
        assertThat(PushCommand.decode(CommandApdu.decode(hex("80EC0101"))))
                .isEqualTo(PushCommand.openChannel(ChannelParameters.none()));
        PushCommand link = PushCommand.decode(CommandApdu.decode(hex("80EC010205 3C03001F90")));
        assertThat(link).isEqualTo(PushCommand.catTpLink(8080, Optional.empty()));
        assertThat(link.toApdu().encode()).isEqualTo(hex("80EC010205 3C03001F90"));
        // the objects in another order than OPEN CHANNEL has them
        PushCommand tcp = PushCommand.decode(
                CommandApdu.decode(hex("80EC01031A 350103 3C03020050 3E05210A000001 470908696E7465726E6574")));
        assertThat(tcp.parameters().networkAccessName()).contains("internet");
        assertThat(tcp.parameters().transport()).contains(new Transport(Transport.TCP_CLIENT, 80));
        assertThat(tcp.parameters().destination().orElseThrow()).containsExactly(10, 0, 0, 1);
    }

    @Test
    void theTerminalsOwnAddressIsNotTheDestination() {
        PushCommand command =
                PushCommand.decode(CommandApdu.of(0x80, 0xEC, 1, 3, hex("3E05210A000001 3C03020050 3E0521C0000201")));
        assertThat(command.parameters().destination().orElseThrow()).isEqualTo(ADDRESS);
        PushCommand own = PushCommand.decode(CommandApdu.of(0x80, 0xEC, 1, 3, hex("3E05210A000001 3C03020050")));
        assertThat(own.parameters().destination()).isEmpty();
    }

    @Test
    void refusesWhatIsNoPush() {
        for (String digits : List.of(
                "80EC0201",
                "80EE0101",
                "00EC0101",
                "80EC0105",
                "80EC010105 3C0300",
                "80EC010103 390100",
                "80EC010103 3C0102",
                "80EC010102 3500",
                "80EC010103 3E0122",
                "80EC010104 47020261",
                "80EC010104 47020020",
                "80EC010104 36020101")) {
            byte[] bytes = hex(digits);
            byte[] whole = Arrays.copyOf(bytes, Math.max(bytes.length, 4));
            assertThatThrownBy(() -> PushCommand.decode(CommandApdu.decode(whole)))
                    .as(digits)
                    .isInstanceOf(WireFormatException.class);
        }
    }

    @Test
    void nothingIsMadeThatCannotBeSent() {
        assertThatIllegalArgumentException().isThrownBy(() -> TCP.at("a..b"));
        assertThatIllegalArgumentException().isThrownBy(() -> TCP.at("with blank"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Transport(2, 65536));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChannelParameters.to(new Transport(2, 1), new byte[5], 1));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new PushCommand(PushCommand.Request.OPEN_CHANNEL, TCP, Optional.of(3), Optional.empty()));
    }

    /** The example of the remote management digest: default bearer, TCP to 192.0.2.1:8443, key 40/01, one retry after a minute. */
    @Test
    void aTriggerNamesEverythingThatTheCardNeeds() {
        AdministrationTrigger trigger = new AdministrationTrigger(
                TCP,
                Optional.of(new AdministrationTrigger.Psk("testcard", 0x40, 0x01)),
                Optional.of(new AdministrationTrigger.Retry(1, 60)),
                Optional.of("ota.example"),
                Optional.empty(),
                Optional.of("/adm?id=1"));
        byte[] encoded = hex("8148 8346 8413 350103 39020578 3C030220FB 3E0521C0000201"
                + "850C 08 7465737463617264 02 40 01 8607 0001 2503001000"
                + "8918 8A0B 6F74612E6578616D706C65 8C09 2F61646D3F69643D31");
        assertThat(trigger.encode()).isEqualTo(encoded);
        assertThat(AdministrationTrigger.decode(encoded)).isEqualTo(trigger);
        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> AdministrationTrigger.decode(cut)).isInstanceOf(WireFormatException.class);
        }
        AdministrationTrigger bare = AdministrationTrigger.decode(hex("8102 8300"));
        assertThat(bare.psk()).isEmpty();
        assertThat(bare.encode()).isEqualTo(hex("8102 8300"));
    }

    @Test
    void noTextOfATriggerEndsALine() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AdministrationTrigger.Psk("a\r\nb", 0x40, 1));
        assertThatThrownBy(() -> AdministrationTrigger.decode(hex("8107 8305 8903 8C01 0A")))
                .isInstanceOf(WireFormatException.class);
    }
}
