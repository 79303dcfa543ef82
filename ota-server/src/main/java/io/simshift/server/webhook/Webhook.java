package io.simshift.server.webhook;

import io.simshift.protocol.secret.SecretBytes;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Where events go.
 *
 * @param name tells it apart from others
 * @param url https, or http on this machine itself
 * @param secret for the signature
 * @param authorities whose certificates the receiver may show; empty for those that Java trusts
 */
public record Webhook(String name, URI url, SecretBytes secret, List<X509Certificate> authorities) {
    public Webhook {
        authorities = List.copyOf(authorities);
    }
}
