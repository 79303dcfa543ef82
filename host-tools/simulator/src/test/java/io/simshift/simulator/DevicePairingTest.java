package io.simshift.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.files.FileId;
import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.protocol.subscription.UnaskedReport;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.handset.Handset;
import io.simshift.simulator.handset.HandsetSettings;
import io.simshift.simulator.handset.ManualWorld;
import io.simshift.simulator.network.Networks;
import io.simshift.simulator.network.OperatorNetwork;
import io.simshift.simulator.network.Subscriber;
import io.simshift.simulator.personalisation.InitialFile;
import io.simshift.simulator.personalisation.PersonalisationOrder;
import io.simshift.simulator.personalisation.Personaliser;
import io.simshift.simulator.personalisation.SampleCards;
import io.simshift.simulator.smsc.SubmitOutcome;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real applet, personalised to belong to one device, in handsets that tell their IMEI. */
class DevicePairingTest {
    private static final Imsi IMSI = new Imsi("001010000000001");
    private static final Msisdn MSISDN = new Msisdn("49170000001");
    private static final SmsAddress SERVER = SmsAddress.of(SmsAddress.INTERNATIONAL, "491710000042");

    private final OperatorNetwork network = new OperatorNetwork("A", new Plmn("001", "01"), new SecureRandom());
    private final ManualWorld world = new ManualWorld();
    private final List<byte[]> submitted = new ArrayList<>();
    private SimulatedCard card;

    @BeforeEach
    void connectNetwork() {
        network.connect((source, tpdu) -> {
            submitted.add(tpdu);
            return CompletableFuture.completedFuture(new SubmitOutcome.RpAck());
        });
    }

    /** With service 102, an address to report to, and whatever else. */
    private void issue(InitialFile... more) {
        PersonalisationOrder sample = SampleCards.order(1, IMSI, OtaAlgorithm.AES_128, 2);
        byte[] services = new byte[17];
        services[12] = 0x20;
        List<InitialFile> files = new ArrayList<>(sample.files());
        files.add(InitialFile.underUsim(FileId.EF_UST, services));
        files.add(InitialFile.underUsim(FileId.EF_REPORT, SERVER.encode()));
        files.addAll(List.of(more));
        PersonalisationOrder order =
                new PersonalisationOrder(sample.iccid(), sample.installed(), sample.slots(), files);
        card = SimulatedCard.install(order.installed());
        Personaliser.personalise(card, order);
        StoreSlotCommand keys = order.slots().get(0);
        network.provision(new Subscriber(IMSI, MSISDN, keys.k(), keys.opc()));
    }

    @AfterEach
    void removeCard() {
        card.close();
    }

    private Handset device(String name, HandsetSettings settings) {
        return new Handset(name, card, new Networks(List.of(network)), world.surroundings(settings));
    }

    private boolean attaches(Handset device) {
        device.powerOn();
        world.settle();
        return device.status().attachedAt("A");
    }

    private void switchOff(Handset device) {
        device.powerOff();
        world.settle();
    }

    @Test
    void attachesInItsOwnDeviceAloneAndReportsTheOtherOnce() {
        issue();
        Handset own = device("own", HandsetSettings.REAL);
        Handset foreign = device("foreign", HandsetSettings.REAL);
        assertThat(attaches(own)).isTrue();
        switchOff(own);
        assertThat(attaches(foreign)).as("in a foreign device").isFalse();
        switchOff(foreign);
        assertThat(submitted).isEmpty();
        assertThat(attaches(own)).as("back in its own").isTrue();
        for (int i = 0; i < 50; i++) {
            own.poll();
            world.settle();
        }
        assertThat(submitted).hasSize(1);
        SmsSubmit report = SmsSubmit.decode(submitted.get(0));
        assertThat(report.destination()).isEqualTo(SERVER);
        assertThat(UnaskedReport.read(report.payload())).contains(new UnaskedReport(false, true));
    }

    @Test
    void attachesInNoDeviceThatDoesNotTell() {
        issue();
        assertThat(attaches(device("silent", HandsetSettings.REAL.withoutServices())))
                .isFalse();
    }

    @Test
    void attachesInDevicesThatDoNotTellIfTheListSaysSo() {
        byte[] entry = new byte[20];
        entry[0] = (byte) 0x80;
        issue(InitialFile.usimRecord(FileId.EF_IAL, 1, entry));
        assertThat(attaches(device("silent", HandsetSettings.REAL.withoutServices())))
                .isTrue();
    }
}
