package io.simshift.server.webhook;

import io.simshift.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code t=SECONDS,v1=HEX}: HMAC-SHA-256 (RFC 2104) over the time, a dot, and the body. A receiver that refuses old times
 * cannot be told the same again by somebody who has listened.
 */
final class WebhookSignature {
    static final String HEADER = "Simshift-Signature";

    private WebhookSignature() {}

    /** @param epochSeconds when it is sent */
    static String of(SecretBytes secret, long epochSeconds, byte[] body) {
        byte[] key = secret.reveal();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((epochSeconds + ".").getBytes(StandardCharsets.US_ASCII));
            return "t=" + epochSeconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
