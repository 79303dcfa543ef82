package io.simshift.server.bip;

import io.simshift.protocol.bip.IpPackets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/** A card's end of a TCP connection, on a plain blocking socket. */
final class TcpCard implements AutoCloseable {
    private final Socket socket;
    private final IpPackets cutter = new IpPackets(100_000);
    private final Deque<byte[]> packets = new ArrayDeque<>();

    TcpCard(InetSocketAddress server) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setSoTimeout(20_000);
    }

    void send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next packet; empty where the server has closed. */
    Optional<byte[]> receive() throws IOException {
        byte[] buffer = new byte[3_000];
        while (packets.isEmpty()) {
            int length;
            try {
                length = socket.getInputStream().read(buffer);
            } catch (java.net.SocketException reset) {
                return Optional.empty();
            }
            if (length < 0) {
                return Optional.empty();
            }
            packets.addAll(cutter.feed(Arrays.copyOf(buffer, length)));
        }
        return Optional.of(packets.removeFirst());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
