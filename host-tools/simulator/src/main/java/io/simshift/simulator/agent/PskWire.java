package io.simshift.simulator.agent;

import io.simshift.protocol.secret.SecretBytes;
import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.tls.BasicTlsPSKIdentity;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.PSKTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** TLS 1.2 with a pre-shared key over another wire. */
final class PskWire implements Wire {
    private final Wire wire;
    private final TlsClientProtocol protocol = new TlsClientProtocol();

    /** A card knows few suites, and one version. */
    private static final class CardPeer extends PSKTlsClient {
        private static final int[] SUITES = {
            CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA256, CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256
        };

        CardPeer(TlsCrypto crypto, BasicTlsPSKIdentity identity) {
            super(crypto, identity);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.TLSv12.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return SUITES.clone();
        }
    }

    /** Shakes hands; closes {@code wire} where that fails. */
    PskWire(Wire wire, String identity, SecretBytes key, SecureRandom random) throws IOException {
        this.wire = wire;
        try {
            protocol.connect(new CardPeer(new BcTlsCrypto(random), new BasicTlsPSKIdentity(identity, key.reveal())));
            flush();
            while (protocol.isHandshaking()) {
                take();
            }
        } catch (IOException e) {
            wire.close();
            throw e;
        }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        protocol.writeApplicationData(bytes, 0, bytes.length);
        flush();
    }

    @Override
    public byte[] read() throws IOException {
        while (protocol.getAvailableInputBytes() == 0) {
            if (protocol.isClosed()) {
                return new byte[0];
            }
            take();
        }
        byte[] data = new byte[protocol.getAvailableInputBytes()];
        protocol.readInput(data, 0, data.length);
        return data;
    }

    private void take() throws IOException {
        byte[] records = wire.read();
        if (records.length == 0) {
            throw new IOException("the server has closed without a goodbye");
        }
        try {
            protocol.offerInput(records);
        } finally {
            flush();
        }
    }

    private void flush() throws IOException {
        byte[] records = new byte[protocol.getAvailableOutputBytes()];
        protocol.readOutput(records, 0, records.length);
        if (records.length > 0) {
            wire.write(records);
        }
    }

    @Override
    public void close() throws IOException {
        try (wire) {
            if (!protocol.isClosed()) {
                protocol.close();
                flush();
            }
        }
    }
}
