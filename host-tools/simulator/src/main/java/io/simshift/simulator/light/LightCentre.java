package io.simshift.simulator.light;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.simshift.protocol.smpp.Bind;
import io.simshift.protocol.smpp.BindResponse;
import io.simshift.protocol.smpp.BindType;
import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.DeliverSm;
import io.simshift.protocol.smpp.DeliverSmResponse;
import io.simshift.protocol.smpp.EnquireLink;
import io.simshift.protocol.smpp.EnquireLinkResponse;
import io.simshift.protocol.smpp.Pdu;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.protocol.smpp.SubmitSm;
import io.simshift.protocol.smpp.SubmitSmResponse;
import io.simshift.protocol.smpp.Tlvs;
import io.simshift.protocol.smpp.Unbind;
import io.simshift.protocol.smpp.UnbindResponse;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * A message centre for light cards, made for speed: it delivers what it takes at once, and gives the card's answer back. An
 * answer that was not acknowledged goes to the next session of the same account. Sessions are transceivers. It has no
 * subscribers that are off, and gives no receipts.
 */
public final class LightCentre implements AutoCloseable {
    private static final int PDU_MAX_BYTES = 4096;
    private static final int DATA_DOWNLOAD_PID = 0x7F;
    private static final int DATA_8_BIT_CLASS_2 = 0xF6;

    private final LightNumbers numbers;
    private final LightFleet fleet;
    private final IntConsumer acknowledged;
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("light-centre", true), NioIoHandler.newFactory());
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    /** By account: operators share the centre, and the answers of one are not another's. */
    private final Map<String, Queue<ShortMessage>> waiting = new HashMap<>();
    /** Ids of one run of the centre are not those of another. */
    private final String started = Long.toString(System.nanoTime(), Character.MAX_RADIX) + "-";

    private long lastMessageId;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private Channel listener;

    private LightCentre(LightNumbers numbers, LightFleet fleet, IntConsumer acknowledged) {
        this.numbers = numbers;
        this.fleet = fleet;
        this.acknowledged = acknowledged;
    }

    /**
     * Starts to listen on the loopback address.
     *
     * @param port 0 for a free one
     * @param acknowledged told the card whose answer an ESME has kept; must not wait
     */
    public static LightCentre start(LightNumbers numbers, LightFleet fleet, int port, IntConsumer acknowledged) {
        return start(numbers, fleet, new InetSocketAddress("127.0.0.1", port), acknowledged);
    }

    /** As {@link #start(LightNumbers, LightFleet, int, IntConsumer)}, at any address. */
    public static LightCentre start(
            LightNumbers numbers, LightFleet fleet, InetSocketAddress address, IntConsumer acknowledged) {
        LightCentre centre = new LightCentre(numbers, fleet, acknowledged);
        centre.listener = new ServerBootstrap()
                .group(centre.group)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        centre.connections.add(channel);
                        channel.pipeline()
                                .addLast(new LengthFieldBasedFrameDecoder(PDU_MAX_BYTES, 0, 4, -4, 0))
                                .addLast(centre.new Session());
                    }
                })
                .bind(address)
                .syncUninterruptibly()
                .channel();
        return centre;
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Messages taken from ESMEs and given to them. */
    public long messages() {
        return messages.get();
    }

    /** Bytes of user data in them. */
    public long bytes() {
        return bytes.get();
    }

    /** Falls: all connections break, and what was not given to an ESME is forgotten. */
    public void fall() {
        listener.close().syncUninterruptibly();
        connections.close().awaitUninterruptibly();
        close();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).awaitUninterruptibly(2000);
    }

    private final class Session extends ChannelInboundHandlerAdapter {
        private final Map<Long, ShortMessage> unanswered = new HashMap<>();
        /** What waits for its account; null before it is bound. */
        private Queue<ShortMessage> undelivered;

        private long lastSequenceNumber;

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            ByteBuf in = (ByteBuf) frame;
            byte[] pdu = new byte[in.readableBytes()];
            in.readBytes(pdu);
            in.release();
            received(context, Pdu.decode(pdu));
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (undelivered != null) {
                undelivered.addAll(unanswered.values());
            }
            unanswered.clear();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        private void received(ChannelHandlerContext context, Pdu pdu) {
            if (pdu instanceof SubmitSm submit) {
                submitted(context, submit);
            } else if (pdu instanceof DeliverSmResponse response) {
                answered(context, response);
            } else if (pdu instanceof EnquireLink enquiry) {
                write(context, new EnquireLinkResponse(CommandStatus.OK, enquiry.sequenceNumber()));
            } else if (pdu instanceof Bind bind) {
                bind(context, bind);
            } else if (pdu instanceof Unbind unbind) {
                write(context, new UnbindResponse(CommandStatus.OK, unbind.sequenceNumber()));
                context.flush();
                context.close();
            }
        }

        private void bind(ChannelHandlerContext context, Bind bind) {
            if (bind.type() != BindType.TRANSCEIVER) {
                write(context, BindResponse.refused(bind.type(), CommandStatus.BIND_FAILED, bind.sequenceNumber()));
                return;
            }
            undelivered = waiting.computeIfAbsent(bind.systemId(), account -> new ArrayDeque<>());
            write(context, new BindResponse(bind.type(), CommandStatus.OK, bind.sequenceNumber(), "light", Tlvs.NONE));
            for (ShortMessage message = undelivered.poll(); message != null; message = undelivered.poll()) {
                deliver(context, message);
            }
        }

        private void submitted(ChannelHandlerContext context, SubmitSm submit) {
            ShortMessage message = submit.message();
            int card =
                    undelivered != null ? numbers.cardOf(message.destination().digits()) : -1;
            if (card < 0 || card >= fleet.size()) {
                write(
                        context,
                        SubmitSmResponse.refused(submit.sequenceNumber(), CommandStatus.INVALID_DESTINATION_ADDRESS));
                return;
            }
            byte[] userData = message.payload();
            count(userData);
            String id = started + Long.toString(++lastMessageId);
            write(context, SubmitSmResponse.accepted(submit.sequenceNumber(), id));
            byte[] answer = fleet.receive(card, userData);
            deliver(
                    context,
                    ShortMessage.of(
                            SmppAddress.international(message.destination().digits()),
                            message.source(),
                            ShortMessage.ESM_UDHI,
                            DATA_DOWNLOAD_PID,
                            DATA_8_BIT_CLASS_2,
                            answer));
        }

        private void deliver(ChannelHandlerContext context, ShortMessage message) {
            long sequenceNumber = ++lastSequenceNumber;
            unanswered.put(sequenceNumber, message);
            count(message.payload());
            write(context, new DeliverSm(sequenceNumber, message));
        }

        private void answered(ChannelHandlerContext context, DeliverSmResponse response) {
            ShortMessage message = unanswered.remove(response.sequenceNumber());
            if (message == null) {
                return;
            }
            if (response.commandStatus() == CommandStatus.OK) {
                acknowledged.accept(numbers.cardOf(message.source().digits()));
            } else {
                context.executor()
                        .schedule(
                                () -> deliverAgain(context, message), 100, java.util.concurrent.TimeUnit.MILLISECONDS);
            }
        }

        private void deliverAgain(ChannelHandlerContext context, ShortMessage message) {
            if (context.channel().isActive()) {
                deliver(context, message);
                context.flush();
            } else {
                undelivered.add(message);
            }
        }

        private void count(byte[] userData) {
            messages.incrementAndGet();
            bytes.addAndGet(userData.length);
        }

        private void write(ChannelHandlerContext context, Pdu pdu) {
            byte[] encoded = pdu.encode();
            context.write(context.alloc().buffer(encoded.length).writeBytes(encoded), context.voidPromise());
        }
    }
}
