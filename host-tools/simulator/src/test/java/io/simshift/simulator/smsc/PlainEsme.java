package io.simshift.simulator.smsc;

import io.simshift.protocol.smpp.DeliverSm;
import io.simshift.protocol.smpp.Pdu;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** An ESME of one blocking socket, for what a proper one would never do. */
final class PlainEsme implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;

    PlainEsme(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(socket.getInputStream());
    }

    void send(Pdu pdu) throws IOException {
        sendBytes(pdu.encode());
    }

    void sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    Pdu ask(Pdu request) throws IOException {
        send(request);
        return receive();
    }

    Pdu receive() throws IOException {
        int length = in.readInt();
        byte[] frame = new byte[length];
        ByteBuffer.wrap(frame).putInt(length);
        in.readFully(frame, Integer.BYTES, length - Integer.BYTES);
        return Pdu.decode(frame);
    }

    DeliverSm receiveDeliver() throws IOException {
        return (DeliverSm) receive();
    }

    /** Whether the peer has closed the connection. */
    boolean isClosedByPeer() throws IOException {
        try {
            in.readByte();
            return false;
        } catch (EOFException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
