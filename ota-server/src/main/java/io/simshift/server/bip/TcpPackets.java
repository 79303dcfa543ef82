package io.simshift.server.bip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.bip.IpPackets;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Secured packets over one TCP connection. */
final class TcpPackets extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TcpPackets.class);

    private final CardGate gate;
    private final SessionTable table;
    private final BipLimits limits;
    private final IpPackets cutter;
    private PacketDialogue dialogue;

    TcpPackets(CardGate gate, SessionTable table, BipLimits limits) {
        this.gate = gate;
        this.table = table;
        this.limits = limits;
        this.cutter = new IpPackets(limits.packetBytes());
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Channel channel = context.channel();
        if (!table.connect()) {
            LOG.debug("{}: too many connections", channel.remoteAddress());
            channel.close();
            return;
        }
        dialogue = new PacketDialogue(
                Bearer.TCP,
                String.valueOf(channel.remoteAddress()),
                new Socket(channel),
                gate,
                table,
                limits,
                channel.eventLoop());
        dialogue.begin();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        buffer.release();
        if (dialogue == null) {
            return;
        }
        List<byte[]> packets;
        try {
            packets = cutter.feed(bytes);
        } catch (WireFormatException e) {
            dialogue.broken(e);
            return;
        }
        packets.forEach(dialogue::received);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (dialogue != null) {
            table.disconnect();
            dialogue.lost("the connection was lost");
            dialogue = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{}: {}", context.channel().remoteAddress(), cause.getMessage());
        } else {
            LOG.warn(
                    "{}: closed after a fault of this server", context.channel().remoteAddress(), cause);
        }
        context.close();
    }

    private record Socket(Channel channel) implements PacketDialogue.Line {
        @Override
        public void send(byte[] packet) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(packet));
        }

        @Override
        public void close(String why) {
            LOG.debug("{}: closed: {}", channel.remoteAddress(), why);
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
