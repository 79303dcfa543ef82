package io.simshift.simulator.handset;

import io.simshift.protocol.bip.ChannelParameters.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A network whose other end is the test. */
final class FakeNetwork implements ChannelNetwork {
    final List<String> happened = new ArrayList<>();
    final List<Listener> listeners = new ArrayList<>();
    boolean reachable = true;
    boolean slow;
    Runnable answering = () -> {};

    @Override
    public CompletionStage<Link> open(Transport transport, byte[] address, Listener listener) {
        happened.add("open " + transport.type() + " " + HexFormat.of().formatHex(address) + ":" + transport.port());
        CompletableFuture<Link> opened = new CompletableFuture<>();
        answering = () -> {
            if (reachable) {
                listeners.add(listener);
                opened.complete(new FakeLink());
            } else {
                opened.completeExceptionally(new IOException("unreachable"));
            }
        };
        if (!slow) {
            answering.run();
        }
        return opened;
    }

    private final class FakeLink implements Link {
        @Override
        public void send(byte[] bytes) {
            happened.add("send " + HexFormat.of().formatHex(bytes));
        }

        @Override
        public void more() {
            happened.add("more");
        }

        @Override
        public void close() {
            happened.add("close");
        }
    }
}
