package io.simshift.server.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.simshift.protocol.smpp.EnquireLink;
import io.simshift.protocol.smpp.MalformedPdu;
import io.simshift.protocol.smpp.SubmitSmResponse;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PduFrameDecoderTest {
    private static final int LIMIT_BYTES = 1024;
    private final EmbeddedChannel channel = new EmbeddedChannel(new PduFrameDecoder(LIMIT_BYTES));

    private Object read() {
        return channel.readInbound();
    }

    @Test
    void findsOnePduWhereverTheStreamIsCut() {
        byte[] frame = SubmitSmResponse.accepted(7, "0A1B").encode();
        for (int cut = 0; cut <= frame.length; cut++) {
            channel.writeInbound(Unpooled.copiedBuffer(frame, 0, cut));
            channel.writeInbound(Unpooled.copiedBuffer(frame, cut, frame.length - cut));
            assertThat(read()).isEqualTo(SubmitSmResponse.accepted(7, "0A1B"));
            assertThat(read()).isNull();
        }
    }

    @Test
    void findsPdusThatComeByteByByte() {
        for (byte b : SubmitSmResponse.accepted(7, "0A1B").encode()) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {b}));
        }
        assertThat(read()).isEqualTo(SubmitSmResponse.accepted(7, "0A1B"));
    }

    @Test
    void findsTwoPdusInOneRead() {
        channel.writeInbound(Unpooled.wrappedBuffer(new EnquireLink(1).encode(), new EnquireLink(2).encode()));
        assertThat(read()).isEqualTo(new EnquireLink(1));
        assertThat(read()).isEqualTo(new EnquireLink(2));
    }

    @Test
    void goesOnAfterAMalformedBody() {
        byte[] malformed = HexFormat.of().parseHex("0000001180000004000000000000000139");
        channel.writeInbound(Unpooled.wrappedBuffer(malformed, new EnquireLink(2).encode()));
        assertThat(read()).isInstanceOf(MalformedPdu.class);
        assertThat(read()).isEqualTo(new EnquireLink(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000", "0000000f", "00000401", "ffffffff", "80000010"})
    void refusesLengthsWithoutReadingOn(String length) {
        assertThatThrownBy(() -> channel.writeInbound(
                        Unpooled.wrappedBuffer(HexFormat.of().parseHex(length))))
                .isInstanceOf(CorruptedFrameException.class);
        channel.writeInbound(Unpooled.wrappedBuffer(new EnquireLink(1).encode()));
        assertThat(read()).isNull();
    }
}
