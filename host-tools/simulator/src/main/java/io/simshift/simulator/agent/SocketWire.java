package io.simshift.simulator.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;

/** A TCP connection. */
public final class SocketWire implements Wire {
    private static final int BUFFER_BYTES = 4_096;

    private final Socket socket;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    /** @param patience for the connection, and for each read */
    public SocketWire(InetSocketAddress server, Duration patience) throws IOException {
        socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) patience.toMillis());
            socket.connect(new InetSocketAddress(server.getHostString(), server.getPort()), (int) patience.toMillis());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    @Override
    public byte[] read() throws IOException {
        int length = socket.getInputStream().read(buffer);
        return length < 0 ? new byte[0] : Arrays.copyOf(buffer, length);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
