package io.simshift.simulator.handset;

import io.simshift.protocol.bip.ChannelParameters.Transport;
import java.util.concurrent.CompletionStage;

/** What a terminal's channels lead to. */
@FunctionalInterface
public interface ChannelNetwork {
    /**
     * Opens a link; the stage fails where the other end can't be reached.
     *
     * @param transport TCP or UDP client, and the port
     * @param address IPv4 or IPv6
     * @param listener hears of what comes, on any thread, one call after the other
     */
    CompletionStage<Link> open(Transport transport, byte[] address, Listener listener);

    /** One end of a link. */
    interface Link {
        /** Sends; over UDP one datagram. */
        void send(byte[] bytes);

        /** Asks for what comes next; nothing comes that nobody asked for. */
        void more();

        /** Closes; the listener hears nothing of it. */
        void close();
    }

    /** Who asked for the link. */
    interface Listener {
        /** Something has come, over UDP one datagram. */
        void received(byte[] bytes);

        /** The link is gone. */
        void lost();
    }
}
