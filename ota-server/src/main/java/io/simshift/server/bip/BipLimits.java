package io.simshift.server.bip;

import java.time.Duration;

/**
 * What one peer may take, and all of them together.
 *
 * @param connections of all peers, identified or not
 * @param halfOpen CAT_TP connections whose peer has not yet shown that it gets what is sent to it
 * @param packetBytes the longest secured packet
 * @param bodyBytes the longest body of a request
 * @param identification until a card has said who it is, TLS handshake included
 * @param answer until a card has answered, and until the server knows what comes next; bytes that complete nothing count for
 *     nothing
 * @param session from beginning to end
 */
public record BipLimits(
        int connections,
        int halfOpen,
        int packetBytes,
        int bodyBytes,
        Duration identification,
        Duration answer,
        Duration session) {
    /** With the patience that NB-IoT needs. */
    public static final BipLimits USUAL = new BipLimits(
            20_000, 2_000, 0xFFFF, 128 << 10, Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofHours(1));

    public BipLimits {
        if (connections < 1 || halfOpen < 1 || packetBytes < 1 || bodyBytes < 1) {
            throw new IllegalArgumentException("limits are positive");
        }
    }
}
