package io.simshift.simulator.vpcd;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;

/** The reader's side of vpcd. */
public final class FakeReader implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final ServerSocket server;
    private Socket card;

    public FakeReader() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setSoTimeout(TIMEOUT_MILLIS);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** Waits for a card. */
    public void accept() throws IOException {
        card = server.accept();
        card.setSoTimeout(TIMEOUT_MILLIS);
    }

    /** Sends a frame as vpcd does, its length apart from its content. */
    public void send(String hex) throws IOException {
        byte[] content = HexFormat.of().parseHex(hex);
        OutputStream out = card.getOutputStream();
        out.write(new byte[] {(byte) (content.length >> 8), (byte) content.length});
        out.flush();
        out.write(content);
        out.flush();
    }

    /** The next frame from the card. */
    public String receive() throws IOException {
        DataInputStream in = new DataInputStream(card.getInputStream());
        byte[] content = new byte[in.readUnsignedShort()];
        in.readFully(content);
        return HexFormat.of().withUpperCase().formatHex(content);
    }

    public String exchange(String hex) throws IOException {
        send(hex);
        return receive();
    }

    /** Whether the card has ended the connection. */
    public boolean cardGone() throws IOException {
        return card.getInputStream().read() < 0;
    }

    /** Ends the connection; the reader stays. */
    public void hangUp() throws IOException {
        card.close();
    }

    @Override
    public void close() throws IOException {
        if (card != null) {
            card.close();
        }
        server.close();
    }
}
