package io.simshift.server.bip;

import io.simshift.protocol.cattp.CatTpSettings;
import io.simshift.protocol.scp81.AdminResponse;
import io.simshift.protocol.scp81.BodyForm;
import java.util.Optional;

/**
 * Where a gateway listens, and how. A port of 0 is any that is free.
 *
 * @param host address to listen at
 * @param tcpPort for secured packets over TCP
 * @param udpPort for CAT_TP
 * @param catTpPort the port inside CAT_TP
 * @param catTp sizes and patience of its connections
 * @param https for administration sessions
 * @param limits of every peer
 */
public record BipGatewayConfig(
        String host,
        Optional<Integer> tcpPort,
        Optional<Integer> udpPort,
        int catTpPort,
        CatTpSettings catTp,
        Optional<Https> https,
        BipLimits limits) {
    /**
     * HTTPS.
     *
     * @param keys of the cards
     * @param bodyForm how scripts say where they end: cards differ in what they like
     * @param contentType of scripts
     */
    public record Https(int port, PskVault keys, TlsProfile profile, BodyForm bodyForm, String contentType) {
        /** TLS 1.2, chunks, card content management. */
        public Https(int port, PskVault keys) {
            this(port, keys, TlsProfile.MODERN, BodyForm.CHUNKED, AdminResponse.CARD_CONTENT);
        }
    }

    /** The same with other limits. */
    public BipGatewayConfig with(BipLimits other) {
        return new BipGatewayConfig(host, tcpPort, udpPort, catTpPort, catTp, https, other);
    }
}
