package io.simshift.server.bip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS-PSK in a pipeline: records outside, {@link ByteBuf}s of application data inside. When the handshake is complete, a {@link
 * Complete} goes up. A peer that breaks the rules gets its alert and is closed.
 */
final class PskTls extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PskTls.class);

    private final TlsServerProtocol protocol = new TlsServerProtocol();
    private final PskPeer peer;
    private boolean announced;
    private boolean failed;

    /** Who the other end has shown to be. */
    record Complete(byte[] identity) {
        Complete {
            identity = identity.clone();
        }
    }

    PskTls(PskVault vault, TlsProfile profile, SecureRandom random) {
        this.peer = new PskPeer(new BcTlsCrypto(random), vault, profile);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws IOException {
        protocol.accept(peer);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf records = (ByteBuf) message;
        byte[] bytes = new byte[records.readableBytes()];
        records.readBytes(bytes);
        records.release();
        if (failed || protocol.isClosed()) {
            return;
        }
        try {
            protocol.offerInput(bytes);
        } catch (IOException e) {
            fail(context, e);
            return;
        }
        flushRecords(context, context.newPromise());
        if (!announced && peer.identity().isPresent()) {
            announced = true;
            context.fireUserEventTriggered(new Complete(peer.identity().get()));
        }
        int available = protocol.getAvailableInputBytes();
        if (available > 0) {
            byte[] data = new byte[available];
            protocol.readInput(data, 0, available);
            context.fireChannelRead(Unpooled.wrappedBuffer(data));
        }
        if (protocol.isClosed()) {
            context.close();
        }
    }

    private void fail(ChannelHandlerContext context, IOException cause) {
        failed = true;
        LOG.debug("{}: TLS: {}", context.channel().remoteAddress(), cause.getMessage());
        flushRecords(context, context.newPromise());
        context.close();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ByteBuf data = (ByteBuf) message;
        byte[] bytes = new byte[data.readableBytes()];
        data.readBytes(bytes);
        data.release();
        if (failed || protocol.isClosed()) {
            promise.setFailure(new IOException("the connection is closed"));
            return;
        }
        try {
            if (bytes.length > 0) {
                protocol.writeApplicationData(bytes, 0, bytes.length);
            }
            flushRecords(context, promise);
        } catch (IOException e) {
            promise.setFailure(e);
            fail(context, e);
        }
    }

    /** Says goodbye first: some cards take a missing close_notify for an error. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (!failed && !protocol.isClosed()) {
            try {
                protocol.close();
                flushRecords(context, context.newPromise());
            } catch (IOException e) {
                LOG.debug("{}: TLS: {}", context.channel().remoteAddress(), e.getMessage());
            }
        }
        context.close(promise);
    }

    private void flushRecords(ChannelHandlerContext context, ChannelPromise promise) {
        byte[] records = new byte[protocol.getAvailableOutputBytes()];
        protocol.readOutput(records, 0, records.length);
        context.writeAndFlush(Unpooled.wrappedBuffer(records), promise);
    }
}
