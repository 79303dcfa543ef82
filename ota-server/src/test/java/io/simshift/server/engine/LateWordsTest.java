package io.simshift.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.campaign.CardEvent;
import io.simshift.server.card.CardStatus;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.transfer.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Words between operators that come late: a card's second move to the same recipient has the same slot, but another IMSI. */
class LateWordsTest {
    private static final Imsi FIRST_IMSI = new Imsi("262029000000071");
    private static final Imsi SECOND_IMSI = new Imsi("262029000000072");
    private static final OperatorId B = new OperatorId("B");

    @TempDir
    Path folder;

    private World world;
    private Iccid iccid;

    @BeforeEach
    void makeOneCard() {
        world = new World(folder, "A", "B");
        iccid = world.make("A", 1, 4, OtaAlgorithm.AES_128).get(0);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Campaign move(Imsi newImsi) throws Exception {
        Path order = Files.writeString(folder.resolve("order.csv"), "iccid,new_imsi\n" + iccid + "," + newImsi + "\n");
        world.clock.advance(Duration.ofMinutes(1));
        return world.servers.get("A").startMove(order, World.profile("B"), MoveOptions.provisionFirst());
    }

    private SignedHandover firstMoveThatIsCalledOff() throws Exception {
        Campaign first = move(FIRST_IMSI);
        world.await(first, iccid, Phase.ACKNOWLEDGED);
        world.servers.get("A").cancel(first.cards().get(0).transfer(), "owner").join();
        world.await(first, iccid, Phase.CANCELLED);
        return world.handovers.get(0);
    }

    @Test
    void tellsThatTheCentreTookAMessageWhereTheCardWasQuicker() throws Exception {
        world.centres.get("A").fates.add(FakeSmsc.Fate.ANSWER_LAST);
        Campaign campaign = move(FIRST_IMSI);
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        World.await("the centre's answer", () -> historyOf("A").contains("SubmitAccepted"));
        assertThat(historyOf("A")).containsSubsequence("PorArrived", "SubmitAccepted");
        assertThat(world.phase(campaign, iccid)).isEqualTo(Phase.ACKNOWLEDGED);
    }

    private List<String> historyOf(String operator) {
        return world.servers.get(operator).desk().history(iccid, 0, 100).items().stream()
                .map(CardEvent::type)
                .toList();
    }

    @Test
    void oldHandOverDoesNotBringTheOldImsiBack() throws Exception {
        SignedHandover old = firstMoveThatIsCalledOff();
        Campaign second = move(SECOND_IMSI);
        world.await(second, iccid, Phase.ACKNOWLEDGED);

        try (CardIntake late = world.servers.get("B").collect(old, slot -> new Msisdn("4925555"))) {
            assertThat(late.cards()).isEmpty();
            assertThat(late.problems())
                    .containsExactly("card " + iccid + ": a younger hand-over gives it IMSI " + SECOND_IMSI
                            + " instead of " + FIRST_IMSI);
        }
        assertThat(world.servers.get("B").cards(CardStatus.INCOMING))
                .singleElement()
                .satisfies(card -> assertThat(card.imsi()).isEqualTo(SECOND_IMSI));
    }

    @Test
    void noHandOverChangesTheImsiOfACardThatHasArrived() throws Exception {
        SignedHandover old = firstMoveThatIsCalledOff();
        Campaign second = move(SECOND_IMSI);
        world.await(second, iccid, Phase.ACKNOWLEDGED);
        world.cards.get(iccid).flip();
        world.servers.get("B").attached(SECOND_IMSI).join();

        try (CardIntake late = world.servers.get("B").collect(old, slot -> new Msisdn("4925555"))) {
            assertThat(late.problems()).singleElement().asString().contains("has arrived in slot 2 with IMSI");
        }
    }

    @Test
    void cardThatIsHandedBackSettlesTheMoveThatTookItAway() throws Exception {
        Campaign away = move(FIRST_IMSI);
        world.await(away, iccid, Phase.ACKNOWLEDGED);
        FakeCard card = world.cards.get(iccid);
        card.flip();
        world.servers.get("B").attached(FIRST_IMSI).join();
        world.awaitArrivalTold("B", iccid);
        // A never hears that B has seen it; and then it comes back.
        Campaign back = world.servers
                .get("B")
                .startMove(world.order("A", List.of(iccid)), World.profile("A"), MoveOptions.provisionFirst());
        world.await(back, iccid, Phase.ACKNOWLEDGED);
        card.flip();
        world.servers.get("A").attached(card.imsi).join();

        world.await(away, iccid, Phase.CONFIRMED);
        assertThat(world.servers.get("A").cards(CardStatus.HERE)).hasSize(1);
    }

    @Test
    void lateWordOfTheFirstArrivalDoesNotSendAReturnedCardAwayAgain() throws Exception {
        Campaign away = move(FIRST_IMSI);
        world.await(away, iccid, Phase.ACKNOWLEDGED);
        FakeCard card = world.cards.get(iccid);
        card.flip();
        world.servers.get("B").attached(FIRST_IMSI).join();
        world.awaitArrivalTold("B", iccid);
        Campaign back = world.servers
                .get("B")
                .startMove(world.order("A", List.of(iccid)), World.profile("A"), MoveOptions.provisionFirst());
        world.await(back, iccid, Phase.ACKNOWLEDGED);

        world.servers.get("A").attached(FIRST_IMSI).join();
        world.await(away, iccid, Phase.CONFIRMED);
        card.flip();
        world.servers.get("A").attached(card.imsi).join();
        assertThat(world.servers.get("A").cards(CardStatus.HERE)).hasSize(1);
    }

    @Test
    void wordThatTheFirstMoveCanBeServedIsNotTakenForTheSecond() throws Exception {
        HandoverEntry served = firstMoveThatIsCalledOff().handover().entries().get(0);
        world.recipientsListen = false;
        Campaign second = move(SECOND_IMSI);
        world.await(second, iccid, Phase.RESERVED);

        world.servers.get("A").provisioned(B, List.of(served)).join();
        assertThat(world.phase(second, iccid)).isEqualTo(Phase.RESERVED);

        HandoverEntry right = new HandoverEntry(SECOND_IMSI, iccid, served.slot());
        world.servers.get("A").provisioned(B, List.of(right)).join();
        world.await(second, iccid, Phase.ACKNOWLEDGED);
    }
}
