package io.simshift.server.http;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** What the server proves itself with. @param chain the server's certificate first */
public record ServerTls(PrivateKey key, List<X509Certificate> chain) {
    public ServerTls {
        chain = List.copyOf(chain);
    }

    @Override
    public String toString() {
        return "ServerTls[" + chain.get(0).getSubjectX500Principal().getName() + "]";
    }
}
