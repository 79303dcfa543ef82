package io.simshift.server.node;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.server.config.ConfigException;
import io.simshift.server.config.ServerSettings;
import io.simshift.server.smpp.SmppClientConfig;
import io.simshift.server.smpp.SmppClientLimits;
import io.simshift.server.smpp.SmppTls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The message centres of an operator's configuration, with passwords and certificates read. */
final class MessageCentres {
    private MessageCentres() {}

    static List<SmppClientConfig> of(ServerSettings.Operator settings) {
        SmppAddress source =
                SmppAddress.international(settings.profile().otaNumber().digits());
        return settings.smscs().stream()
                .map(smsc -> centre(smsc, source, settings.policy().submitTimeout()))
                .toList();
    }

    private static SmppClientConfig centre(ServerSettings.Smsc smsc, SmppAddress source, Duration submitTimeout) {
        Optional<SmppTls> tls = smsc.tls().map(MessageCentres::tls);
        try {
            return new SmppClientConfig(
                    smsc.name(),
                    smsc.host(),
                    smsc.port(),
                    smsc.systemId(),
                    password(smsc.passwordFile()),
                    smsc.systemType(),
                    source,
                    smsc.receipts(),
                    smsc.messageIds(),
                    smsc.binds(),
                    smsc.messagesPerSecond(),
                    tls,
                    limits(smsc).within(submitTimeout));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("SMSC " + smsc.host() + ": " + e.getMessage(), e);
        }
    }

    /** As many cards answer at once as were sent to. */
    private static SmppClientLimits limits(ServerSettings.Smsc smsc) {
        SmppClientLimits usual = SmppClientLimits.defaults().withWindow(smsc.window());
        int inFlight = smsc.window() * smsc.binds().count();
        return usual.withWaitingMessages(Math.max(usual.waitingMessages(), 2 * inFlight))
                .withInboundMessages(Math.max(usual.inboundMessages(), inFlight));
    }

    private static SecretBytes password(Path file) {
        char[] password = Identities.firstLine(file);
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(CharBuffer.wrap(password));
        byte[] exact = Arrays.copyOf(bytes.array(), bytes.limit());
        try {
            return SecretBytes.copyOf(exact);
        } finally {
            Arrays.fill(password, '\0');
            Arrays.fill(bytes.array(), (byte) 0);
            Arrays.fill(exact, (byte) 0);
        }
    }

    private static SmppTls tls(ServerSettings.SmscTls tls) {
        Optional<SmppTls.Own> own = tls.own()
                .map(files -> new SmppTls.Own(Identities.key(files.key()), Identities.chain(files.certificate())));
        try {
            return tls.trustStore().isPresent()
                    ? SmppTls.trusting(store(tls.trustStore().get()), own, tls.serverName())
                    : SmppTls.trusting(
                            tls.authorities().map(Identities::chain).orElse(List.of()), own, tls.serverName());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage(), e);
        }
    }

    private static KeyStore store(ServerSettings.TrustStore store) {
        char[] password = Identities.firstLine(store.passwordFile());
        try {
            if (!Files.exists(store.file())) {
                throw new ConfigException("there is no trust store " + store.file());
            }
            return KeyStore.getInstance(store.file().toFile(), password);
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigException(
                    "trust store " + store.file() + " cannot be opened with that password: " + e.getMessage(), e);
        } finally {
            Arrays.fill(password, '\0');
        }
    }
}
