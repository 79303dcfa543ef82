package io.simshift.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.protocol.subscription.SwitchCommand;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.handset.Delays;
import io.simshift.simulator.handset.Handset;
import io.simshift.simulator.handset.HandsetListener;
import io.simshift.simulator.handset.HandsetSettings;
import io.simshift.simulator.network.Networks;
import io.simshift.simulator.network.OperatorNetwork;
import io.simshift.simulator.network.Subscriber;
import io.simshift.simulator.personalisation.PersonalisationOrder;
import io.simshift.simulator.personalisation.Personaliser;
import io.simshift.simulator.personalisation.SampleCards;
import io.simshift.simulator.smsc.EsmeAccount;
import io.simshift.simulator.smsc.Smsc;
import io.simshift.simulator.smsc.SmscConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jsmpp.bean.AlertNotification;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.RawDataCoding;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.MessageReceiverListener;
import org.jsmpp.session.SMPPSession;
import org.jsmpp.session.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Card, handset, network and message centre together, driven over SMPP by an ESME that is not ours. */
class MessageCentreTest {
    private static final Imsi IMSI_A = new Imsi("001010000000001");
    private static final Imsi IMSI_B = new Imsi("001020000000009");
    private static final Msisdn MSISDN_A = new Msisdn("49170000001");
    private static final Msisdn MSISDN_B = new Msisdn("49180000009");
    private static final String ESME_NUMBER = "1234";
    private static final int WAIT_SECONDS = 20;

    private final SecureRandom random = new SecureRandom();
    private final OperatorNetwork a = new OperatorNetwork("A", new Plmn("001", "01"), random);
    private final OperatorNetwork b = new OperatorNetwork("B", new Plmn("001", "02"), random);
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final PersonalisationOrder order = SampleCards.order(1, IMSI_A, OtaAlgorithm.AES_128, 2);
    private final BlockingQueue<DeliverSm> received = new LinkedBlockingQueue<>();
    private Smsc smsc;
    private SMPPSession esme;
    private SimulatedCard card;
    private Handset handset;

    @BeforeEach
    void wire() throws IOException {
        SecretBytes password = SecretBytes.copyOf("secret".getBytes(StandardCharsets.US_ASCII));
        EsmeAccount account = new EsmeAccount("ota", password, new SmppAddress(0, 1, ESME_NUMBER));
        smsc = Smsc.start(SmscConfig.loopback(List.of(account)), a, Clock.systemUTC());
        a.connect(smsc);

        card = SimulatedCard.install(order.installed());
        Personaliser.personalise(card, order);
        Handset.Surroundings surroundings = new Handset.Surroundings(
                threads, Delays.on(scheduler), Clock.systemUTC(), HandsetSettings.QUICK, HandsetListener.NONE);
        handset = new Handset("h1", card, new Networks(List.of(a, b)), surroundings);
        a.provision(subscriber(IMSI_A, MSISDN_A, 1));
        b.provision(subscriber(IMSI_B, MSISDN_B, 2));
        esme = new SMPPSession();
        esme.setMessageReceiverListener(new Receiver());
        esme.connectAndBind(
                "127.0.0.1",
                smsc.port(),
                new BindParameter(
                        BindType.BIND_TRX,
                        "ota",
                        "secret",
                        "",
                        TypeOfNumber.UNKNOWN,
                        NumberingPlanIndicator.UNKNOWN,
                        null));
    }

    @AfterEach
    void stop() {
        esme.unbindAndClose();
        smsc.close();
        scheduler.shutdownNow();
        threads.shutdownNow();
        card.close();
    }

    private Subscriber subscriber(Imsi imsi, Msisdn msisdn, int slot) {
        StoreSlotCommand keys = order.slots().get(slot - 1);
        return new Subscriber(imsi, msisdn, keys.k(), keys.opc());
    }

    private final class Receiver implements MessageReceiverListener {
        @Override
        public void onAcceptDeliverSm(DeliverSm deliverSm) {
            received.add(deliverSm);
        }

        @Override
        public void onAcceptAlertNotification(AlertNotification alertNotification) {
            throw new AssertionError("no alert was expected");
        }

        @Override
        public DataSmResult onAcceptDataSm(DataSm dataSm, Session source) {
            throw new AssertionError("no data_sm was expected");
        }
    }

    private void submit(TestServer server) throws Exception {
        SwitchCommand command = SwitchCommand.to(new SlotIndex(2), IMSI_B, new TransferId(1), new SlotIndex(1));
        SmsDeliver message = SmsDeliver.decode(server.message(command.toApdu()));
        esme.submitShortMessage(
                "",
                TypeOfNumber.UNKNOWN,
                NumberingPlanIndicator.ISDN,
                ESME_NUMBER,
                TypeOfNumber.INTERNATIONAL,
                NumberingPlanIndicator.ISDN,
                MSISDN_A.digits(),
                new ESMClass((byte) 0x40),
                (byte) 0x7F,
                (byte) 0,
                null,
                null,
                new RegisteredDelivery(0),
                (byte) 0,
                new RawDataCoding((byte) 0xF6),
                (byte) 0,
                message.userData().bytes());
    }

    private void waitForAttach(String operator) throws Exception {
        handset.when(status -> status.attachedAt(operator))
                .toCompletableFuture()
                .get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void proofOfReceiptComesBackAsMessageOfTheSubscriber() throws Exception {
        handset.powerOn();
        waitForAttach("A");
        TestServer donor = new TestServer(order.slots().get(0), true);

        submit(donor);

        DeliverSm proof = received.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(proof).isNotNull();
        assertThat(proof.getSourceAddr()).isEqualTo(MSISDN_A.digits());
        assertThat(proof.getEsmClass() & 0x40).as("UDHI").isEqualTo(0x40);
        assertThat(donor.openReport(proof.getShortMessage()).authenticated()).isTrue();
        waitForAttach("B");
        assertThat(a.attachedCount()).isZero();
    }

    @Test
    void messageWaitsForHandsetThatIsOff() throws Exception {
        TestServer donor = new TestServer(order.slots().get(0), true);
        submit(donor);
        assertThat(received.poll(300, TimeUnit.MILLISECONDS)).isNull();

        handset.powerOn();

        DeliverSm proof = received.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(proof).isNotNull();
        assertThat(donor.openReport(proof.getShortMessage()).authenticated()).isTrue();
        waitForAttach("B");
    }
}
