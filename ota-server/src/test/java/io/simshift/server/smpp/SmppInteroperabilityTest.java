package io.simshift.server.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.server.sms.DeliveryReceipt;
import io.simshift.server.sms.IncomingSms;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.sms.SubmitResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.RawDataCoding;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.session.SMPPServerSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our ESME and a message centre of another make (jSMPP). */
@Timeout(60)
class SmppInteroperabilityTest {
    private static final byte[] PACKET = HexFormat.of().parseHex("02700000100d00011515b00010000000000100a0a4");
    private static final String CARD = "15550001";

    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final RecordingIngress ingress = new RecordingIngress();
    private JsmppCentre centre;
    private SmppClient client;

    @BeforeEach
    void start() throws Exception {
        centre = new JsmppCentre(Ports.free(), "secret");
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        centre.close();
        executor.shutdownNow();
    }

    private void connect(String password, MessageIdForm form) {
        SmppClientConfig config = SmppClientConfig.of(
                        "127.0.0.1",
                        centre.port(),
                        "ota",
                        SecretBytes.copyOf(password.getBytes(StandardCharsets.US_ASCII)),
                        SmppAddress.international("1234"))
                .withMessageIds(form)
                .withLimits(SmppClientLimits.defaults()
                        .withResponseTimeout(Duration.ofSeconds(5))
                        .withReconnectDelay(Duration.ofMillis(20), Duration.ofMillis(200)));
        client = SmppClient.connect(config, ingress, executor, new Random(1));
    }

    private CompletionStage<SubmitResult> submit() {
        return client.submit(new OutgoingSms(new Msisdn(CARD), PACKET, 0x7F, 0xF6, Duration.ofHours(1)));
    }

    private static SubmitResult await(CompletionStage<SubmitResult> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static void deliver(SMPPServerSession session, int esmClass, byte[] content) throws Exception {
        session.deliverShortMessage(
                "",
                TypeOfNumber.INTERNATIONAL,
                NumberingPlanIndicator.ISDN,
                CARD,
                TypeOfNumber.INTERNATIONAL,
                NumberingPlanIndicator.ISDN,
                "1234",
                new ESMClass(esmClass),
                (byte) 0,
                (byte) 0,
                new RegisteredDelivery(0),
                new RawDataCoding((byte) 0xF6),
                content);
    }

    @Test
    void isReadByTheCentre() throws Exception {
        connect("secret", MessageIdForm.AS_WRITTEN);
        assertThat(await(submit())).isEqualTo(new SubmitResult.Accepted("a1"));
        SubmitSm submit = centre.nextSubmit();
        assertThat(submit.getDestAddress()).isEqualTo(CARD);
        assertThat(submit.getSourceAddr()).isEqualTo("1234");
        assertThat(submit.isUdhi()).isTrue();
        assertThat(submit.getProtocolId()).isEqualTo((byte) 0x7F);
        assertThat(submit.getDataCoding()).isEqualTo((byte) 0xF6);
        assertThat(submit.getValidityPeriod()).isEqualTo("000000010000000R");
        assertThat(submit.isSmscDelReceiptSuccessAndFailureRequested()).isTrue();
        assertThat(submit.getShortMessage()).isEqualTo(PACKET);
    }

    @Test
    void keepsUpWithManyMessages() throws Exception {
        connect("secret", MessageIdForm.AS_WRITTEN);
        List<CompletionStage<SubmitResult>> results = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            results.add(submit());
        }
        for (CompletionStage<SubmitResult> result : results) {
            assertThat(await(result)).isInstanceOf(SubmitResult.Accepted.class);
        }
    }

    @Test
    void takesMessagesAndReceipts() throws Exception {
        connect("secret", MessageIdForm.HEXADECIMAL_THEN_DECIMAL);
        SMPPServerSession session = centre.nextSession();
        SubmitResult.Accepted accepted = (SubmitResult.Accepted) await(submit());

        deliver(session, 0x40, PACKET);
        IncomingSms por = ingress.nextMessage();
        assertThat(por.source()).isEqualTo(new Msisdn(CARD));
        assertThat(por.hasUserDataHeader()).isTrue();
        assertThat(por.userData()).isEqualTo(PACKET);

        String text = "id:0000000161 sub:001 dlvrd:001 submit date:2611211200 done date:2611211201 stat:DELIVRD"
                + " err:000 text:";
        deliver(session, 0x04, text.getBytes(StandardCharsets.US_ASCII));
        assertThat(ingress.nextReceipt())
                .isEqualTo(new DeliveryReceipt(accepted.messageId(), DeliveryReceipt.Outcome.DELIVERED));
    }

    @Test
    void tellsTheCentreThatItCouldNotKeepAMessage() throws Exception {
        connect("secret", MessageIdForm.AS_WRITTEN);
        SMPPServerSession session = centre.nextSession();
        ingress.failNext(1);
        assertThatThrownBy(() -> deliver(session, 0x40, PACKET))
                .isInstanceOfSatisfying(
                        NegativeResponseException.class,
                        e -> assertThat(e.getCommandStatus()).isEqualTo(CommandStatus.RECEIVER_TEMPORARY_ERROR));
        deliver(session, 0x40, PACKET);
        assertThat(ingress.nextMessage().userData()).isEqualTo(PACKET);
    }

    @Test
    void isRefusedWithAWrongPassword() throws Exception {
        connect("guess", MessageIdForm.AS_WRITTEN);
        assertThat(await(submit())).isEqualTo(new SubmitResult.Refused(CommandStatus.INVALID_PASSWORD, true));
        assertThatThrownBy(() -> client.firstBind().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(SmppBindException.class)
                .hasMessageContaining("ESME_RINVPASWD");
    }

    @Test
    void comesBackAfterTheCentreWasKilled() throws Exception {
        connect("secret", MessageIdForm.AS_WRITTEN);
        SMPPServerSession session = centre.nextSession();
        assertThat(await(submit())).isInstanceOf(SubmitResult.Accepted.class);
        centre.close();
        session.close();
        centre = Ports.listenAgain(centre.port(), port -> new JsmppCentre(port, "secret"));
        assertThat(centre.nextSession()).isNotNull();
        assertThat(await(submit())).isInstanceOf(SubmitResult.Accepted.class);
    }

    @Test
    void comesBackAfterTheCentreUnbound() throws Exception {
        connect("secret", MessageIdForm.AS_WRITTEN);
        centre.nextSession().unbindAndClose();
        assertThat(centre.nextSession()).isNotNull();
        assertThat(await(submit())).isInstanceOf(SubmitResult.Accepted.class);
    }
}
