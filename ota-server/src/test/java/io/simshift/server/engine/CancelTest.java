package io.simshift.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.transfer.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calling off a transfer of which something may have reached the card. */
class CancelTest {
    @TempDir
    Path folder;

    private World world;
    private FakeSmsc centre;
    private Iccid iccid;
    private FakeCard card;

    @BeforeEach
    void makeOneCard() {
        world = new World(folder, "A", "B", "C");
        centre = world.centres.get("A");
        iccid = world.make("A", 1, 4, OtaAlgorithm.AES_128).get(0);
        card = world.cards.get(iccid);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Campaign move(String recipient) throws Exception {
        return world.servers
                .get("A")
                .startMove(
                        world.order(recipient, List.of(iccid)), World.profile(recipient), MoveOptions.provisionFirst());
    }

    private Phase cancel(Campaign campaign) {
        TransferId transfer = campaign.cards().get(0).transfer();
        return world.servers.get("A").cancel(transfer, "operator").join();
    }

    @Test
    void tellsTheCardThatHasTakenTheSwitch() throws Exception {
        Campaign toB = move("B");
        world.await(toB, iccid, Phase.ACKNOWLEDGED);
        assertThat(card.state).isEqualTo(CardState.PENDING);
        assertThat(cancel(toB)).isEqualTo(Phase.CANCELLING);
        world.await(toB, iccid, Phase.CANCELLED);
        assertThat(card.state).isEqualTo(CardState.STABLE);
        assertThat(toB.cards().get(0).reason()).isEqualTo("cancelled by operator");

        // The slot was released to B, so C gets the next one.
        Campaign toC = move("C");
        assertThat(toC.problems()).isEmpty();
        assertThat(toC.cards().get(0).targetSlot().value()).isEqualTo(3);
        world.await(toC, iccid, Phase.ACKNOWLEDGED);
    }

    @Test
    void holdsBackASwitchThatIsStillOnItsWay() throws Exception {
        centre.fates.add(FakeSmsc.Fate.KEPT);
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACCEPTED);
        cancel(campaign);
        world.await(campaign, iccid, Phase.CANCELLED);
        card.receive(centre.submitted.get(0).userData());
        assertThat(card.switchesTaken).isZero();
    }

    @Test
    void repeatsTheSameBytesUntilTheCardAnswersAlsoAfterARestart() throws Exception {
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        centre.fates.addAll(List.of(FakeSmsc.Fate.THROTTLED, FakeSmsc.Fate.KEPT));
        cancel(campaign);
        World.await("the first CANCEL", () -> centre.submitted.size() == 2);
        campaign = world.restart("A");
        World.await("the second CANCEL", () -> centre.submitted.size() == 3);
        assertThat(world.phase(campaign, iccid)).isEqualTo(Phase.CANCELLING);
        // The SMSC's answer may be stored before or after a leap, and what is waited for counts from then.
        Campaign restarted = campaign;
        World.await("the card's answer", () -> {
            world.clock.advance(Duration.ofMinutes(1));
            return world.phase(restarted, iccid) == Phase.CANCELLED;
        });
        assertThat(centre.submitted.subList(1, centre.submitted.size()))
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(message -> assertThat(message.userData())
                        .isEqualTo(centre.submitted.get(1).userData()));
    }

    @Test
    void raisesTheCounterOfACancelToo() throws Exception {
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        card.raiseCounterTo(1L << 20);
        cancel(campaign);
        world.await(campaign, iccid, Phase.CANCELLED);
        assertThat(card.state).isEqualTo(CardState.STABLE);
    }

    @Test
    void isCertainOfNothingWhereTheCardHasGoneAlready() throws Exception {
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        card.flip();
        cancel(campaign);
        world.await(campaign, iccid, Phase.UNKNOWN);
        assertThat(campaign.cards().get(0).reason()).startsWith("cancelled by operator, too late perhaps");
        world.servers.get("A").attached(card.imsi).join();
        world.await(campaign, iccid, Phase.CONFIRMED);
    }

    @Test
    void cancelsAfterTheWindowToo() throws Exception {
        centre.fates.addAll(List.of(FakeSmsc.Fate.KEPT, FakeSmsc.Fate.KEPT));
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACCEPTED);
        world.clock.advance(Duration.ofDays(8));
        world.await(campaign, iccid, Phase.UNKNOWN);
        World.await("the query", () -> centre.submitted.size() == 2);
        cancel(campaign);
        world.await(campaign, iccid, Phase.CANCELLED);
    }
}
