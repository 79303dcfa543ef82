package io.simshift.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.bip.AdministrationTrigger;
import io.simshift.protocol.bip.IpPackets;
import io.simshift.protocol.bip.PushCommand;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** PUSH, triggers of administration sessions, packets in a stream: which one, then its bytes. */
class BipFuzzTest {
    private static final int MAX_PACKET_BYTES = 200;

    @ArgumentsSource(Corpus.class)
    @FuzzTest(maxDuration = "", maxExecutions = 3_000_000)
    void readsAndWritesTheSame(byte[] input) {
        FuzzInput in = new FuzzInput(input);
        switch (in.u8() % 3) {
            case 0 -> push(in.rest());
            case 1 -> Property.stable(in.rest(), AdministrationTrigger::decode, AdministrationTrigger::encode);
            default -> stream(1 + in.u8(), in.rest());
        }
    }

    private static void push(byte[] bytes) {
        Property.decoded(bytes, CommandApdu::decode)
                .flatMap(command -> Property.read(() -> PushCommand.decode(command)))
                .ifPresent(push -> Property.holds(
                        PushCommand.decode(push.toApdu()).equals(push), "%s came back otherwise", bytes));
    }

    /** The packets, one behind the other, are the beginning of the stream; each is no longer than allowed. */
    private static void stream(int piece, byte[] bytes) {
        IpPackets cutter = new IpPackets(MAX_PACKET_BYTES);
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        FuzzInput in = new FuzzInput(bytes);
        try {
            while (in.hasMore()) {
                for (byte[] packet : cutter.feed(in.bytes(piece))) {
                    Property.holds(packet.length <= MAX_PACKET_BYTES, "%s is too long", packet);
                    joined.writeBytes(packet);
                    if (packet[0] == IpPackets.IDENTIFICATION) {
                        IpPackets.identified(packet);
                    }
                }
            }
        } catch (WireFormatException refused) {
            Property.holds(cutter.feed(bytes).isEmpty(), "%s goes on behind a fault", bytes);
        }
        Property.same(joined.toByteArray(), Arrays.copyOf(bytes, joined.size()));
    }
}
