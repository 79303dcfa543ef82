package io.simshift.server.bip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.ScheduledFuture;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.cattp.CatTpConnection;
import io.simshift.protocol.cattp.CatTpPdu;
import io.simshift.protocol.cattp.CatTpSettings;
import io.simshift.protocol.cattp.ResetReason;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All CAT_TP connections of one UDP port. Nothing is sent to an address that has not answered but what the standard asks, one
 * PDU for a PDU, none longer than a SYN: nobody can turn this server against others.
 */
final class CatTpServer extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Logger LOG = LoggerFactory.getLogger(CatTpServer.class);

    private final int port;
    private final CatTpSettings settings;
    private final CardGate gate;
    private final SessionTable table;
    private final BipLimits limits;
    private final RandomGenerator random;
    private final Map<Key, Link> links = new HashMap<>();
    private int halfOpen;

    private record Key(InetSocketAddress peer, int peerPort) {}

    /**
     * @param port the CAT_TP port, which has nothing to do with that of UDP
     * @param random makes sequence numbers that nobody can guess
     */
    CatTpServer(
            int port,
            CatTpSettings settings,
            CardGate gate,
            SessionTable table,
            BipLimits limits,
            RandomGenerator random) {
        this.port = port;
        this.settings = settings;
        this.gate = gate;
        this.table = table;
        this.limits = limits;
        this.random = random;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
        ByteBuf content = datagram.content();
        byte[] bytes = new byte[content.readableBytes()];
        content.readBytes(bytes);
        CatTpPdu pdu;
        try {
            pdu = CatTpPdu.decode(bytes);
        } catch (WireFormatException e) {
            LOG.debug("{}: {}", datagram.sender(), e.getMessage());
            return;
        }
        Key key = new Key(datagram.sender(), pdu.header().sourcePort());
        Link link = links.get(key);
        if (link != null && pdu instanceof CatTpPdu.Syn syn && !syn.acknowledges() && !link.connection.isFor(syn)) {
            link.run(link.connection.abort(ResetReason.UNEXPECTED_PDU)); // the card has begun anew
            link = null;
        }
        if (link != null && pdu.header().destinationPort() == port) {
            link.run(link.connection.receive(pdu, now()));
        } else if (pdu instanceof CatTpPdu.Syn syn && !syn.acknowledges()) {
            accept(context, key, syn);
        } else {
            refuse(context, key, pdu, ResetReason.UNEXPECTED_PDU);
        }
    }

    private void accept(ChannelHandlerContext context, Key key, CatTpPdu.Syn syn) {
        if (syn.header().destinationPort() != port) {
            refuse(context, key, syn, ResetReason.PORT_NOT_AVAILABLE);
        } else if (halfOpen >= limits.halfOpen() || !table.connect()) {
            refuse(context, key, syn, ResetReason.TEMPORARILY_UNABLE);
        } else {
            Link link = new Link(context, key, CatTpConnection.passive(syn, settings, random.nextInt(0x10000)));
            links.put(key, link);
            halfOpen++;
            link.dialogue.begin();
            link.run(link.connection.start(now()));
        }
    }

    private void refuse(ChannelHandlerContext context, Key key, CatTpPdu pdu, ResetReason reason) {
        CatTpConnection.refuse(pdu, reason).ifPresent(rst -> send(context, key, rst));
    }

    private static void send(ChannelHandlerContext context, Key key, CatTpPdu pdu) {
        context.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(pdu.encode()), key.peer()));
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        for (Link link : new ArrayList<>(links.values())) {
            link.run(link.connection.abort(ResetReason.NORMAL));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.warn("a datagram met a fault of this server", cause);
    }

    /** One connection and the dialogue on it. */
    private final class Link implements PacketDialogue.Line {
        private final ChannelHandlerContext context;
        private final Key key;
        private final CatTpConnection connection;
        private final PacketDialogue dialogue;
        private ScheduledFuture<?> timer;
        private boolean open;
        private boolean gone;

        Link(ChannelHandlerContext context, Key key, CatTpConnection connection) {
            this.context = context;
            this.key = key;
            this.connection = connection;
            this.dialogue = new PacketDialogue(
                    Bearer.CAT_TP,
                    key.peer().toString(),
                    this,
                    gate,
                    table,
                    limits,
                    context.channel().eventLoop());
        }

        void run(CatTpConnection.Output output) {
            output.pdus().forEach(pdu -> CatTpServer.send(context, key, pdu));
            if (!open && connection.state() == CatTpConnection.State.OPEN) {
                opened();
            }
            List<byte[]> sdus = output.sdus();
            sdus.forEach(dialogue::received);
            if (connection.state() == CatTpConnection.State.CLOSED) {
                closed();
            } else {
                rewind();
            }
        }

        private void opened() {
            open = true;
            halfOpen--;
            byte[] who = connection.peerIdentification();
            if (who.length > 0) {
                dialogue.identified(who);
            }
        }

        private void closed() {
            if (!gone) {
                gone = true;
                if (!open) {
                    halfOpen--;
                }
                links.remove(key, this);
                table.disconnect();
                if (timer != null) {
                    timer.cancel(false);
                }
                dialogue.lost(connection.end());
            }
        }

        private void rewind() {
            if (timer != null) {
                timer.cancel(false);
            }
            OptionalLong deadline = connection.deadline();
            timer = deadline.isEmpty()
                    ? null
                    : context.channel()
                            .eventLoop()
                            .schedule(
                                    () -> run(connection.tick(now())),
                                    Math.max(1, deadline.getAsLong() - now()),
                                    TimeUnit.MILLISECONDS);
        }

        @Override
        public void send(byte[] packet) {
            if (connection.state() == CatTpConnection.State.CLOSED) {
                return; // its dialogue hears of it
            }
            if (packet.length > connection.peerMaxSduBytes()) {
                LOG.warn("{}: a packet of {} bytes is longer than the card takes", key.peer(), packet.length);
                run(connection.abort(ResetReason.NORMAL));
            } else {
                run(connection.send(packet, now()));
            }
        }

        @Override
        public void close(String why) {
            LOG.debug("{}: closed: {}", key.peer(), why);
            run(connection.finish(now()));
        }
    }
}
