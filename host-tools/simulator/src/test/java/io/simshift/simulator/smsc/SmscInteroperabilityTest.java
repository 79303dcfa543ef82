package io.simshift.simulator.smsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslContextBuilder;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.sms.UserData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jsmpp.bean.AlertNotification;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.DeliveryReceipt;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.RawDataCoding;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.extra.SessionState;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.MessageReceiverListener;
import org.jsmpp.session.SMPPSession;
import org.jsmpp.session.Session;
import org.jsmpp.session.connection.socket.SocketConnection;
import org.jsmpp.util.DeliveryReceiptState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our message centre and an ESME of another make (jSMPP). */
@Timeout(60)
class SmscInteroperabilityTest {
    private static final byte[] PACKET = HexFormat.of().parseHex("02700000100d00011515b00010000000000100a0a4");
    private static final byte[] POR = HexFormat.of().parseHex("027100000e0ab000100000000001000001019000");
    private static final Msisdn CARD = new Msisdn("15550001");
    private static final int TIMEOUT_MILLIS = 20_000;

    private final FakeSubscribers subscribers = new FakeSubscribers();
    private final BlockingQueue<DeliverSm> received = new LinkedBlockingQueue<>();
    private SMPPSession esme = new SMPPSession();
    private SmscConfig config;
    private Smsc smsc;

    @BeforeEach
    void start() throws IOException {
        SecretBytes password = SecretBytes.copyOf("secret".getBytes(StandardCharsets.US_ASCII));
        EsmeAccount account = new EsmeAccount("ota", password, SmppAddress.international("1234"));
        config = SmscConfig.loopback(List.of(account));
        smsc = Smsc.start(config, subscribers, Clock.systemUTC());
        listen(esme);
    }

    private void listen(SMPPSession session) {
        session.setTransactionTimer(TIMEOUT_MILLIS);
        session.setMessageReceiverListener(new Receiver());
    }

    @AfterEach
    void stop() {
        esme.unbindAndClose();
        smsc.close();
    }

    private final class Receiver implements MessageReceiverListener {
        @Override
        public void onAcceptDeliverSm(DeliverSm deliver) {
            received.add(deliver);
        }

        @Override
        public void onAcceptAlertNotification(AlertNotification notification) {
            throw new AssertionError("no alert_notification was expected");
        }

        @Override
        public DataSmResult onAcceptDataSm(DataSm data, Session source) throws ProcessRequestException {
            throw new ProcessRequestException("not offered", CommandStatus.INVALID_COMMAND_ID);
        }
    }

    private void bind(String password) throws IOException {
        bind(password, TIMEOUT_MILLIS);
    }

    private void bind(String password, int timeoutMillis) throws IOException {
        BindParameter parameters = new BindParameter(
                BindType.BIND_TRX, "ota", password, "", TypeOfNumber.UNKNOWN, NumberingPlanIndicator.UNKNOWN, null);
        esme.connectAndBind("127.0.0.1", smsc.port(), parameters, timeoutMillis);
    }

    private String submit(int registeredDelivery, byte[] content) throws Exception {
        return esme.submitShortMessage(
                        "",
                        TypeOfNumber.INTERNATIONAL,
                        NumberingPlanIndicator.ISDN,
                        "1234",
                        TypeOfNumber.INTERNATIONAL,
                        NumberingPlanIndicator.ISDN,
                        CARD.digits(),
                        new ESMClass(0x40),
                        (byte) 0x7F,
                        (byte) 0,
                        null,
                        "000001000000000R",
                        new RegisteredDelivery(registeredDelivery),
                        (byte) 0,
                        new RawDataCoding((byte) 0xF6),
                        (byte) 0,
                        content)
                .getMessageId();
    }

    private DeliverSm next() throws InterruptedException {
        DeliverSm deliver = received.poll(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        assertThat(deliver).isNotNull();
        return deliver;
    }

    @Test
    void carriesCommandPacketAndPorAndReceipt() throws Exception {
        bind("secret");
        subscribers.attach(CARD, deliver -> {
            assertThat(deliver.userData().bytes()).isEqualTo(PACKET);
            return new DeliverOutcome.Acknowledged(POR);
        });
        String messageId = submit(1, PACKET);

        // jSMPP works through what arrives on several threads, so either may be handed over first
        List<DeliverSm> both = List.of(next(), next());
        DeliverSm por = both.get(both.get(0).isSmscDeliveryReceipt() ? 1 : 0);
        assertThat(por.isUdhi()).isTrue();
        assertThat(por.isSmscDeliveryReceipt()).isFalse();
        assertThat(por.getSourceAddr()).isEqualTo(CARD.digits());
        assertThat(por.getDestAddress()).isEqualTo("1234");
        assertThat(por.getShortMessage()).isEqualTo(POR);

        DeliverSm receipt = both.get(both.get(0).isSmscDeliveryReceipt() ? 0 : 1);
        assertThat(receipt.isSmscDeliveryReceipt()).isTrue();
        DeliveryReceipt content = receipt.getShortMessageAsDeliveryReceipt();
        assertThat(content.getId()).isEqualTo(messageId);
        assertThat(content.getFinalStatus()).isEqualTo(DeliveryReceiptState.DELIVRD);
        assertThat(content.getDelivered()).isEqualTo(1);
    }

    @Test
    void carriesMobileOriginatedMessages() throws Exception {
        SmsAddress ota = SmsAddress.of(SmsAddress.UNKNOWN, "1234");
        SmsSubmit submit = new SmsSubmit(0x41, 0, ota, 0, 0xF6, new byte[0], UserData.of(POR));
        assertThat(smsc.submitFromTerminal(CARD, submit.encode())).isEqualTo(new SubmitOutcome.RpAck());
        bind("secret");
        DeliverSm por = next();
        assertThat(por.isUdhi()).isTrue();
        assertThat(por.getDataCoding()).isEqualTo((byte) 0xF6);
        assertThat(por.getShortMessage()).isEqualTo(POR);
    }

    @Test
    void refusesAWrongPassword() {
        assertThatThrownBy(() -> bind("guess"))
                .isInstanceOf(IOException.class)
                .hasRootCauseInstanceOf(NegativeResponseException.class)
                .rootCause()
                .hasMessageContaining("0000000e");
    }

    @Test
    void refusesAMessageThatIsTooLong() throws Exception {
        bind("secret");
        assertThatThrownBy(() -> submit(0, new byte[141]))
                .isInstanceOfSatisfying(
                        NegativeResponseException.class,
                        e -> assertThat(e.getCommandStatus()).isEqualTo(CommandStatus.INVALID_MESSAGE_LENGTH));
    }

    @Test
    void unbindsWhenAsked() throws Exception {
        bind("secret");
        esme.unbindAndClose();
        assertThat(esme.getSessionState()).isEqualTo(SessionState.CLOSED);
    }

    /** A key pair and certificate of the JDK's own tool. */
    private static KeyStore keys(Path folder) throws Exception {
        Path file = folder.resolve("smsc.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit",
                        "-alias",
                        "smsc",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=smsc.example.com")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.txt").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        return KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
    }

    @Test
    void speaksTlsAndNothingElseWhereItHasAKey(@TempDir Path folder) throws Exception {
        KeyStore keys = keys(folder);
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "changeit".toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
        smsc.close();
        smsc = Smsc.start(config.withTls(SslContextBuilder.forServer(own).build()), subscribers, Clock.systemUTC());

        assertThatThrownBy(() -> bind("secret", 1000)).isInstanceOf(IOException.class);
        esme = new SMPPSession(
                (host, port) -> new SocketConnection(client.getSocketFactory().createSocket(host, port)));
        listen(esme);
        bind("secret");
        assertThat(submit(0, PACKET)).isNotEmpty();
    }
}
