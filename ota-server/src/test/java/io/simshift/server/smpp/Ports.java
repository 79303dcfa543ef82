package io.simshift.server.smpp;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Ports for centres that go and come back. Not the system's ephemeral ones: a client that tries such a port again and again
 * may be given it as its own and so take it, or connect to itself.
 */
final class Ports {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 30_000;
    private static final int TRIES = 200;
    private static final int WAIT_MILLIS = 50;

    private Ports() {}

    /** Opens a listener. */
    @FunctionalInterface
    interface Listener<T> {
        T listen(int port) throws IOException;
    }

    /** A port that nobody listened on a moment ago. */
    static int free() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (BindException e) {
                continue; // somebody's: try another
            }
        }
        throw new IOException("no port is free");
    }

    /** Listens again on a port whose last listener may not be wholly gone yet. */
    static <T> T listenAgain(int port, Listener<T> listener) throws IOException, InterruptedException {
        for (int i = 1; ; i++) {
            try {
                return listener.listen(port);
            } catch (BindException e) {
                if (i == TRIES) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(WAIT_MILLIS);
            }
        }
    }
}
