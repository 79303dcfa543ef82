package io.simshift.simulator.smsc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.simshift.protocol.smpp.Pdu;
import java.util.List;

/**
 * Cuts the stream into PDUs by command_length. A length below 16 or above the limit raises
 * {@link CorruptedFrameException} once and swallows the rest: such a stream can't be synchronised again.
 */
final class PduFrameDecoder extends ByteToMessageDecoder {
    private final int pduMaxBytes;
    private boolean broken;

    PduFrameDecoder(int pduMaxBytes) {
        this.pduMaxBytes = pduMaxBytes;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() < Integer.BYTES) {
            return;
        }
        long commandLength = in.getUnsignedInt(in.readerIndex());
        if (commandLength < Pdu.HEADER_BYTES || commandLength > pduMaxBytes) {
            broken = true;
            in.skipBytes(in.readableBytes());
            throw new CorruptedFrameException(
                    "command_length " + commandLength + " is not " + Pdu.HEADER_BYTES + " to " + pduMaxBytes);
        }
        if (in.readableBytes() < commandLength) {
            return;
        }
        byte[] frame = new byte[(int) commandLength];
        in.readBytes(frame);
        out.add(Pdu.receive(frame));
    }
}
