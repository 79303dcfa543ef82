package io.simshift.server.smpp;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;

/** From bytes to PDUs and back, and many of them to one write: what is next to the socket, or to TLS. */
public final class SmppCodec {
    private static final int FLUSH_AFTER_PDUS = 256;

    private SmppCodec() {}

    /**
     * Handlers behind these get {@link io.simshift.protocol.smpp.ReceivedPdu} and write
     * {@link io.simshift.protocol.smpp.Pdu}.
     *
     * @param pduMaxBytes a longer command_length is a {@link io.netty.handler.codec.CorruptedFrameException}
     */
    public static void addTo(ChannelPipeline pipeline, int pduMaxBytes) {
        // The encoder is next to the socket: what one flush, of many, lets out is one buffer.
        pipeline.addLast(new PduEncoder())
                .addLast(new FlushConsolidationHandler(FLUSH_AFTER_PDUS, true))
                .addLast(new PduFrameDecoder(pduMaxBytes));
    }
}
