package io.simshift.server.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.sms.SubmitResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jsmpp.session.connection.ServerConnectionFactory;
import org.jsmpp.session.connection.socket.ServerSocketConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TLS to a message centre of another make (jSMPP behind the JDK's TLS). */
@Timeout(60)
class SmppTlsTest {
    private final TestAuthority authority = new TestAuthority("Test CA");
    private final TestAuthority.Identity centresOwn = authority.issue("smsc.example.com");
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final RecordingIngress ingress = new RecordingIngress();
    private JsmppCentre centre;
    private SmppClient client;

    @AfterEach
    void stop() throws Exception {
        client.close();
        centre.close();
        executor.shutdownNow();
    }

    /** jSMPP's own factory takes the virtual machine's default keys only. */
    private static ServerConnectionFactory secured(SSLContext context, boolean askForCertificate) {
        return new ServerConnectionFactory() {
            @Override
            public ServerSocketConnection listen(int port) throws IOException {
                return listen(port, 0, 50);
            }

            @Override
            public ServerSocketConnection listen(int port, int timeout) throws IOException {
                return listen(port, timeout, 50);
            }

            @Override
            public ServerSocketConnection listen(int port, int timeout, int backlog) throws IOException {
                SSLServerSocket socket =
                        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(port, backlog);
                socket.setNeedClientAuth(askForCertificate);
                socket.setSoTimeout(timeout);
                return new ServerSocketConnection(socket);
            }
        };
    }

    private void start(boolean askForCertificate) throws IOException {
        centre = new JsmppCentre(Ports.free(), "secret", secured(authority.context(centresOwn), askForCertificate));
    }

    private void connect(SmppTls tls) {
        SmppClientConfig config = SmppClientConfig.of(
                        "127.0.0.1",
                        centre.port(),
                        "ota",
                        SecretBytes.copyOf("secret".getBytes(StandardCharsets.US_ASCII)),
                        SmppAddress.international("1234"))
                .withTls(tls)
                .withLimits(SmppClientLimits.defaults()
                        .withResponseTimeout(Duration.ofSeconds(5))
                        .withHandOverLimit(Duration.ofSeconds(2))
                        .withReconnectDelay(Duration.ofMillis(100), Duration.ofMillis(500)));
        client = SmppClient.connect(config, ingress, executor, new Random(1));
    }

    private SubmitResult submit() throws Exception {
        return client.submit(new OutgoingSms(new Msisdn("15550001"), new byte[] {0}, 0x7F, 0xF6, Duration.ofHours(1)))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static final SubmitResult NEVER_BOUND = new SubmitResult.Refused(CommandStatus.INVALID_BIND_STATE, true);

    @Test
    void speaksToACentreOfThePinnedAuthority() throws Exception {
        start(false);
        connect(SmppTls.trusting(List.of(authority.certificate()), Optional.empty(), "smsc.example.com"));
        assertThat(submit()).isInstanceOf(SubmitResult.Accepted.class);
        assertThat(centre.nextSubmit().getDestAddress()).isEqualTo("15550001");
    }

    @Test
    void speaksToACentreThatTheTrustStoreTrusts() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", authority.certificate());
        start(false);
        connect(SmppTls.trusting(store, Optional.empty(), "smsc.example.com"));
        assertThat(submit()).isInstanceOf(SubmitResult.Accepted.class);
    }

    @Test
    void showsItsOwnCertificateWhereItIsAskedFor() throws Exception {
        start(true);
        TestAuthority.Identity own = authority.issue("esme");
        connect(SmppTls.trusting(
                List.of(authority.certificate()),
                Optional.of(new SmppTls.Own(own.keys().getPrivate(), List.of(own.certificate()))),
                "smsc.example.com"));
        assertThat(submit()).isInstanceOf(SubmitResult.Accepted.class);
    }

    @Test
    void tellsNothingToACentreOfAnotherAuthority() throws Exception {
        start(false);
        connect(SmppTls.trusting(
                List.of(new TestAuthority("Other CA").certificate()), Optional.empty(), "smsc.example.com"));
        assertThat(submit()).isEqualTo(NEVER_BOUND);
        assertThat(centre.sessions()).isZero();
    }

    @Test
    void tellsNothingToACentreOfAnotherName() throws Exception {
        start(false);
        connect(SmppTls.trusting(List.of(authority.certificate()), Optional.empty(), "other.example.com"));
        assertThat(submit()).isEqualTo(NEVER_BOUND);
        assertThat(centre.sessions()).isZero();
    }

    @Test
    void tellsNothingToACentreWithoutTls() throws Exception {
        centre = new JsmppCentre(Ports.free(), "secret");
        connect(SmppTls.trusting(List.of(authority.certificate()), Optional.empty(), "smsc.example.com"));
        assertThat(submit()).isEqualTo(NEVER_BOUND);
        assertThat(centre.sessions()).isZero();
    }
}
