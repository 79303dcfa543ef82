package io.simshift.protocol.bip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IpPacketsTest {
    private static byte[] packet(int identifier, int contentBytes) {
        byte[] content = new byte[contentBytes];
        Arrays.fill(content, (byte) contentBytes);
        return new WireWriter()
                .u8(identifier)
                .berLength(contentBytes)
                .bytes(content)
                .toByteArray();
    }

    @Test
    void cutsTheStreamWhereverItIsTorn() {
        List<byte[]> packets = List.of(
                packet(3, 10),
                packet(1, 0),
                packet(2, 127),
                packet(1, 128),
                packet(2, 255),
                packet(1, 256),
                packet(2, 1));
        WireWriter stream = new WireWriter();
        packets.forEach(stream::bytes);
        byte[] bytes = stream.toByteArray();
        Random random = new Random(8);
        for (int round = 0; round < 200; round++) {
            IpPackets cutter = new IpPackets(1_000);
            List<byte[]> found = new ArrayList<>();
            for (int offset = 0; offset < bytes.length; ) {
                int length = Math.min(bytes.length - offset, round == 0 ? 1 : random.nextInt(300));
                found.addAll(cutter.feed(Arrays.copyOfRange(bytes, offset, offset + length)));
                offset += length;
            }
            assertThat(found).containsExactlyElementsOf(packets);
            assertThat(cutter.isInside()).isFalse();
        }
    }

    @Test
    void refusesWhatIsNoPacket() {
        for (int first = 0; first <= 0xFF; first++) {
            byte[] begun = {(byte) first};
            if (first >= 1 && first <= 3) {
                assertThat(new IpPackets(100).feed(begun)).isEmpty();
            } else {
                assertThatThrownBy(() -> new IpPackets(100).feed(begun)).isInstanceOf(WireFormatException.class);
            }
        }
        assertThatThrownBy(() -> new IpPackets(100).feed(new byte[] {1, (byte) 0x80}))
                .isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> new IpPackets(100).feed(new byte[] {1, (byte) 0x84}))
                .isInstanceOf(WireFormatException.class);
    }

    @Test
    void refusesATooLongPacketByItsLengthAlone() {
        assertThat(new IpPackets(100).feed(packet(1, 98))).hasSize(1);
        IpPackets cutter = new IpPackets(100);
        assertThatThrownBy(() -> cutter.feed(new byte[] {1, 99})).isInstanceOf(WireFormatException.class);
        assertThat(cutter.feed(packet(1, 3))).isEmpty(); // nothing behind it counts
        assertThatThrownBy(() -> new IpPackets(100).feed(new byte[] {1, (byte) 0x83, -1, -1, -1}))
                .isInstanceOf(WireFormatException.class);
    }

    @Test
    void anIdentificationTellsWho() {
        byte[] who = {1, 2, 3};
        assertThat(IpPackets.identification(who)).containsExactly(3, 3, 1, 2, 3);
        assertThat(IpPackets.identified(IpPackets.identification(who))).isEqualTo(who);
        assertThat(IpPackets.identified(IpPackets.identification(new byte[200])))
                .hasSize(200);
        assertThatThrownBy(() -> IpPackets.identified(packet(1, 3))).isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> IpPackets.identified(new byte[] {3, (byte) 0x82}))
                .isInstanceOf(WireFormatException.class);
    }
}
