package io.simshift.server.smpp;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.Bind;
import io.simshift.protocol.smpp.SmppAddress;

/**
 * One bind to one message centre.
 *
 * @param host name or address
 * @param port 1 to 65535; 2775 is customary
 * @param systemId the account, at most 15 characters
 * @param password at most 8 bytes
 * @param systemType at most 12 characters, often empty
 * @param source the OTA number: TP-OA of what cards get, and where their answers go
 * @param receipts whether to ask for a delivery receipt of each message
 * @param messageIds how the centre writes message_id
 * @param limits window and times
 */
public record SmppClientConfig(
        String host,
        int port,
        String systemId,
        SecretBytes password,
        String systemType,
        SmppAddress source,
        boolean receipts,
        MessageIdForm messageIds,
        SmppClientLimits limits) {
    private static final int PORT_MAX = 65535;

    public SmppClientConfig {
        if (host.isBlank()) {
            throw new IllegalArgumentException("no SMPP host given");
        }
        if (port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException("SMPP port " + port + " is not 1 to 65535");
        }
        // The PDU's own constructor knows what fits; better refused here than at each reconnect.
        Bind.transceiver(1, systemId, password, systemType);
    }

    /** Without system_type, with receipts, ids as written and default limits. */
    public static SmppClientConfig of(
            String host, int port, String systemId, SecretBytes password, SmppAddress source) {
        return new SmppClientConfig(
                host,
                port,
                systemId,
                password,
                "",
                source,
                true,
                MessageIdForm.AS_WRITTEN,
                SmppClientLimits.defaults());
    }

    public SmppClientConfig withLimits(SmppClientLimits other) {
        return new SmppClientConfig(host, port, systemId, password, systemType, source, receipts, messageIds, other);
    }

    public SmppClientConfig withMessageIds(MessageIdForm form) {
        return new SmppClientConfig(host, port, systemId, password, systemType, source, receipts, form, limits);
    }

    /** For people and logs: account, host and port. */
    String name() {
        return systemId + "@" + host + ":" + port;
    }
}
