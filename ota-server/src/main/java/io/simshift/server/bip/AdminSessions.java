package io.simshift.server.bip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.scp81.AdminRequest;
import io.simshift.protocol.scp81.AdminResponse;
import io.simshift.protocol.scp81.BodyForm;
import io.simshift.protocol.scp81.HttpLimits;
import io.simshift.protocol.scp81.HttpReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The administration session of one HTTPS connection (Amendment B 3.4): a POST gets the next script, or 204 at the end. Each next
 * URI names its script, so that an answer that comes by another connection still finds it.
 */
final class AdminSessions extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AdminSessions.class);
    private static final String SCRIPT_PARAMETER = "script=";
    private static final int HEADER_BYTES = 4 << 10;

    private final CardGate gate;
    private final SessionTable table;
    private final BipLimits limits;
    private final BodyForm bodyForm;
    private final String contentType;
    private final HttpReader<AdminRequest> reader;
    private ChannelHandlerContext context;
    private SessionDriver driver;
    private Optional<byte[]> identity = Optional.empty();
    private boolean arrived;
    private boolean busy;
    private boolean counted;

    AdminSessions(CardGate gate, SessionTable table, BipLimits limits, BodyForm bodyForm, String contentType) {
        this.gate = gate;
        this.table = table;
        this.limits = limits;
        this.bodyForm = bodyForm;
        this.contentType = contentType;
        this.reader = HttpReader.ofRequests(new HttpLimits(HEADER_BYTES, limits.bodyBytes()));
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        if (!table.connect()) {
            LOG.debug("{}: too many connections", active.channel().remoteAddress());
            active.close();
            return;
        }
        counted = true;
        driver = new SessionDriver(gate, table, limits, active.channel().eventLoop(), this::close);
        driver.begin();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext active, Object event) {
        if (event instanceof PskTls.Complete complete) {
            identity = Optional.of(complete.identity());
            if (driver != null) {
                driver.awaitAnswer();
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext active, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        buffer.release();
        if (driver == null || driver.isEnded()) {
            return;
        }
        List<AdminRequest> requests;
        try {
            requests = reader.feed(bytes);
        } catch (WireFormatException e) {
            refuse(AdminResponse.BAD_REQUEST, e.getMessage());
            return;
        }
        for (AdminRequest request : requests) {
            if (busy) {
                refuse(AdminResponse.BAD_REQUEST, "a request before the answer to the one before");
                return;
            }
            busy = true;
            serve(request);
        }
    }

    private void serve(AdminRequest request) {
        Optional<ScriptAnswer> answer = answer(request);
        if (request.status().isPresent() && answer.isEmpty()) {
            refuse(AdminResponse.BAD_REQUEST, "an answer to a script that its URI does not name");
        } else if (arrived) {
            driver.ask(answer, next -> respond(request, next));
        } else {
            arrived = true;
            driver.arrive(
                    new CardArrival(
                            Bearer.HTTPS,
                            identity.orElseThrow(),
                            String.valueOf(context.channel().remoteAddress())),
                    () -> driver.ask(answer, next -> respond(request, next)));
        }
    }

    /** What the request says of a script, whichever connection that went by. */
    private static Optional<ScriptAnswer> answer(AdminRequest request) {
        int at = request.uri().lastIndexOf(SCRIPT_PARAMETER);
        if (request.status().isEmpty() || at < 1) {
            return Optional.empty();
        }
        String id = request.uri().substring(at + SCRIPT_PARAMETER.length());
        return Optional.of(new ScriptAnswer(id, request.status().get(), request.body()));
    }

    private void respond(AdminRequest request, Optional<Script> next) {
        busy = false;
        if (next.isEmpty()) {
            write(AdminResponse.end());
            driver.close("done");
        } else {
            Script script = next.get();
            driver.awaitAnswer();
            write(AdminResponse.script(
                    path(request.uri()) + "?" + SCRIPT_PARAMETER + script.id(),
                    script.target(),
                    contentType,
                    script.content()));
        }
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private void refuse(int code, String why) {
        write(AdminResponse.refused(code));
        driver.close(why);
    }

    private void write(AdminResponse response) {
        context.writeAndFlush(Unpooled.wrappedBuffer(response.encode(bodyForm)));
    }

    private void close(String why) {
        LOG.debug("{}: closed: {}", context.channel().remoteAddress(), why);
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        if (counted) {
            table.disconnect();
            driver.end("the connection was lost");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{}: {}", failed.channel().remoteAddress(), cause.getMessage());
        } else {
            LOG.warn("{}: closed after a fault of this server", failed.channel().remoteAddress(), cause);
        }
        failed.close();
    }
}
