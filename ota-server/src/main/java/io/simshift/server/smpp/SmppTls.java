package io.simshift.server.smpp;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS 1.2 or 1.3 around a session from its first byte: SMPP 3.4 knows no other way. The centre's certificate must be
 * signed by one of the authorities, be valid, and be made out to {@code serverName}.
 *
 * @param context trust, and the own certificate where the centre asks for one
 * @param serverName DNS name or address in the centre's certificate
 */
public record SmppTls(SslContext context, String serverName) {
    /** What the own side shows where the centre asks for it. @param chain the own certificate first */
    public record Own(PrivateKey key, List<X509Certificate> chain) {
        @Override
        public String toString() {
            return "Own[" + chain.get(0).getSubjectX500Principal().getName() + "]";
        }
    }

    /**
     * @param authorities whom to trust; empty for those that the Java platform trusts
     * @throws IllegalArgumentException where key or certificates are of no use
     */
    public static SmppTls trusting(List<X509Certificate> authorities, Optional<Own> own, String serverName) {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (!authorities.isEmpty()) {
            builder.trustManager(authorities.toArray(new X509Certificate[0]));
        }
        return build(builder, own, serverName);
    }

    /** As {@link #trusting(List, Optional, String)}, with whom {@code store} trusts. */
    public static SmppTls trusting(KeyStore store, Optional<Own> own, String serverName) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return build(SslContextBuilder.forClient().trustManager(trust), own, serverName);
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    private static SmppTls build(SslContextBuilder builder, Optional<Own> own, String serverName) {
        try {
            own.ifPresent(mine -> builder.keyManager(mine.key(), mine.chain().toArray(new X509Certificate[0])));
            SslContext context = builder.protocols("TLSv1.3", "TLSv1.2")
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build();
            return new SmppTls(context, serverName);
        } catch (SSLException e) {
            throw unusable(e);
        }
    }

    private static IllegalArgumentException unusable(Exception cause) {
        return new IllegalArgumentException("TLS to the message centre cannot be set up: " + cause.getMessage(), cause);
    }
}
