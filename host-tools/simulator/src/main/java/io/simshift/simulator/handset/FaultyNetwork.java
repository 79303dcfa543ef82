package io.simshift.simulator.handset;

import io.simshift.protocol.bip.ChannelParameters.Transport;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Another network with faults; the same seed has always the same ones. */
public final class FaultyNetwork implements ChannelNetwork {
    private final ChannelNetwork network;
    private final Faults faults;
    private final Random random;

    /**
     * How often in a hundred something goes wrong.
     *
     * @param unreachablePercent links that do not open
     * @param cutPercent things sent or received at which a link breaks
     * @param lostPercent datagrams that get lost, either way
     */
    public record Faults(int unreachablePercent, int cutPercent, int lostPercent) {
        public Faults {
            if (Math.min(unreachablePercent, Math.min(cutPercent, lostPercent)) < 0
                    || Math.max(unreachablePercent, Math.max(cutPercent, lostPercent)) > 100) {
                throw new IllegalArgumentException("faults are 0 to 100 in a hundred");
            }
        }
    }

    public FaultyNetwork(ChannelNetwork network, Faults faults, long seed) {
        this.network = network;
        this.faults = faults;
        this.random = new Random(seed);
    }

    private synchronized boolean happens(int percent) {
        return random.nextInt(100) < percent;
    }

    @Override
    public CompletionStage<Link> open(Transport transport, byte[] address, Listener listener) {
        if (happens(faults.unreachablePercent())) {
            return CompletableFuture.failedStage(new IOException("unreachable, as the seed wants"));
        }
        FaultyLink faulty = new FaultyLink(listener, transport.type() == Transport.UDP_CLIENT);
        return network.open(transport, address, faulty).thenApply(link -> {
            faulty.link = link;
            return faulty;
        });
    }

    private final class FaultyLink implements Link, Listener {
        private final Listener listener;
        private final boolean datagrams;
        private volatile Link link;

        FaultyLink(Listener listener, boolean datagrams) {
            this.listener = listener;
            this.datagrams = datagrams;
        }

        /** Whether something passes. */
        private boolean passes() {
            if (datagrams && happens(faults.lostPercent())) {
                return false;
            }
            if (happens(faults.cutPercent())) {
                link.close();
                listener.lost();
                return false;
            }
            return true;
        }

        @Override
        public void send(byte[] bytes) {
            if (passes()) {
                link.send(bytes);
            }
        }

        @Override
        public void received(byte[] bytes) {
            if (passes()) {
                listener.received(bytes);
            } else {
                link.more(); // what was asked for is still due
            }
        }

        @Override
        public void more() {
            link.more();
        }

        @Override
        public void close() {
            link.close();
        }

        @Override
        public void lost() {
            listener.lost();
        }
    }
}
