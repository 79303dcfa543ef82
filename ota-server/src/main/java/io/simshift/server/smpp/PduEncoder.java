package io.simshift.server.smpp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.simshift.protocol.smpp.Pdu;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;

/** PDUs to bytes: those between two flushes go out as one buffer. */
final class PduEncoder extends ChannelOutboundHandlerAdapter {
    private static final int BUFFER_BYTES = 16 * 1024;
    /** No more is held back; the connection's own watermarks see the rest. */
    private static final int HELD_MAX_BYTES = 64 * 1024;

    private final List<ChannelPromise> promises = new ArrayList<>();
    private ByteBuf held;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!(message instanceof Pdu pdu)) {
            pass(context);
            context.write(message, promise);
            return;
        }
        byte[] encoded = pdu.encode();
        if (held == null) {
            held = context.alloc().ioBuffer(Math.max(BUFFER_BYTES, encoded.length));
        }
        held.writeBytes(encoded);
        if (!promise.isVoid()) {
            promises.add(promise);
        }
        if (held.readableBytes() >= HELD_MAX_BYTES) {
            pass(context);
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        pass(context);
        context.flush();
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        pass(context);
        context.close(promise);
    }

    private void pass(ChannelHandlerContext context) {
        if (held == null) {
            return;
        }
        ByteBuf out = held;
        held = null;
        if (promises.isEmpty()) {
            context.write(out, context.voidPromise());
            return;
        }
        List<ChannelPromise> waiting = List.copyOf(promises);
        promises.clear();
        context.write(out).addListener(done -> {
            for (ChannelPromise each : waiting) {
                if (done.isSuccess()) {
                    each.trySuccess();
                } else {
                    each.tryFailure(done.cause());
                }
            }
        });
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (held != null) {
            held.release();
            held = null;
        }
        promises.forEach(promise -> promise.tryFailure(new ClosedChannelException()));
        promises.clear();
    }
}
