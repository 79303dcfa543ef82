package io.simshift.server.smpp;

import io.simshift.protocol.smpp.Bind;
import io.simshift.protocol.smpp.BindResponse;
import io.simshift.protocol.smpp.Pdu;
import io.simshift.protocol.smpp.Tlvs;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A message centre of blocking sockets that behaves as badly as a test asks. */
final class ScriptedCentre implements AutoCloseable {
    private static final int RECEIVE_BUFFER_BYTES = 16 * 1024;

    /** What to do with one PDU from the client. */
    interface Script {
        void received(Pdu pdu, Connection connection) throws IOException;
    }

    private final ServerSocket server;
    private final Script script;
    private final BlockingQueue<Pdu> received = new LinkedBlockingQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<Connection> all = new ConcurrentLinkedQueue<>();
    private volatile Connection current;

    ScriptedCentre(Script script) throws IOException {
        this(0, script);
    }

    ScriptedCentre(int port, Script script) throws IOException {
        this.script = script;
        server = new ServerSocket();
        // small: a centre that does not read makes itself felt soon
        server.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10);
        Thread acceptor = new Thread(this::accept, "scripted-centre");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    Connection current() {
        return current;
    }

    /** The next PDU of the client that is of {@code type}; others before it are skipped. */
    <T extends Pdu> T next(Class<T> type) throws InterruptedException {
        while (true) {
            Pdu pdu = received.poll(20, TimeUnit.SECONDS);
            if (pdu == null) {
                throw new AssertionError("no " + type.getSimpleName() + " came");
            }
            if (type.isInstance(pdu)) {
                return type.cast(pdu);
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                Connection connection = new Connection(server.accept());
                connections.incrementAndGet();
                current = connection;
                all.add(connection);
                Thread reader = new Thread(() -> read(connection), "scripted-centre-reader");
                reader.setDaemon(true);
                reader.start();
            }
        } catch (SocketException e) {
            // The test closed the server.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(Connection connection) {
        try (connection) {
            while (true) {
                Pdu pdu = connection.read();
                received.add(pdu);
                script.received(pdu, connection);
            }
        } catch (EOFException | SocketException e) {
            // The client, or the test, closed the connection.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Connection connection : all) {
            connection.close();
        }
    }

    /** One connection. */
    static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
        }

        Pdu read() throws IOException {
            int length = in.readInt();
            byte[] frame = new byte[length];
            ByteBuffer.wrap(frame).putInt(length);
            in.readFully(frame, Integer.BYTES, length - Integer.BYTES);
            return Pdu.decode(frame);
        }

        void send(Pdu pdu) throws IOException {
            sendBytes(pdu.encode());
        }

        synchronized void sendBytes(byte[] bytes) throws IOException {
            // one write and no flush: the client may have left by then, and the reader have closed the socket
            socket.getOutputStream().write(bytes);
        }

        void accept(Bind bind) throws IOException {
            send(new BindResponse(bind.type(), 0, bind.sequenceNumber(), "MC", Tlvs.NONE));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
