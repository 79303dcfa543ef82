package io.simshift.server.bip;

import io.simshift.protocol.cattp.CatTpConnection;
import io.simshift.protocol.cattp.CatTpPdu;
import io.simshift.protocol.cattp.CatTpSettings;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;

/** A card's end of a CAT_TP connection, on a plain blocking socket that may lose datagrams both ways. */
final class CatTpCard implements AutoCloseable {
    static final CatTpSettings SETTINGS = new CatTpSettings(300, 20_000, 4, 50, 30, 0);

    final CatTpConnection connection;
    private final DatagramSocket socket = new DatagramSocket();
    private final InetSocketAddress server;
    private final Deque<byte[]> sdus = new ArrayDeque<>();
    private final Random random;
    private final int lossPercent;

    CatTpCard(InetSocketAddress server, int port, byte[] identification, int lossPercent) throws IOException {
        this.server = server;
        this.random = new Random(port);
        this.lossPercent = lossPercent;
        this.connection = CatTpConnection.active(1_024, port, SETTINGS, random.nextInt(0x10000), identification);
        run(connection.start(now()));
        while (connection.state() == CatTpConnection.State.SYN_SENT) {
            once();
        }
    }

    static long now() {
        return System.nanoTime() / 1_000_000;
    }

    void send(byte[] sdu) throws IOException {
        run(connection.send(sdu, now()));
    }

    /** The next SDU; empty where the connection is over. */
    Optional<byte[]> receive() throws IOException {
        while (sdus.isEmpty() && connection.state() == CatTpConnection.State.OPEN) {
            once();
        }
        return Optional.ofNullable(sdus.pollFirst());
    }

    private void once() throws IOException {
        long due = connection.deadline().orElse(now() + 20_000);
        socket.setSoTimeout((int) Math.max(1, due - now()));
        DatagramPacket datagram = new DatagramPacket(new byte[2_000], 2_000);
        try {
            socket.receive(datagram);
        } catch (SocketTimeoutException e) {
            if (connection.deadline().isEmpty()) {
                throw e;
            }
            run(connection.tick(now()));
            return;
        }
        if (random.nextInt(100) >= lossPercent) {
            byte[] bytes = Arrays.copyOf(datagram.getData(), datagram.getLength());
            run(connection.receive(CatTpPdu.decode(bytes), now()));
        }
    }

    private void run(CatTpConnection.Output output) throws IOException {
        for (CatTpPdu pdu : output.pdus()) {
            if (random.nextInt(100) >= lossPercent) {
                raw(pdu.encode());
            }
        }
        sdus.addAll(output.sdus());
    }

    void raw(byte[] datagram) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length, server));
    }

    @Override
    public void close() {
        socket.close();
    }
}
