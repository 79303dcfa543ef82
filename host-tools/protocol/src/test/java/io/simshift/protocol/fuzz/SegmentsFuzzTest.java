package io.simshift.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.UserData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Packets cut into messages and joined again (TS 31.115 4, TS 23.040 9.2.3.24.1), and messages that were never one. */
class SegmentsFuzzTest {
    private static final int MAX_PACKET_BYTES = 2000;

    @ArgumentsSource(Corpus.class)
    @FuzzTest(maxDuration = "", maxExecutions = 2_000_000)
    void joinsWhatWasCutAndNothingElse(byte[] input) {
        FuzzInput in = new FuzzInput(input);
        if (in.flag()) {
            anyMessages(in);
        } else {
            cutPacket(in);
        }
    }

    private static void cutPacket(FuzzInput in) {
        int reference = in.u8();
        boolean command = in.flag();
        int first = in.u8();
        int second = in.u8();
        byte[] packet = new byte[in.u16() % MAX_PACKET_BYTES];
        byte[] pattern = in.rest();
        for (int i = 0; i < packet.length; i++) {
            packet[i] = pattern.length == 0 ? (byte) i : (byte) (pattern[i % pattern.length] + i / 97);
        }
        List<UserData> parts =
                command ? PacketSegments.ofCommand(packet, reference) : PacketSegments.ofResponse(packet, reference);
        for (UserData part : parts) {
            Property.holds(part.bytes().length <= UserData.MAX_BYTES, "a part of %s bytes", part.length());
        }
        Property.same(PacketSegments.join(parts), packet);
        if (parts.size() > 1) {
            List<UserData> without = new ArrayList<>(parts);
            without.remove(first % parts.size());
            refused(without);
            List<UserData> twice = new ArrayList<>(parts);
            twice.add(first % (parts.size() + 1), parts.get(second % parts.size()));
            refused(twice);
            if (first % parts.size() != second % parts.size()) {
                List<UserData> swapped = new ArrayList<>(parts);
                Collections.swap(swapped, first % parts.size(), second % parts.size());
                refused(swapped);
            }
        }
    }

    private static void refused(List<UserData> parts) {
        Property.holds(Property.read(() -> PacketSegments.join(parts)).isEmpty(), "%s were joined", parts);
    }

    private static void anyMessages(FuzzInput in) {
        List<UserData> messages = new ArrayList<>();
        while (in.hasMore() && messages.size() < 0x200) {
            byte[] bytes = in.bytes(in.u8() % (UserData.MAX_BYTES + 1));
            int times = in.u8() == 0xFF ? 0x100 : 1;
            UserData message = UserData.of(bytes);
            messages.addAll(Collections.nCopies(times, message));
        }
        Optional<byte[]> joined;
        try {
            joined = Optional.of(PacketSegments.join(messages));
        } catch (WireFormatException refused) {
            joined = Optional.empty();
        }
        int there = messages.stream().mapToInt(UserData::length).sum();
        joined.ifPresent(packet -> Property.holds(packet.length <= there, "%s bytes of %s", packet.length, there));
    }
}
