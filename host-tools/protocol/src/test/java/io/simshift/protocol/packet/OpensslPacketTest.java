package io.simshift.protocol.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.secret.SecretBytes;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Packets made with openssl's commands {@code enc} and {@code mac} from the standard's text: pairs of algorithms, key
 * lengths, fillings and bearers that no published vector has.
 */
class OpensslPacketTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final Spi SPI = Spi.of(0x1E39);

    @ParameterizedTest
    @CsvFileSource(resources = "openssl_packets.csv", numLinesToSkip = 1)
    void agreesWithOpenssl(
            CipherAlgorithm cipher,
            IntegrityAlgorithm integrity,
            String bearer,
            Framing.Padding padding,
            String kic,
            String kid,
            String counter,
            String dataOrNull,
            String command,
            String response) {
        PacketKeys keys = new PacketKeys(cipher, secret(kic), integrity, secret(kid));
        Framing framing = (bearer.equals("TCP") ? Framing.TCP : Framing.SMS).withPadding(padding);
        Counter cntr = Counter.decode(HEX.parseHex(counter));
        byte[] data = HEX.parseHex(dataOrNull == null ? "" : dataOrNull);

        CommandPacket asked = CommandPacket.of(SPI, 3, keys, Tar.USIM_FILES, cntr, data);
        assertThat(HEX.formatHex(SecuredPackets.secure(asked, keys, framing))).isEqualTo(command);
        assertThat(SecuredPackets.open(HEX.parseHex(command), keys, framing).packet())
                .isEqualTo(asked);

        ResponsePacket answered = new ResponsePacket(Tar.USIM_FILES, cntr, PorStatus.OK, data);
        assertThat(HEX.formatHex(SecuredPackets.secure(answered, SPI, keys, framing)))
                .isEqualTo(response);
        OpenedResponse opened = SecuredPackets.openResponse(HEX.parseHex(response), SPI, keys, framing);
        assertThat(opened.packet()).isEqualTo(answered);
        assertThat(opened.authenticated()).isTrue();
    }

    private static SecretBytes secret(String hex) {
        return SecretBytes.copyOf(HEX.parseHex(hex));
    }
}
