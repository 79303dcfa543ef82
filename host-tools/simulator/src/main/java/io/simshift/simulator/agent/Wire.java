package io.simshift.simulator.agent;

import java.io.IOException;

/** A stream of bytes to a server and back, however it travels. Calls block; one thread. */
public interface Wire extends AutoCloseable {
    /** Sends all of {@code bytes}. */
    void write(byte[] bytes) throws IOException;

    /** What has come, at least one byte; none where the other end has closed. */
    byte[] read() throws IOException;

    @Override
    void close() throws IOException;

    /** Makes a new connection. */
    @FunctionalInterface
    interface Connector {
        /** Connects. */
        Wire connect() throws IOException;
    }
}
