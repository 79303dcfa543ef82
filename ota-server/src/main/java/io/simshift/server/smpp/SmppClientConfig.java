package io.simshift.server.smpp;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.Bind;
import io.simshift.protocol.smpp.SmppAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One message centre, and the sessions with it.
 *
 * @param name tells several centres apart in logs, meters and message ids; empty for the only one
 * @param host name or address
 * @param port 1 to 65535; 2775 is customary
 * @param systemId the account, at most 15 characters
 * @param password at most 8 bytes
 * @param systemType at most 12 characters, often empty
 * @param source the OTA number: TP-OA of what cards get, and where their answers go
 * @param receipts whether to ask for a delivery receipt of each message
 * @param messageIds how the centre writes message_id
 * @param binds how many sessions of which kind
 * @param messagesPerSecond submit_sm over all sessions together, at most; 0 for as many as the centre takes
 * @param tls empty for plain TCP
 * @param limits window and times
 */
public record SmppClientConfig(
        String name,
        String host,
        int port,
        String systemId,
        SecretBytes password,
        String systemType,
        SmppAddress source,
        boolean receipts,
        MessageIdForm messageIds,
        SmppBinds binds,
        int messagesPerSecond,
        Optional<SmppTls> tls,
        SmppClientLimits limits) {
    private static final int PORT_MAX = 65535;
    /** Without the sign that parts it from a message_id. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{0,32}");

    public SmppClientConfig {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "an SMSC's name is up to 32 letters, digits, dots, dashes: '" + name + "'");
        }
        if (host.isBlank()) {
            throw new IllegalArgumentException("no SMPP host given");
        }
        if (port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException("SMPP port " + port + " is not 1 to 65535");
        }
        if (messagesPerSecond < 0) {
            throw new IllegalArgumentException("a rate of " + messagesPerSecond + " messages a second is below 0");
        }
        // The PDU's own constructor knows what fits; better refused here than at each reconnect.
        Bind.transceiver(1, systemId, password, systemType);
    }

    /** One transceiver without TLS, system_type and rate, with receipts, ids as written and default limits. */
    public static SmppClientConfig of(
            String host, int port, String systemId, SecretBytes password, SmppAddress source) {
        return new SmppClientConfig(
                "",
                host,
                port,
                systemId,
                password,
                "",
                source,
                true,
                MessageIdForm.AS_WRITTEN,
                SmppBinds.one(),
                0,
                Optional.empty(),
                SmppClientLimits.defaults());
    }

    public SmppClientConfig withName(String other) {
        return copy(other, receipts, messageIds, binds, messagesPerSecond, tls, limits);
    }

    public SmppClientConfig withReceipts(boolean wanted) {
        return copy(name, wanted, messageIds, binds, messagesPerSecond, tls, limits);
    }

    public SmppClientConfig withMessageIds(MessageIdForm form) {
        return copy(name, receipts, form, binds, messagesPerSecond, tls, limits);
    }

    public SmppClientConfig withBinds(SmppBinds other) {
        return copy(name, receipts, messageIds, other, messagesPerSecond, tls, limits);
    }

    public SmppClientConfig withMessagesPerSecond(int rate) {
        return copy(name, receipts, messageIds, binds, rate, tls, limits);
    }

    public SmppClientConfig withTls(SmppTls other) {
        return copy(name, receipts, messageIds, binds, messagesPerSecond, Optional.of(other), limits);
    }

    public SmppClientConfig withLimits(SmppClientLimits other) {
        return copy(name, receipts, messageIds, binds, messagesPerSecond, tls, other);
    }

    private SmppClientConfig copy(
            String otherName,
            boolean otherReceipts,
            MessageIdForm form,
            SmppBinds otherBinds,
            int rate,
            Optional<SmppTls> otherTls,
            SmppClientLimits otherLimits) {
        return new SmppClientConfig(
                otherName,
                host,
                port,
                systemId,
                password,
                systemType,
                source,
                otherReceipts,
                form,
                otherBinds,
                rate,
                otherTls,
                otherLimits);
    }

    /** For people and logs: account, host and port. */
    String title() {
        return (name.isEmpty() ? "" : name + " ") + systemId + "@" + host + ":" + port;
    }
}
