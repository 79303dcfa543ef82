package io.simshift.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.protocol.subscription.SwitchCommand;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.handset.Delays;
import io.simshift.simulator.handset.Handset;
import io.simshift.simulator.handset.HandsetListener;
import io.simshift.simulator.handset.HandsetSettings;
import io.simshift.simulator.network.ChallengeResult;
import io.simshift.simulator.network.Networks;
import io.simshift.simulator.network.OperatorNetwork;
import io.simshift.simulator.network.Subscriber;
import io.simshift.simulator.personalisation.PersonalisationOrder;
import io.simshift.simulator.personalisation.Personaliser;
import io.simshift.simulator.personalisation.SampleCards;
import io.simshift.simulator.smsc.DeliverOutcome;
import io.simshift.simulator.smsc.SubmitOutcome;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many cards at once on a few threads, each with its own keys. */
class FleetTest {
    private static final int CARDS = 50;
    private static final int WAIT_SECONDS = 60;

    private final SecureRandom random = new SecureRandom();
    private final OperatorNetwork a = new OperatorNetwork("A", new Plmn("001", "01"), random);
    private final OperatorNetwork b = new OperatorNetwork("B", new Plmn("001", "02"), random);
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final Map<Msisdn, byte[]> proofs = new ConcurrentHashMap<>();

    private record Member(PersonalisationOrder order, SimulatedCard card, Handset handset, int number) {
        Imsi imsi(String plmn) {
            return new Imsi(plmn + String.format("%010d", number));
        }

        Msisdn msisdn(String prefix) {
            return new Msisdn(prefix + String.format("%06d", number));
        }

        Subscriber subscriber(String plmn, String prefix, int slot) {
            StoreSlotCommand keys = order.slots().get(slot - 1);
            return new Subscriber(imsi(plmn), msisdn(prefix), keys.k(), keys.opc());
        }
    }

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
        threads.shutdownNow();
    }

    private Member member(int number) {
        PersonalisationOrder order =
                SampleCards.order(number, new Imsi("00101" + String.format("%010d", number)), OtaAlgorithm.AES_128, 2);
        SimulatedCard card = SimulatedCard.install(order.installed());
        Personaliser.personalise(card, order);
        Handset.Surroundings surroundings = new Handset.Surroundings(
                threads, Delays.on(scheduler), Clock.systemUTC(), HandsetSettings.QUICK, HandsetListener.NONE);
        Handset handset = new Handset("h" + number, card, new Networks(List.of(a, b)), surroundings);
        return new Member(order, card, handset, number);
    }

    @Test
    void manyCardsChangeOperatorAtOnceWithoutMixingUp() throws Exception {
        a.connect((source, tpdu) -> {
            proofs.put(source, tpdu);
            return CompletableFuture.completedFuture(new SubmitOutcome.RpAck());
        });
        List<CompletableFuture<Member>> made = IntStream.rangeClosed(1, CARDS)
                .mapToObj(number -> CompletableFuture.supplyAsync(() -> member(number), threads))
                .toList();
        List<Member> fleet = new ArrayList<>();
        for (CompletableFuture<Member> member : made) {
            fleet.add(member.get(WAIT_SECONDS, TimeUnit.SECONDS));
        }
        for (Member member : fleet) {
            a.provision(member.subscriber("00101", "49170", 1));
            b.provision(member.subscriber("00102", "49180", 2));
            member.handset.powerOn();
        }
        waitFor(fleet, "A");
        List<TestServer> servers = switchAll(fleet);
        waitFor(fleet, "B");

        assertThat(a.attachedCount()).isZero();
        assertThat(b.attachedCount()).isEqualTo(CARDS);
        for (Member member : fleet) {
            assertThat(member.handset.status().imsi()).contains(member.imsi("00102"));
            byte[] proof = proofs.get(member.msisdn("49170"));
            assertThat(servers.get(member.number - 1).openSubmit(proof).authenticated())
                    .isTrue();
            assertThat(challenge(a, member, member.imsi("00101"))).isEqualTo(new ChallengeResult.MacFailure());
        }
        Member first = fleet.get(0);
        assertThat(challenge(b, first, fleet.get(1).imsi("00102"))).isEqualTo(new ChallengeResult.MacFailure());
        assertThat(challenge(b, first, first.imsi("00102"))).isInstanceOf(ChallengeResult.Authenticated.class);
        fleet.forEach(member -> member.card.close());
    }

    private static void waitFor(List<Member> fleet, String operator)
            throws ExecutionException, InterruptedException, TimeoutException {
        for (Member member : fleet) {
            member.handset
                    .when(status -> status.attachedAt(operator))
                    .toCompletableFuture()
                    .get(WAIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static List<TestServer> switchAll(List<Member> fleet) throws Exception {
        List<TestServer> servers = new ArrayList<>();
        List<CompletableFuture<DeliverOutcome>> outcomes = new ArrayList<>();
        for (Member member : fleet) {
            TestServer server = new TestServer(member.order.slots().get(0), true);
            servers.add(server);
            SwitchCommand command = SwitchCommand.to(
                    new SlotIndex(2), member.imsi("00102"), new TransferId(member.number), new SlotIndex(1));
            outcomes.add(
                    member.handset.deliver(server.message(command.toApdu())).toCompletableFuture());
        }
        for (CompletableFuture<DeliverOutcome> outcome : outcomes) {
            assertThat(outcome.get(WAIT_SECONDS, TimeUnit.SECONDS)).isInstanceOf(DeliverOutcome.Acknowledged.class);
        }
        return servers;
    }

    private static ChallengeResult challenge(OperatorNetwork network, Member member, Imsi imsi) throws Exception {
        return network.challenge(member.handset, imsi).toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
    }
}
