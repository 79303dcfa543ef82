package io.simshift.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.server.card.CardStatus;
import io.simshift.server.transfer.Phase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MoveTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(value = OtaAlgorithm.class, mode = EnumSource.Mode.EXCLUDE, names = "DES")
    void movesCardsTwiceWithOneMessageEach(OtaAlgorithm algorithm) throws Exception {
        try (World world = new World(folder, "A", "B", "C")) {
            List<Iccid> iccids = world.make("A", 3, 4, algorithm);
            move(world, "A", "B", iccids, MoveOptions.provisionFirst());
            move(world, "B", "C", iccids, MoveOptions.provisionFirst());

            for (Iccid iccid : iccids) {
                FakeCard card = world.cards.get(iccid);
                assertThat(card.active.value()).isEqualTo(3);
                assertThat(card.switchesTaken).isEqualTo(2);
                assertThat(card.received).hasSize(2);
            }
            assertThat(world.servers.get("A").cards(CardStatus.LEFT)).hasSize(3);
            assertThat(world.servers.get("B").cards(CardStatus.LEFT)).hasSize(3);
            assertThat(world.servers.get("C").cards(CardStatus.HERE)).hasSize(3);
        }
    }

    @Test
    void handsOverKeysAfterTheSwitchWhereAskedTo() throws Exception {
        try (World world = new World(folder, "A", "B")) {
            List<Iccid> iccids = world.make("A", 2, 4, OtaAlgorithm.AES_128);
            Campaign campaign = move(world, "A", "B", iccids, MoveOptions.asSpecified());

            for (Campaign.CardProgress card : campaign.cards()) {
                assertThat(card.times()).containsKeys(Phase.SENT, Phase.ACKNOWLEDGED, Phase.CONFIRMED);
                assertThat(card.times()).doesNotContainKeys(Phase.RESERVED, Phase.PROVISIONED);
            }
            assertThat(world.handovers).isNotEmpty();
        }
    }

    private static Campaign move(World world, String from, String to, List<Iccid> iccids, MoveOptions options)
            throws Exception {
        Campaign campaign = world.servers.get(from).startMove(world.order(to, iccids), World.profile(to), options);
        assertThat(campaign.problems()).isEmpty();
        for (Iccid iccid : iccids) {
            world.await(campaign, iccid, Phase.ACKNOWLEDGED);
            FakeCard card = world.cards.get(iccid);
            World.await(
                    "keys at " + to,
                    () -> world.servers.get(to).cards(CardStatus.INCOMING).stream()
                            .anyMatch(awaited -> awaited.iccid().equals(iccid)));
            card.flip();
            world.servers.get(to).attached(card.imsi).join();
            world.servers.get(from).attached(card.imsi).join();
        }
        campaign.settled().join();
        assertThat(campaign.cards()).allSatisfy(card -> assertThat(card.phase()).isEqualTo(Phase.CONFIRMED));
        QueryAnswer answer = world.servers.get(to).query(iccids.get(0)).get();
        assertThat(answer.imsi()).contains(world.cards.get(iccids.get(0)).imsi);
        world.cards
                .get(iccids.get(0))
                .received
                .remove(world.cards.get(iccids.get(0)).received.size() - 1);
        return campaign;
    }
}
