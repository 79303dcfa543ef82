package io.simshift.server.smpp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.simshift.protocol.smpp.BindType;
import io.simshift.protocol.smpp.CommandStatus;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bind, kept up: after any loss it connects again with growing, jittered delays. Only when the centre has refused the
 * account (0E, 0F), to this bind or to another, does it stop. Runs on the client's event loop only.
 */
final class SmppLink {
    private static final Logger LOG = LoggerFactory.getLogger(SmppLink.class);
    /** Room for a large window between two flushes; a centre that reads nothing is noticed at the second number. */
    private static final WriteBufferWaterMark WRITE_BYTES = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    /** Who owns the link; called on the event loop. */
    interface Owner {
        /** Bound, or not any more. */
        void boundChanged();

        /** There may be room for more messages. */
        void ready();

        /** The centre has refused the account; none of its links tries any more. */
        void refused(int bindStatus);

        /** After {@link SmppLink#close}: the connection is gone. */
        void closed();
    }

    private final SmppClientConfig centre;
    private final SmppAccount account;
    private final BindType type;
    private final SubmitWindow window;
    private final InboundMessages inbound;
    private final EventLoop loop;
    private final Executor names;
    private final RandomGenerator jitter;
    private final Owner owner;

    private SmppSession session;
    private int failures;
    private boolean bound;
    private boolean closing;
    private boolean ended;
    private boolean connecting;

    /** @param names resolves host names, which may take long: not the event loop */
    SmppLink(
            SmppClientConfig centre,
            SmppAccount account,
            BindType type,
            SubmitWindow window,
            InboundMessages inbound,
            EventLoop loop,
            Executor names,
            RandomGenerator jitter,
            Owner owner) {
        this.centre = centre;
        this.account = account;
        this.type = type;
        this.window = window;
        this.inbound = inbound;
        this.loop = loop;
        this.names = names;
        this.jitter = jitter;
        this.owner = owner;
    }

    SmppClientConfig centre() {
        return centre;
    }

    BindType type() {
        return type;
    }

    boolean isBound() {
        return !closing && session != null && session.isBound();
    }

    /** The command_status by which the account was refused, where this bind is down for good; or 0. */
    int refusedStatus() {
        return isBound() ? 0 : account.refusedStatus();
    }

    /** Whether one more message may go out here now. */
    boolean maySend(long nowNanos) {
        return !closing && type.submits() && session != null && session.maySend(nowNanos);
    }

    int inFlightCount() {
        return window.inFlightCount();
    }

    void send(PendingSubmit submit, long nowNanos) {
        session.send(submit, nowNanos);
    }

    void connect() {
        if (closing) {
            end();
        } else if (account.refusedStatus() == 0 && account.mayTry(this, this::connect)) {
            resolve();
        }
    }

    /** The loop serves other centres too, which must not wait for the names of this one. */
    private void resolve() {
        CompletableFuture.supplyAsync(() -> new InetSocketAddress(centre.host(), centre.port()), names)
                .whenCompleteAsync(
                        (address, failure) -> {
                            if (closing) {
                                end();
                            } else if (failure != null) {
                                failed(failure);
                            } else if (address.isUnresolved()) {
                                failed(new UnknownHostException("there is no host " + centre.host()));
                            } else {
                                open(address);
                            }
                        },
                        loop);
    }

    private void failed(Throwable why) {
        LOG.warn("{}: {}", centre.title(), why.getMessage());
        connectAgain();
    }

    private void open(InetSocketAddress address) {
        connecting = true;
        SmppSession next = new SmppSession(centre, type, window, inbound, new SessionOwner());
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BYTES)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        centre.limits().connectTimeout().toMillis())
                .handler(pipeline(next))
                .connect(address)
                .addListener(done -> {
                    connecting = false;
                    if (!done.isSuccess()) {
                        failed(done.cause());
                        return;
                    }
                    session = next;
                    if (closing) {
                        next.unbind();
                    }
                });
    }

    private ChannelInitializer<Channel> pipeline(SmppSession next) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                centre.tls()
                        .ifPresent(tls -> channel.pipeline()
                                .addLast(tls.context().newHandler(channel.alloc(), tls.serverName(), centre.port())));
                SmppCodec.addTo(channel.pipeline(), centre.limits().pduMaxBytes());
                channel.pipeline().addLast(next);
            }
        };
    }

    private final class SessionOwner implements SmppSession.Owner {
        @Override
        public void bound() {
            failures = 0;
            bound = true;
            account.bound();
            owner.boundChanged();
        }

        @Override
        public void ready() {
            owner.ready();
        }

        @Override
        public void closed(int bindStatus) {
            session = null;
            if (bound) {
                bound = false;
                account.unbound();
            }
            owner.boundChanged();
            if (closing) {
                end();
            } else if (isAccountRefusal(bindStatus)) {
                stopTrying(bindStatus);
            } else {
                connectAgain();
            }
        }
    }

    private void connectAgain() {
        if (closing) {
            end();
            return;
        }
        long minMillis = centre.limits().reconnectDelayMin().toMillis();
        long maxMillis = centre.limits().reconnectDelayMax().toMillis();
        long fullMillis = Math.min(maxMillis, minMillis << Math.min(failures, 20));
        long delayMillis = fullMillis / 2 + (long) (jitter.nextDouble() * fullMillis / 2);
        failures++;
        LOG.info("{}: connecting again in {} ms", centre.title(), delayMillis);
        loop.schedule(this::connect, delayMillis, TimeUnit.MILLISECONDS);
    }

    private void stopTrying(int bindStatus) {
        LOG.error(
                "{}: the message centre refused the bind with {}; not trying again",
                centre.title(),
                CommandStatus.describe(bindStatus));
        account.refused(bindStatus);
        owner.refused(bindStatus);
    }

    /** Called every few milliseconds. */
    void tick(long nowNanos) {
        window.expire(nowNanos);
        if (session != null) {
            session.tick(nowNanos);
        }
    }

    /** Waits for the answers that are due, unbinds and closes; tells its owner. */
    void close() {
        closing = true;
        if (session != null) {
            session.unbind();
        } else if (!connecting) {
            end();
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            owner.closed();
        }
    }

    private static boolean isAccountRefusal(int bindStatus) {
        return bindStatus == CommandStatus.INVALID_PASSWORD || bindStatus == CommandStatus.INVALID_SYSTEM_ID;
    }
}
