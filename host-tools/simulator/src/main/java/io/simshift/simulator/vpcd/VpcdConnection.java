package io.simshift.simulator.vpcd;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import jdk.net.ExtendedSocketOptions;

/**
 * Frames of vpcd: two bytes of length, high byte first, then as many bytes.
 *
 * <p>The reader sends length and content in two writes, and waits for the first to be acknowledged before it sends the
 * second. Linux delays such acknowledgements by 40 ms, and forgets after some packets that it was asked not to: so it is
 * asked again before each read.
 */
final class VpcdConnection implements AutoCloseable {
    static final int FRAME_BYTES_MAX = 0xFFFF;

    private final Socket socket;
    private final boolean quickAcknowledgement;
    private final DataInputStream in;

    private VpcdConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.quickAcknowledgement = socket.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.in = new DataInputStream(new AcknowledgingStream(socket.getInputStream()));
    }

    static VpcdConnection open(InetSocketAddress address, int timeoutMillis) throws IOException {
        Socket socket = new Socket();
        try {
            // looked up now: the reader's host may have moved since the last time
            socket.connect(new InetSocketAddress(address.getHostString(), address.getPort()), timeoutMillis);
            return new VpcdConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The next frame's content; null where the reader has ended the connection between two frames. */
    byte[] receive() throws IOException {
        int high = in.read();
        if (high < 0) {
            return null;
        }
        int low = in.read();
        if (low < 0) {
            throw new EOFException("the reader broke off in a frame");
        }
        byte[] content = new byte[high << 8 | low];
        in.readFully(content);
        return content;
    }

    /** Sends one frame in one write: in two, the second would wait for the reader's acknowledgement of the first. */
    void send(byte[] content) throws IOException {
        if (content.length > FRAME_BYTES_MAX) {
            throw new IllegalArgumentException("a frame holds " + FRAME_BYTES_MAX + " bytes, not " + content.length);
        }
        byte[] frame = new byte[2 + content.length];
        frame[0] = (byte) (content.length >> 8);
        frame[1] = (byte) content.length;
        System.arraycopy(content, 0, frame, 2, content.length);
        socket.getOutputStream().write(frame);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Reads what there is, no more than asked for. */
    private final class AcknowledgingStream extends InputStream {
        private final InputStream wire;

        AcknowledgingStream(InputStream wire) {
            this.wire = wire;
        }

        private void arm() throws IOException {
            if (quickAcknowledgement) {
                socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
            }
        }

        @Override
        public int read() throws IOException {
            arm();
            return wire.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            arm();
            return wire.read(bytes, offset, length);
        }
    }
}
