package io.simshift.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.simshift.protocol.packet.CipherAlgorithm;
import io.simshift.protocol.packet.CommandHeader;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.Framing;
import io.simshift.protocol.packet.KeyIdentifier;
import io.simshift.protocol.packet.OpenedCommand;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Command packets (TS 102 225 5.1): keys, framing, then either a packet as it came or the fields of one to secure. */
class CommandPacketFuzzTest {
    @ArgumentsSource(Corpus.class)
    @FuzzTest(maxDuration = "", maxExecutions = 5_000_000)
    void opensWhatTheKeysMadeAndNothingElse(byte[] input) {
        FuzzInput in = new FuzzInput(input);
        PacketKeys keys = PacketChoice.keys(in);
        Framing framing = PacketChoice.framing(in);
        if (in.flag()) {
            securedPacket(in, keys, framing);
        } else {
            anyPacket(in.rest(), keys, framing);
        }
    }

    private static void anyPacket(byte[] packet, PacketKeys keys, Framing framing) {
        Optional<CommandHeader> header = Property.decoded(packet, bytes -> SecuredPackets.peek(bytes, framing));
        Optional<OpenedCommand> opened = Property.decoded(packet, bytes -> SecuredPackets.open(bytes, keys, framing));
        if (opened.isEmpty()) {
            return;
        }
        CommandPacket command = opened.get().packet();
        Property.holds(header.isPresent() && header.get().equals(opened.get().header()), "peek tells something else");
        byte[] again = SecuredPackets.secure(command, keys, framing);
        Property.holds(again.length <= packet.length || command.spi().ciphered(), "%s grew to %s", packet, again);
        if (!command.spi().ciphered() && again.length == packet.length) {
            Property.same(again, packet);
        }
        CommandPacket reopened = SecuredPackets.open(again, keys, framing).packet();
        Property.holds(reopened.equals(command), "%s became %s", command, reopened);
    }

    private static void securedPacket(FuzzInput in, PacketKeys keys, Framing framing) {
        Spi spi = PacketChoice.spi(in, keys);
        int keysets = in.u8();
        boolean implicit = in.flag();
        CommandPacket command = new CommandPacket(
                spi,
                implicit ? new KeyIdentifier(keysets & 0xF0) : keys.kicIdentifier(keysets >> 4),
                implicit ? new KeyIdentifier(keysets << 4 & 0xF0) : keys.kidIdentifier(keysets & 0xF),
                new Tar((int) in.unsigned(Tar.LENGTH)),
                new Counter(in.unsigned(Counter.LENGTH)),
                in.bytes(in.u16() & 0x3FF));
        byte[] packet = SecuredPackets.secure(command, keys, framing);
        OpenedCommand opened = SecuredPackets.open(packet, keys, framing);
        Property.holds(opened.packet().equals(command), "%s became %s", command, opened.packet());
        Property.holds(
                opened.checkValue().length == opened.header().checkLength(),
                "check value of %s bytes",
                opened.header());
        Property.refused(
                Arrays.copyOf(packet, in.u16() % packet.length), bytes -> SecuredPackets.open(bytes, keys, framing));
        byte[] damaged = PacketChoice.flipped(packet, in.u16());
        if (provesEveryBit(spi, keys)) {
            Property.refused(damaged, bytes -> SecuredPackets.open(bytes, keys, framing));
        } else {
            anyPacket(damaged, keys, framing);
        }
    }

    /** A checksum does; so does a redundancy check where no flipped bit of SPI can bring a cipher into play. */
    private static boolean provesEveryBit(Spi spi, PacketKeys keys) {
        return spi.check() == Spi.Check.CC || spi.check() == Spi.Check.RC && keys.cipher() == CipherAlgorithm.NONE;
    }
}
