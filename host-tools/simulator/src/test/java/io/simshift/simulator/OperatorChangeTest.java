package io.simshift.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.files.FileId;
import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.files.ServiceProviderName;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.protocol.subscription.FileUpdate;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.SlotState;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.protocol.subscription.SwitchAnswer;
import io.simshift.protocol.subscription.SwitchCommand;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.handset.Handset;
import io.simshift.simulator.handset.HandsetEvent;
import io.simshift.simulator.handset.HandsetSettings;
import io.simshift.simulator.handset.HandsetStatus;
import io.simshift.simulator.handset.ManualWorld;
import io.simshift.simulator.network.AttachResult;
import io.simshift.simulator.network.ChallengeResult;
import io.simshift.simulator.network.Networks;
import io.simshift.simulator.network.OperatorNetwork;
import io.simshift.simulator.network.RejectCause;
import io.simshift.simulator.network.Subscriber;
import io.simshift.simulator.personalisation.PersonalisationException;
import io.simshift.simulator.personalisation.PersonalisationOrder;
import io.simshift.simulator.personalisation.Personaliser;
import io.simshift.simulator.personalisation.SampleCards;
import io.simshift.simulator.smsc.DeliverOutcome;
import io.simshift.simulator.smsc.SubmitOutcome;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The real applet, a handset and two networks: everything but the short message centre. */
class OperatorChangeTest {
    private static final Imsi IMSI_A = new Imsi("001010000000001");
    private static final Imsi IMSI_B = new Imsi("001020000000009");
    private static final Msisdn MSISDN_A = new Msisdn("49170000001");
    private static final Msisdn MSISDN_B = new Msisdn("49180000009");
    private static final TransferId TRANSFER = new TransferId(0x1122334455667788L);
    private static final SlotIndex FIRST = new SlotIndex(1);
    private static final SlotIndex SECOND = new SlotIndex(2);

    private final SecureRandom random = new SecureRandom();
    private final OperatorNetwork a = new OperatorNetwork("A", new Plmn("001", "01"), random);
    private final OperatorNetwork b = new OperatorNetwork("B", new Plmn("001", "02"), random);
    private final ManualWorld world = new ManualWorld();
    private final List<byte[]> submitted = new ArrayList<>();
    private PersonalisationOrder order;
    private SimulatedCard card;
    private Handset handset;

    private void issue(OtaAlgorithm algorithm) {
        order = SampleCards.order(1, IMSI_A, algorithm, 3);
        card = SimulatedCard.install(order.installed());
        Personaliser.personalise(card, order);
        handset = new Handset("h1", card, new Networks(List.of(a, b)), world.surroundings(HandsetSettings.REAL));
        a.provision(subscriber(IMSI_A, MSISDN_A, 1));
        for (OperatorNetwork network : List.of(a, b)) {
            network.connect((source, tpdu) -> {
                submitted.add(tpdu);
                return CompletableFuture.completedFuture(new SubmitOutcome.RpAck());
            });
        }
    }

    @AfterEach
    void removeCard() {
        card.close();
    }

    private Subscriber subscriber(Imsi imsi, Msisdn msisdn, int slot) {
        StoreSlotCommand keys = order.slots().get(slot - 1);
        return new Subscriber(imsi, msisdn, keys.k(), keys.opc());
    }

    private void switchOn() {
        handset.powerOn();
        world.settle();
        assertThat(handset.status().attachedAt("A")).isTrue();
    }

    private DeliverOutcome deliver(byte[] tpdu) {
        CompletableFuture<DeliverOutcome> outcome = handset.deliver(tpdu).toCompletableFuture();
        world.settle();
        return outcome.join();
    }

    private static SwitchCommand switchToSecond(FallbackRule fallback) {
        byte[] name = new ServiceProviderName(0, "Operator B").encode();
        return new SwitchCommand(
                IMSI_B,
                Optional.of(SECOND),
                TRANSFER,
                FIRST,
                fallback,
                List.of(new FileUpdate(FileId.EF_SPN.value(), 0, name)),
                true);
    }

    private ChallengeResult challenge(OperatorNetwork network, Imsi imsi) {
        CompletableFuture<ChallengeResult> result =
                network.challenge(handset, imsi).toCompletableFuture();
        world.settle();
        return result.join();
    }

    private QueryAnswer query(int slot, SlotIndex about) {
        TestServer server = new TestServer(order.slots().get(slot - 1), false);
        DeliverOutcome outcome = deliver(server.message(QueryCommand.of(about).toApdu()));
        OpenedResponse response = server.openReport(((DeliverOutcome.Acknowledged) outcome).deliverReportUserData());
        assertThat(response.authenticated()).isTrue();
        return QueryAnswer.decode(
                CompactResponse.decode(response.packet().data()).data());
    }

    @Test
    void issuedCardAttachesAtItsFirstOperator() {
        issue(OtaAlgorithm.AES_128);
        switchOn();

        assertThat(handset.status().iccid()).contains(order.iccid());
        assertThat(world.events(HandsetEvent.Trouble.class)).isEmpty();
        assertThat(challenge(a, IMSI_A)).isEqualTo(new ChallengeResult.Authenticated(false));
    }

    @Test
    void answersQueryInTheDeliveryReport() {
        issue(OtaAlgorithm.AES_128);
        switchOn();

        QueryAnswer answer = query(1, FIRST);

        assertThat(answer.iccid()).contains(order.iccid());
        assertThat(answer.imsi()).contains(IMSI_A);
        assertThat(answer.activeSlot()).contains(FIRST);
        assertThat(answer.state()).isEqualTo(CardState.STABLE);
        assertThat(answer.freeSlots()).isEqualTo(2);
        assertThat(answer.slot().checkValues()).isEqualTo(order.slots().get(0).checkValues());
    }

    @Test
    void changesOperatorByOneMessageWithTheProofOfReceiptInAnother() {
        changesOperator(OtaAlgorithm.AES_128);
    }

    @Test
    void changesOperatorUnderTripleDesToo() {
        changesOperator(OtaAlgorithm.TRIPLE_DES_2);
    }

    private void changesOperator(OtaAlgorithm algorithm) {
        issue(algorithm);
        switchOn();
        b.provision(subscriber(IMSI_B, MSISDN_B, 2));
        TestServer donor = new TestServer(order.slots().get(0), true);

        DeliverOutcome outcome =
                deliver(donor.message(switchToSecond(FallbackRule.NEVER).toApdu()));

        assertThat(outcome).isInstanceOf(DeliverOutcome.Acknowledged.class);
        assertThat(submitted).hasSize(1);
        OpenedResponse proof = donor.openSubmit(submitted.get(0));
        assertThat(proof.authenticated()).isTrue();
        CompactResponse response = CompactResponse.decode(proof.packet().data());
        assertThat(SwitchAnswer.decode(response.data()))
                .isEqualTo(new SwitchAnswer(CardState.PENDING, SECOND, TRANSFER));
        assertThat(handset.status().attachedAt("B")).isTrue();
        assertThat(handset.status().imsi()).contains(IMSI_B);
        assertThat(world.events(HandsetEvent.RefreshRequested.class))
                .singleElement()
                .satisfies(event -> assertThat(event.qualifier()).isEqualTo(4));
        assertThat(a.attachedCount()).isZero();
        theDonorIsShutOut(donor);
    }

    private void theDonorIsShutOut(TestServer donor) {
        assertThat(challenge(a, IMSI_A)).isEqualTo(new ChallengeResult.MacFailure());
        CompletableFuture<AttachResult> atA = handset.tryAttach(a).toCompletableFuture();
        world.settle();
        assertThat(atA.join()).isEqualTo(new AttachResult.Rejected(RejectCause.IMSI_UNKNOWN_IN_HLR, ""));

        submitted.clear();
        deliver(donor.message(QueryCommand.ofActiveSlot().toApdu()));
        assertThat(submitted).singleElement().satisfies(tpdu -> {
            OpenedResponse refusal = donor.openSubmit(tpdu);
            assertThat(refusal.protection()).isEqualTo(OpenedResponse.Protection.PLAIN_INSTEAD);
            assertThat(refusal.packet().status()).isEqualTo(PorStatus.CHECK_FAILED);
        });

        QueryAnswer answer = query(2, FIRST);
        assertThat(answer.state()).isEqualTo(CardState.STABLE);
        assertThat(answer.activeSlot()).contains(SECOND);
        assertThat(answer.slot().state()).isEqualTo(SlotState.WIPED);
    }

    @Test
    void changesOperatorTwiceAndBackToTheFirstNetworkUnderNewKeys() {
        issue(OtaAlgorithm.AES_128);
        switchOn();
        b.provision(subscriber(IMSI_B, MSISDN_B, 2));
        deliver(new TestServer(order.slots().get(0), true)
                .message(switchToSecond(FallbackRule.NEVER).toApdu()));
        assertThat(handset.status().attachedAt("B")).isTrue();

        Imsi again = new Imsi("001010000000077");
        a.provision(subscriber(again, new Msisdn("49170000077"), 3));
        SwitchCommand back = SwitchCommand.to(new SlotIndex(3), again, new TransferId(2), SECOND);
        deliver(new TestServer(order.slots().get(1), true).message(back.toApdu()));

        assertThat(handset.status().attachedAt("A")).isTrue();
        assertThat(handset.status().imsi()).contains(again);
        assertThat(challenge(b, IMSI_B)).isEqualTo(new ChallengeResult.MacFailure());
        assertThat(challenge(a, IMSI_A)).as("the first keys of A").isEqualTo(new ChallengeResult.MacFailure());
        assertThat(query(3, SECOND).slot().state()).isEqualTo(SlotState.WIPED);
    }

    @Test
    void changesAtTheNextPowerOnWhereNoRefreshWasAskedFor() {
        issue(OtaAlgorithm.AES_128);
        switchOn();
        b.provision(subscriber(IMSI_B, MSISDN_B, 2));
        SwitchCommand quiet =
                new SwitchCommand(IMSI_B, Optional.of(SECOND), TRANSFER, FIRST, FallbackRule.NEVER, List.of(), false);
        deliver(new TestServer(order.slots().get(0), true).message(quiet.toApdu()));
        world.pass(Duration.ofMinutes(5));
        assertThat(handset.status().attachedAt("A")).isTrue();

        handset.powerOff();
        handset.powerOn();
        world.settle();

        assertThat(handset.status().attachedAt("B")).isTrue();
    }

    @Test
    void refusesReplayedPacket() {
        issue(OtaAlgorithm.AES_128);
        switchOn();
        TestServer donor = new TestServer(order.slots().get(0), false);
        byte[] message = donor.message(QueryCommand.ofActiveSlot().toApdu());
        deliver(message);

        DeliverOutcome.Acknowledged replayed = (DeliverOutcome.Acknowledged) deliver(message);

        OpenedResponse refusal = donor.openReport(replayed.deliverReportUserData());
        assertThat(refusal.authenticated()).isTrue();
        assertThat(refusal.packet().status()).isEqualTo(PorStatus.COUNTER_LOW);
    }

    @Test
    void handsetWithoutRefreshWaitsForPowerOn() {
        issue(OtaAlgorithm.AES_128);
        b.provision(subscriber(IMSI_B, MSISDN_B, 2));
        HandsetSettings real = HandsetSettings.REAL;
        HandsetSettings withoutRefresh = new HandsetSettings(
                real.attachRetryFirst(),
                real.attachRetryMax(),
                real.statusInterval(),
                real.sendTimeout(),
                false,
                false);
        handset = new Handset("h1", card, new Networks(List.of(a, b)), world.surroundings(withoutRefresh));
        switchOn();
        TestServer donor = new TestServer(order.slots().get(0), true);

        DeliverOutcome outcome =
                deliver(donor.message(switchToSecond(FallbackRule.NEVER).toApdu()));
        world.pass(Duration.ofMinutes(5));

        byte[] report = ((DeliverOutcome.Acknowledged) outcome).deliverReportUserData();
        assertThat(donor.openReport(report).authenticated())
                .as("no SEND SHORT MESSAGE: PoR in the report")
                .isTrue();
        assertThat(submitted).isEmpty();
        assertThat(world.events(HandsetEvent.RefreshRequested.class)).isEmpty();
        assertThat(handset.status().attachedAt("A")).isTrue();
        handset.powerOff();
        handset.powerOn();
        world.settle();
        assertThat(handset.status().attachedAt("B")).isTrue();
    }

    @Test
    void waitsForTheRecipientThatProvisionsLate() {
        issue(OtaAlgorithm.AES_128);
        switchOn();
        TestServer donor = new TestServer(order.slots().get(0), false);
        deliver(donor.message(switchToSecond(FallbackRule.NEVER).toApdu()));
        handset.poll();
        world.pass(Duration.ofMinutes(2));

        assertThat(handset.status().state()).isEqualTo(HandsetStatus.State.SEARCHING);
        assertThat(world.events(HandsetEvent.AttachRejected.class)).isNotEmpty();

        b.provision(subscriber(IMSI_B, MSISDN_B, 2));
        world.pass(Duration.ofMinutes(5));
        assertThat(handset.status().attachedAt("B")).isTrue();
    }

    @Test
    void comesHomeWhenTheNewNetworkHoldsAnotherKey() {
        issue(OtaAlgorithm.AES_128);
        switchOn();
        b.provision(subscriber(IMSI_B, MSISDN_B, 3));
        TestServer donor = new TestServer(order.slots().get(0), true);
        FallbackRule afterTwoFailures = FallbackRule.NEVER.orFailedAuthentications(2);

        deliver(donor.message(switchToSecond(afterTwoFailures).toApdu()));
        world.pass(Duration.ofMinutes(5));

        assertThat(world.events(HandsetEvent.AttachRejected.class))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.cause()).isEqualTo(RejectCause.MAC_FAILURE));
        assertThat(handset.status().attachedAt("A")).isTrue();
        assertThat(handset.status().imsi()).contains(IMSI_A);
    }

    /** The recipient never provisions: the network does not know the IMSI, and the handset tells the card so. */
    @Test
    void comesHomeWhenTheNewNetworkDoesNotKnowIt() {
        assertComesHome(FallbackRule.NEVER.orRejections(3), HandsetSettings.REAL, Duration.ofMinutes(5));
        assertThat(world.events(HandsetEvent.AttachRejected.class))
                .hasSize(3)
                .allSatisfy(event -> assertThat(event.cause()).isEqualTo(RejectCause.IMSI_UNKNOWN_IN_HLR));
    }

    @Test
    void comesHomeAfterSoManyMinutesByTheHandsetsTimer() {
        assertComesHome(FallbackRule.NEVER.orMinutes(25), HandsetSettings.REAL, Duration.ofMinutes(27));
    }

    @Test
    void comesHomeAfterSoManyMinutesWithoutTimer() {
        assertComesHome(
                FallbackRule.NEVER.orMinutes(25), HandsetSettings.REAL.withoutServices(), Duration.ofMinutes(27));
    }

    @Test
    void comesHomeAfterSoManyPolls() {
        assertComesHome(FallbackRule.NEVER.orStatusPolls(40), HandsetSettings.REAL, Duration.ofMinutes(21));
    }

    private void assertComesHome(FallbackRule rule, HandsetSettings settings, Duration within) {
        issue(OtaAlgorithm.AES_128);
        handset = new Handset("h1", card, new Networks(List.of(a, b)), world.surroundings(settings));
        switchOn();
        TestServer donor = new TestServer(order.slots().get(0), true);
        deliver(donor.message(switchToSecond(rule).toApdu()));
        world.pass(within);
        assertThat(world.events(HandsetEvent.SubscriptionRead.class))
                .as("it was away")
                .anySatisfy(event -> assertThat(event.imsi()).isEqualTo(IMSI_B));
        assertThat(handset.status().attachedAt("A")).isTrue();
        assertThat(handset.status().imsi()).contains(IMSI_A);
        assertThat(world.events(HandsetEvent.Trouble.class)).isEmpty();
    }

    @Test
    void resynchronisesWithNetworkThatLostItsCount() {
        issue(OtaAlgorithm.AES_128);
        switchOn();
        for (int i = 0; i < 5; i++) {
            assertThat(challenge(a, IMSI_A)).isEqualTo(new ChallengeResult.Authenticated(false));
        }
        a.provision(subscriber(IMSI_A, MSISDN_A, 1)); // counts from zero again

        assertThat(challenge(a, IMSI_A)).isEqualTo(new ChallengeResult.Authenticated(true));
        assertThat(challenge(a, IMSI_A)).isEqualTo(new ChallengeResult.Authenticated(false));
    }

    @Test
    void issuedCardKnowsTheManufacturerNoMore() {
        issue(OtaAlgorithm.AES_128);

        assertThatThrownBy(() -> Personaliser.personalise(card, order))
                .isInstanceOf(PersonalisationException.class)
                .hasMessage("card " + order.iccid()
                        + ", STORE SLOT 1: proof of receipt with status 06, unidentified security error");
    }

    @Test
    void namesCardAndStepWhenTheCardIsRemovedMeanwhile() {
        issue(OtaAlgorithm.AES_128);
        card.close();

        assertThatThrownBy(() -> Personaliser.personalise(card, order))
                .isInstanceOf(PersonalisationException.class)
                .hasMessage("card " + order.iccid() + ", reset: the card was removed");
    }
}
