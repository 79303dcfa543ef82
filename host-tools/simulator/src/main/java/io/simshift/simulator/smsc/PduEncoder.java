package io.simshift.simulator.smsc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import io.simshift.protocol.smpp.Pdu;

/** PDUs to bytes. */
final class PduEncoder extends MessageToByteEncoder<Pdu> {
    PduEncoder() {
        super(Pdu.class);
    }

    @Override
    protected void encode(ChannelHandlerContext context, Pdu pdu, ByteBuf out) {
        out.writeBytes(pdu.encode());
    }
}
