package io.simshift.server.access;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds out who calls, by what the caller has brought. */
public final class Authenticator {
    private final List<Function<String, Optional<Principal>>> tokens;
    private final Function<X509Certificate, Optional<Principal>> certificates;

    /**
     * @param tokens each is asked in turn
     * @param certificates knows the certificates of partners; a certificate counts as the very same one only, and the caller
     *     has proved in the TLS handshake that its key is there
     */
    public Authenticator(
            List<Function<String, Optional<Principal>>> tokens,
            Function<X509Certificate, Optional<Principal>> certificates) {
        this.tokens = List.copyOf(tokens);
        this.certificates = certificates;
    }

    /** The caller with this bearer token. */
    public Optional<Principal> byToken(String token) {
        return tokens.stream()
                .map(check -> check.apply(token))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The caller that has shown this certificate. */
    public Optional<Principal> byCertificate(X509Certificate certificate) {
        return certificates.apply(certificate);
    }
}
