package io.simshift.server.bip;

import io.simshift.protocol.secret.SecretBytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.PSKTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsPSKIdentityManager;
import org.bouncycastle.tls.crypto.TlsCrypto;

/** The server's side of one TLS-PSK handshake (RFC 4279, RFC 5487). */
final class PskPeer extends PSKTlsServer {
    private static final int[] CIPHERED = {
        CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA256,
        CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA
    };
    private static final int[] OLD = {CipherSuite.TLS_PSK_WITH_3DES_EDE_CBC_SHA};
    private static final int[] WITHOUT_CIPHER = {CipherSuite.TLS_PSK_WITH_NULL_SHA256, CipherSuite.TLS_PSK_WITH_NULL_SHA
    };

    private final TlsProfile profile;
    private final Identities identities;
    private boolean complete;

    /** Remembers who was asked for. */
    private static final class Identities implements TlsPSKIdentityManager {
        private final PskVault vault;
        private Optional<byte[]> identity = Optional.empty();

        Identities(PskVault vault) {
            this.vault = vault;
        }

        @Override
        public byte[] getHint() {
            return null; // no hint: the card knows its key by the trigger
        }

        @Override
        public byte[] getPSK(byte[] asked) {
            Optional<SecretBytes> key = vault.find(asked.clone());
            if (key.isEmpty()) {
                return null; // alert unknown_psk_identity
            }
            try (SecretBytes secret = key.get()) {
                identity = Optional.of(asked.clone());
                return secret.reveal();
            }
        }
    }

    PskPeer(TlsCrypto crypto, PskVault vault, TlsProfile profile) {
        this(crypto, new Identities(vault), profile);
    }

    private PskPeer(TlsCrypto crypto, Identities identities, TlsProfile profile) {
        super(crypto, identities);
        this.identities = identities;
        this.profile = profile;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return profile.before12()
                ? ProtocolVersion.TLSv12.downTo(ProtocolVersion.TLSv10)
                : ProtocolVersion.TLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        IntStream suites = Arrays.stream(CIPHERED);
        if (profile.before12()) {
            suites = IntStream.concat(suites, Arrays.stream(OLD));
        }
        if (profile.withoutCipher()) {
            suites = IntStream.concat(suites, Arrays.stream(WITHOUT_CIPHER));
        }
        return suites.toArray();
    }

    @Override
    protected boolean preferLocalCipherSuites() {
        return true;
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return 0; // the session driver has the clock
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        complete = true;
    }

    /** Who has shown that it holds its key; empty before the handshake is complete. */
    Optional<byte[]> identity() {
        return complete ? identities.identity : Optional.empty();
    }
}
