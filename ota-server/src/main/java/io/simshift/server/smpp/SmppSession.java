package io.simshift.server.smpp;

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
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.protocol.smpp.SubmitSm;
import io.simshift.protocol.smpp.SubmitSmResponse;
import io.simshift.protocol.smpp.Unbind;
import io.simshift.protocol.smpp.UnbindResponse;
import io.simshift.server.sms.OutgoingSms;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One TCP connection from bind to unbind (SMPP 3.4 2.2). Runs on the client's event loop only. */
final class SmppSession extends SimpleChannelInboundHandler<ReceivedPdu> {
    private static final Logger LOG = LoggerFactory.getLogger(SmppSession.class);
    private static final long SEQUENCE_NUMBER_LAST = 0x7FFFFFFF;
    /** How long the last words may take to get through. */
    private static final long GOODBYE_MILLIS = 1000;

    /** Who owns the session; called on the event loop. */
    interface Owner {
        /** The bind was accepted. */
        void bound();

        /** There may be room for more messages. */
        void ready();

        /**
         * The connection is gone.
         *
         * @param bindStatus the command_status of a refused bind, 0 where the bind was not refused
         */
        void closed(int bindStatus);
    }

    private enum State {
        BINDING,
        BOUND,
        DRAINING,
        UNBINDING,
        CLOSING
    }

    private final SmppClientConfig config;
    private final BindType type;
    private final SubmitWindow window;
    private final InboundMessages inbound;
    private final Owner owner;
    private final long responseTimeoutNanos;

    private Channel channel;
    private State state = State.BINDING;
    private boolean connected;
    private long lastSequenceNumber;
    private int bindStatus;
    /** Of bind, enquire_link and unbind: when the session is given up. */
    private long deadlineNanos;

    private long lastReceivedNanos;
    private boolean enquiring;

    SmppSession(SmppClientConfig config, BindType type, SubmitWindow window, InboundMessages inbound, Owner owner) {
        this.config = config;
        this.type = type;
        this.window = window;
        this.inbound = inbound;
        this.owner = owner;
        this.responseTimeoutNanos = config.limits().responseTimeout().toNanos();
    }

    boolean isBound() {
        return state == State.BOUND;
    }

    /** Whether one more message may go out now. A centre that does not read gets no more than its socket's buffer takes. */
    boolean maySend(long nowNanos) {
        return state == State.BOUND && channel.isWritable() && window.hasRoom(nowNanos);
    }

    /** Sends one message; {@link #maySend} was asked. */
    void send(PendingSubmit submit, long nowNanos) {
        OutgoingSms message = submit.message();
        ShortMessage translated = ShortMessage.submission(
                config.source(),
                SmppAddress.international(message.destination().digits()),
                ShortMessage.ESM_UDHI,
                message.protocolIdentifier(),
                message.dataCodingScheme(),
                message.userData(),
                submit.validityPeriod(),
                config.receipts() ? 1 : 0);
        long sequenceNumber = nextSequenceNumber();
        window.sent(sequenceNumber, submit, nowNanos);
        send(new SubmitSm(sequenceNumber, translated));
    }

    /** Sends no more messages, waits for the answers that are due, then unbinds and closes. */
    void unbind() {
        if (state == State.BOUND) {
            state = State.DRAINING;
            deadlineNanos = System.nanoTime() + responseTimeoutNanos;
            unbindWhenDrained(System.nanoTime());
        } else if (state == State.BINDING) {
            close("closed while binding");
        }
    }

    /** Called every few milliseconds. */
    void tick(long nowNanos) {
        boolean overdue = nowNanos - deadlineNanos >= 0;
        switch (state) {
            case BINDING -> {
                if (connected && overdue) {
                    close("no answer to the bind");
                }
            }
            case BOUND -> enquireWhenIdle(nowNanos, overdue);
            case DRAINING -> unbindWhenDrained(nowNanos);
            case UNBINDING -> {
                if (overdue) {
                    close("no answer to unbind");
                }
            }
            case CLOSING -> {}
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (state == State.CLOSING) {
            return;
        }
        lastReceivedNanos = System.nanoTime();
        deadlineNanos = lastReceivedNanos + responseTimeoutNanos;
        connected = true;
        send(new Bind(
                type,
                nextSequenceNumber(),
                config.systemId(),
                config.password(),
                config.systemType(),
                Bind.VERSION_3_4,
                0,
                0,
                ""));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        state = State.CLOSING;
        window.sessionLost();
        owner.closed(bindStatus);
    }

    /** A centre that does not read its answers gets no more of its requests read: what waits to be written is bounded. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        channel.config().setAutoRead(channel.isWritable());
        if (channel.isWritable()) {
            owner.ready();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ReceivedPdu received) {
        lastReceivedNanos = System.nanoTime();
        enquiring = false;
        if (state == State.CLOSING) {
            return;
        }
        if (received instanceof MalformedPdu malformed) {
            receivedMalformed(malformed);
        } else {
            received((Pdu) received);
        }
        unbindWhenDrained(lastReceivedNanos);
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
            LOG.warn("{}: TLS failed: {}", config.title(), failure.getMessage());
            close("TLS failed: " + failure.getMessage());
        } else {
            LOG.error("{}: session ended by a fault", config.title(), cause);
            close("fault in the session");
        }
    }

    private void received(Pdu pdu) {
        if (pdu instanceof BindResponse response) {
            receivedBindResponse(response);
        } else if (pdu instanceof SubmitSmResponse response) {
            receivedSubmitResponse(response);
        } else if (pdu instanceof DeliverSm request) {
            receivedDeliver(request);
        } else if (pdu instanceof EnquireLink request) {
            send(new EnquireLinkResponse(CommandStatus.OK, request.sequenceNumber()));
        } else if (pdu instanceof Unbind request) {
            send(new UnbindResponse(CommandStatus.OK, request.sequenceNumber()));
            close("the message centre unbound");
        } else if (pdu instanceof UnbindResponse) {
            close("unbound");
        } else if (pdu instanceof GenericNack nack) {
            receivedNack(nack);
        } else if (!CommandId.isResponse(pdu.commandId())) {
            refuse(pdu, CommandStatus.INVALID_COMMAND_ID);
        }
    }

    private void receivedBindResponse(BindResponse response) {
        if (state != State.BINDING) {
            return;
        }
        if (response.commandStatus() != CommandStatus.OK) {
            bindStatus = response.commandStatus();
            close("bind refused: " + CommandStatus.describe(bindStatus));
            return;
        }
        state = State.BOUND;
        LOG.info("{}: bound as {} to '{}'", config.title(), type, response.systemId());
        owner.bound();
        owner.ready();
    }

    private void receivedSubmitResponse(SubmitSmResponse response) {
        window.answered(response, lastReceivedNanos);
        if (response.commandStatus() == CommandStatus.INVALID_BIND_STATE) {
            close("the message centre holds the session for unbound");
        } else {
            owner.ready();
        }
    }

    private void receivedDeliver(DeliverSm request) {
        if (state == State.BINDING) {
            send(new DeliverSmResponse(CommandStatus.INVALID_BIND_STATE, request.sequenceNumber()));
            return;
        }
        inbound.accept(request.message(), status -> send(new DeliverSmResponse(status, request.sequenceNumber())));
    }

    private void receivedNack(GenericNack nack) {
        LOG.warn("{}: generic_nack {}", config.title(), CommandStatus.describe(nack.commandStatus()));
        if (state == State.BINDING) {
            close("bind answered by generic_nack");
        } else {
            window.refused(nack.sequenceNumber(), nack.commandStatus(), lastReceivedNanos);
            owner.ready();
        }
    }

    private void receivedMalformed(MalformedPdu malformed) {
        LOG.warn(
                "{}: unreadable {}: {}",
                config.title(),
                CommandId.name(malformed.commandId()),
                malformed.fault().getMessage());
        if (!CommandId.isResponse(malformed.commandId())) {
            refuse(malformed, malformed.answerStatus());
        } else if (state == State.BINDING) {
            close("the answer to the bind can't be read");
        } else if (malformed.commandStatus() != CommandStatus.OK) {
            window.refused(malformed.sequenceNumber(), malformed.commandStatus(), lastReceivedNanos);
            owner.ready();
        } else {
            window.answeredUnreadably(malformed.sequenceNumber());
            owner.ready();
        }
    }

    private void refuse(ReceivedPdu request, int commandStatus) {
        int commandId = request.commandId();
        long sequenceNumber = request.sequenceNumber();
        if (commandId == CommandId.DELIVER_SM) {
            send(new DeliverSmResponse(commandStatus, sequenceNumber));
        } else if (CommandId.isAnsweredRequest(commandId)) {
            send(OtherPdu.refusing(commandId, commandStatus, sequenceNumber));
        } else if (commandId != CommandId.ALERT_NOTIFICATION && commandId != CommandId.OUTBIND) {
            send(new GenericNack(commandStatus, sequenceNumber));
        }
    }

    private void enquireWhenIdle(long nowNanos, boolean overdue) {
        long silenceNanos = nowNanos - lastReceivedNanos;
        if (enquiring && overdue) {
            close("no answer to enquire_link");
        } else if (!enquiring
                && silenceNanos >= config.limits().enquireLinkInterval().toNanos()) {
            enquiring = true;
            deadlineNanos = nowNanos + responseTimeoutNanos;
            send(new EnquireLink(nextSequenceNumber()));
        }
    }

    private void unbindWhenDrained(long nowNanos) {
        if (state != State.DRAINING) {
            return;
        }
        boolean drained = window.inFlightCount() == 0 && inbound.isIdle();
        if (drained || nowNanos - deadlineNanos >= 0) {
            state = State.UNBINDING;
            deadlineNanos = nowNanos + responseTimeoutNanos;
            send(new Unbind(nextSequenceNumber()));
        }
    }

    private void close(String reason) {
        if (state != State.CLOSING) {
            state = State.CLOSING;
            LOG.info("{}: session ends: {}", config.title(), reason);
            // An empty write goes out behind everything that was written before; a peer that reads no more is not
            // waited for.
            channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
            channel.eventLoop().schedule(() -> channel.close(), GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void send(Pdu pdu) {
        channel.writeAndFlush(pdu);
    }

    private long nextSequenceNumber() {
        lastSequenceNumber = lastSequenceNumber == SEQUENCE_NUMBER_LAST ? 1 : lastSequenceNumber + 1;
        return lastSequenceNumber;
    }
}
