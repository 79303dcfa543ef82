package io.simshift.simulator.smsc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CorruptedFrameException;
import io.simshift.protocol.smpp.Bind;
import io.simshift.protocol.smpp.BindResponse;
import io.simshift.protocol.smpp.BindType;
import io.simshift.protocol.smpp.CommandId;
import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.DeliverSm;
import io.simshift.protocol.smpp.DeliverSmResponse;
import io.simshift.protocol.smpp.EnquireLink;
import io.simshift.protocol.smpp.EnquireLinkResponse;
import io.simshift.protocol.smpp.GenericNack;
import io.simshift.protocol.smpp.MalformedPdu;
import io.simshift.protocol.smpp.OtherPdu;
import io.simshift.protocol.smpp.Pdu;
import io.simshift.protocol.smpp.ReceivedPdu;
import io.simshift.protocol.smpp.SubmitSm;
import io.simshift.protocol.smpp.SubmitSmResponse;
import io.simshift.protocol.smpp.Tlv;
import io.simshift.protocol.smpp.Tlvs;
import io.simshift.protocol.smpp.Unbind;
import io.simshift.protocol.smpp.UnbindResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of an ESME, from open to closed (SMPP 3.4 2.2). Runs on the event loop only. */
final class EsmeSession extends SimpleChannelInboundHandler<ReceivedPdu> {
    private static final Logger LOG = LoggerFactory.getLogger(EsmeSession.class);
    private static final long SEQUENCE_NUMBER_LAST = 0x7FFFFFFF;
    private static final long TICK_MILLIS = 100;
    /** Some ESMEs lose a response that comes together with the end of the connection: the peer may close first. */
    private static final long LINGER_MILLIS = 500;
    /** How long the last words may take to get through. */
    private static final long GOODBYE_MILLIS = 1000;

    private final SmscConfig config;
    private final MessageStore store;
    private final Traffic traffic;
    private final Runnable pump = this::pumpSoon;
    private final Map<Long, Sent> unanswered = new LinkedHashMap<>();

    private Channel channel;
    private long openedNanos;
    private BindType bound;
    private EsmeOutbox outbox;
    private boolean closing;
    private long lastSequenceNumber;
    /** The ESME asked for a pause until then. */
    private long pausedUntilNanos;

    private boolean paused;

    private record Sent(EsmeOutbox.Taken taken, long deadlineNanos) {}

    EsmeSession(SmscConfig config, MessageStore store, Traffic traffic) {
        this.config = config;
        this.store = store;
        this.traffic = traffic;
    }

    /** The centre shuts down. */
    void shutDown() {
        if (bound != null) {
            send(new Unbind(nextSequenceNumber()));
            closeLater("the message centre shuts down");
        } else {
            close("the message centre shuts down");
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        openedNanos = System.nanoTime();
        context.executor().schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing = true;
        if (outbox != null) {
            unanswered.values().forEach(sent -> outbox.giveBack(sent.taken()));
            unanswered.clear();
            outbox.removeReceiver(pump);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        channel.config().setAutoRead(channel.isWritable());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ReceivedPdu received) {
        if (closing) {
            receivedWhileClosing(received);
            return;
        }
        if (received instanceof MalformedPdu malformed) {
            receivedMalformed(malformed);
        } else {
            received((Pdu) received);
        }
    }

    /** Nothing new is taken, but what the ESME has kept must not come to it again. */
    private void receivedWhileClosing(ReceivedPdu received) {
        if (received instanceof UnbindResponse) {
            channel.close();
        } else if (received instanceof DeliverSmResponse response) {
            answered(response.sequenceNumber(), response.commandStatus());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedFrameException) {
            // 02 with sequence_number 0: no header could be read (SMPP 3.4 4.3).
            send(new GenericNack(CommandStatus.INVALID_COMMAND_LENGTH, 0));
            close("unreadable stream: " + cause.getMessage());
        } else if (cause instanceof IOException) {
            close("connection failed: " + cause.getMessage());
        } else if (cause.getCause() instanceof SSLException failure) {
            close("TLS failed: " + failure.getMessage());
        } else {
            LOG.error("session of {} ended by a fault", name(), cause);
            close("fault in the session");
        }
    }

    private void received(Pdu pdu) {
        if (pdu instanceof Bind bind) {
            receivedBind(bind);
        } else if (pdu instanceof SubmitSm submit) {
            receivedSubmit(submit);
        } else if (pdu instanceof DeliverSmResponse response) {
            answered(response.sequenceNumber(), response.commandStatus());
        } else if (pdu instanceof GenericNack nack) {
            answered(nack.sequenceNumber(), nack.commandStatus());
        } else if (pdu instanceof EnquireLink enquiry) {
            send(new EnquireLinkResponse(CommandStatus.OK, enquiry.sequenceNumber()));
        } else if (pdu instanceof Unbind unbind) {
            receivedUnbind(unbind);
        } else if (!CommandId.isResponse(pdu.commandId())) {
            refuse(pdu, CommandStatus.INVALID_COMMAND_ID);
        }
    }

    private void receivedBind(Bind bind) {
        int status = bound != null ? CommandStatus.ALREADY_BOUND : checkAccount(bind);
        if (status != CommandStatus.OK) {
            LOG.info("bind of '{}' refused: {}", bind.systemId(), CommandStatus.describe(status));
            send(BindResponse.refused(bind.type(), status, bind.sequenceNumber()));
            if (bound == null) {
                closeLater("bind refused");
            }
            return;
        }
        bound = bind.type();
        outbox = store.outbox(bind.systemId()).orElseThrow();
        Tlvs version = Tlvs.of(new Tlv(Tlv.SC_INTERFACE_VERSION, new byte[] {Bind.VERSION_3_4}));
        send(new BindResponse(bind.type(), CommandStatus.OK, bind.sequenceNumber(), config.systemId(), version));
        LOG.info("{} bound as {}", name(), bound);
        if (bound.receives()) {
            outbox.addReceiver(pump);
            pump();
        }
    }

    private int checkAccount(Bind bind) {
        Optional<EsmeOutbox> known = store.outbox(bind.systemId());
        if (known.isEmpty()) {
            return CommandStatus.INVALID_SYSTEM_ID;
        }
        boolean right = known.get().account().password().equals(bind.password());
        return right ? CommandStatus.OK : CommandStatus.INVALID_PASSWORD;
    }

    private void receivedSubmit(SubmitSm submit) {
        if (bound == null || !bound.submits()) {
            send(SubmitSmResponse.refused(submit.sequenceNumber(), CommandStatus.INVALID_BIND_STATE));
        } else {
            send(store.submit(submit.sequenceNumber(), submit.message(), outbox));
        }
    }

    private void receivedUnbind(Unbind unbind) {
        if (bound == null) {
            send(new UnbindResponse(CommandStatus.INVALID_BIND_STATE, unbind.sequenceNumber()));
        } else {
            send(new UnbindResponse(CommandStatus.OK, unbind.sequenceNumber()));
            closeLater("unbound");
        }
    }

    private void answered(long sequenceNumber, int commandStatus) {
        Sent sent = unanswered.remove(sequenceNumber);
        if (sent == null) {
            return;
        }
        if (commandStatus == CommandStatus.OK) {
            traffic.count(sent.taken().entry().counted());
        } else if (CommandStatus.mayRetry(commandStatus)) {
            outbox.giveBack(sent.taken());
            paused = true;
            pausedUntilNanos = System.nanoTime() + config.limits().retryDelay().toNanos();
        } else {
            LOG.warn("{} refused a message: {}", name(), CommandStatus.describe(commandStatus));
            traffic.count(Traffic.Event.ESME_REFUSED);
        }
        pump();
    }

    private void receivedMalformed(MalformedPdu malformed) {
        LOG.info(
                "unreadable {} from {}: {}",
                CommandId.name(malformed.commandId()),
                name(),
                malformed.fault().getMessage());
        if (malformed.commandId() == CommandId.DELIVER_SM_RESP) {
            answered(malformed.sequenceNumber(), malformed.commandStatus());
        } else if (!CommandId.isResponse(malformed.commandId())) {
            refuse(malformed, malformed.answerStatus());
        }
    }

    private void refuse(ReceivedPdu request, int commandStatus) {
        int commandId = request.commandId();
        if (CommandId.isAnsweredRequest(commandId)) {
            int status = bound == null && !isBind(commandId) ? CommandStatus.INVALID_BIND_STATE : commandStatus;
            send(OtherPdu.refusing(commandId, status, request.sequenceNumber()));
        } else {
            send(new GenericNack(commandStatus, request.sequenceNumber()));
        }
    }

    private static boolean isBind(int commandId) {
        return commandId == CommandId.BIND_RECEIVER
                || commandId == CommandId.BIND_TRANSMITTER
                || commandId == CommandId.BIND_TRANSCEIVER;
    }

    private void pumpSoon() {
        channel.eventLoop().execute(this::pump);
    }

    private void pump() {
        while (!closing && !paused && unanswered.size() < config.limits().windowMessages()) {
            Optional<EsmeOutbox.Taken> next = outbox.take();
            if (next.isEmpty()) {
                return;
            }
            long sequenceNumber = nextSequenceNumber();
            long deadlineNanos =
                    System.nanoTime() + config.limits().responseTimeout().toNanos();
            unanswered.put(sequenceNumber, new Sent(next.get(), deadlineNanos));
            send(new DeliverSm(sequenceNumber, next.get().entry().message()));
        }
    }

    private void tick() {
        if (!channel.isActive()) {
            return;
        }
        long nowNanos = System.nanoTime();
        long openNanos = nowNanos - openedNanos;
        boolean overdue = unanswered.values().stream()
                .findFirst()
                .map(sent -> nowNanos - sent.deadlineNanos() >= 0)
                .orElse(false);
        if (bound == null && openNanos > config.limits().responseTimeout().toNanos()) {
            close("no bind came");
        } else if (overdue) {
            close("no deliver_sm_resp came");
        } else if (paused && nowNanos - pausedUntilNanos >= 0) {
            paused = false;
            pump();
        }
        channel.eventLoop().schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void send(Pdu pdu) {
        channel.writeAndFlush(pdu);
    }

    private void close(String reason) {
        if (!closing) {
            closing = true;
            LOG.info("session of {} ends: {}", name(), reason);
            // An empty write goes out behind everything that was written before; a peer that reads no more is not
            // waited for.
            channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
            channel.eventLoop().schedule(() -> channel.close(), GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void closeLater(String reason) {
        if (!closing) {
            closing = true;
            LOG.info("session of {} ends: {}", name(), reason);
            channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private String name() {
        return outbox == null
                ? String.valueOf(channel.remoteAddress())
                : outbox.account().systemId();
    }

    private long nextSequenceNumber() {
        lastSequenceNumber = lastSequenceNumber == SEQUENCE_NUMBER_LAST ? 1 : lastSequenceNumber + 1;
        return lastSequenceNumber;
    }
}
