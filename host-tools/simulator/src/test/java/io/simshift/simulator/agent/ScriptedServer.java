package io.simshift.simulator.agent;

import io.simshift.protocol.scp81.AdminRequest;
import io.simshift.protocol.scp81.AdminResponse;
import io.simshift.protocol.scp81.BodyForm;
import io.simshift.protocol.scp81.HttpLimits;
import io.simshift.protocol.scp81.HttpReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.PSKTlsServer;
import org.bouncycastle.tls.TlsPSKIdentityManager;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** A server that answers as a test says, one connection after the other; it cuts the connection where the test says nothing. */
final class ScriptedServer implements AutoCloseable {
    final List<AdminRequest> requests = new CopyOnWriteArrayList<>();

    private final ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final byte[] psk;
    private final Function<AdminRequest, Optional<byte[]>> answers;

    ScriptedServer(byte[] psk, Function<AdminRequest, Optional<byte[]>> answers) throws IOException {
        this.psk = psk.clone();
        this.answers = answers;
        new Thread(this::serve, "scripted server").start();
    }

    static byte[] script(String next, int bytes) {
        byte[] body = new byte[bytes];
        Arrays.fill(body, (byte) bytes);
        return AdminResponse.script(next, Optional.empty(), AdminResponse.CARD_CONTENT, body)
                .encode(BodyForm.CHUNKED);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                serve(socket);
            } catch (IOException e) {
                // the card is gone or refused, or the test is over: the next one, if there is one
                continue;
            }
        }
    }

    private static final class Peer extends PSKTlsServer {
        Peer(TlsPSKIdentityManager keys) {
            super(new BcTlsCrypto(new SecureRandom()), keys);
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA256};
        }
    }

    private void serve(Socket socket) throws IOException {
        TlsServerProtocol protocol = new TlsServerProtocol(socket.getInputStream(), socket.getOutputStream());
        protocol.accept(new Peer(new TlsPSKIdentityManager() {
            @Override
            public byte[] getHint() {
                return new byte[0];
            }

            @Override
            public byte[] getPSK(byte[] identity) {
                return psk.clone();
            }
        }));
        HttpReader<AdminRequest> reader = HttpReader.ofRequests(HttpLimits.USUAL);
        InputStream in = protocol.getInputStream();
        byte[] buffer = new byte[5_000];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            for (AdminRequest request : reader.feed(Arrays.copyOf(buffer, length))) {
                requests.add(request);
                Optional<byte[]> answer = answers.apply(request);
                if (answer.isEmpty()) {
                    return;
                }
                protocol.getOutputStream().write(answer.get());
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
