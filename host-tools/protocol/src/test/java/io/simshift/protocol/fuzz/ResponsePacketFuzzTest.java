package io.simshift.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.Framing;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.OpenedResponse.Protection;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.ResponsePacket;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Response packets (TS 102 225 5.2): keys, framing, SPI of the command, then a packet or the fields of one. */
class ResponsePacketFuzzTest {
    private static final Spi PLAIN = Spi.of(0x0001);

    @ArgumentsSource(Corpus.class)
    @FuzzTest(maxDuration = "", maxExecutions = 5_000_000)
    void believesOnlyWhatTheKeysMade(byte[] input) {
        FuzzInput in = new FuzzInput(input);
        PacketKeys keys = PacketChoice.keys(in);
        Framing framing = PacketChoice.framing(in);
        Spi spi = PacketChoice.spi(in, keys);
        if (in.flag()) {
            securedPacket(in, spi, keys, framing);
        } else {
            anyPacket(in.rest(), spi, keys, framing);
        }
    }

    private static Optional<OpenedResponse> anyPacket(byte[] packet, Spi spi, PacketKeys keys, Framing framing) {
        Optional<OpenedResponse> opened =
                Property.decoded(packet, bytes -> SecuredPackets.openResponse(bytes, spi, keys, framing));
        if (opened.isEmpty()) {
            return opened;
        }
        ResponsePacket response = opened.get().packet();
        Protection protection = opened.get().protection();
        boolean plain = protection == Protection.PLAIN_INSTEAD;
        Property.holds(!plain || response.status().mayComePlain(), "status %s came in clear", response.status());
        Property.holds(
                opened.get().authenticated() == (!plain && spi.porCheck() == Spi.Check.CC),
                "%s where SPI is %s",
                protection,
                spi);
        byte[] again = SecuredPackets.secure(response, plain ? PLAIN : spi, plain ? PacketKeys.NONE : keys, framing);
        if ((plain || !spi.porCiphered()) && again.length == packet.length) {
            Property.same(again, packet);
        }
        OpenedResponse reopened = SecuredPackets.openResponse(again, spi, keys, framing);
        Property.holds(reopened.packet().equals(response), "%s became %s", response, reopened.packet());
        return opened;
    }

    private static void securedPacket(FuzzInput in, Spi spi, PacketKeys keys, Framing framing) {
        ResponsePacket response = new ResponsePacket(
                new Tar((int) in.unsigned(Tar.LENGTH)),
                new Counter(in.unsigned(Counter.LENGTH)),
                new PorStatus(in.u8()),
                in.bytes(in.u16() & 0x3FF));
        byte[] packet = SecuredPackets.secure(response, spi, keys, framing);
        OpenedResponse opened = SecuredPackets.openResponse(packet, spi, keys, framing);
        Property.holds(opened.packet().equals(response), "%s became %s", response, opened.packet());
        Property.refused(
                Arrays.copyOf(packet, in.u16() % packet.length),
                bytes -> SecuredPackets.openResponse(bytes, spi, keys, framing));
        Optional<OpenedResponse> damaged = anyPacket(PacketChoice.flipped(packet, in.u16()), spi, keys, framing);
        Property.holds(
                damaged.isEmpty() || !damaged.get().authenticated(), "%s is believed with a flipped bit", packet);
    }
}
