package io.simshift.cli.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.server.card.CardStatus;
import io.simshift.server.engine.MoveOptions;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorldTest {
    private static final Duration DAYS_3 = Duration.ofDays(3);

    @Test
    void isTheSameWorldForTheSameSeedEventForEvent() {
        WorldPlan plan = WorldPlan.of(4, 2, DAYS_3, Weather.STORM);

        String first = text(live(plan));

        assertThat(first).contains("orders its move").contains("the server is killed");
        assertThat(text(live(plan))).isEqualTo(first);
        assertThat(text(live(plan.withSeed(5)))).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 7})
    void holdsWhatMustHoldInAStorm(long seed) {
        WorldResult world = live(WorldPlan.of(seed, 3, DAYS_3, Weather.STORM));

        assertThat(world.violations()).isEmpty();
        assertThat(world.moves()).isPositive();
    }

    /** Worlds in which something once happened that must not. */
    @ParameterizedTest
    @CsvSource({
        "5, 5", // CANCEL every five minutes to a card that had gone on and come back
    })
    void holdsWhereItOnceDidNot(long seed, double powerCutsPerDay) {
        Weather weather = Weather.STORM.withPowerCuts(powerCutsPerDay);

        assertThat(live(WorldPlan.of(seed, 3, DAYS_3, weather)).violations()).isEmpty();
    }

    @Test
    void movesACardWithOneMessageEachWayInCalm(@TempDir Path folder) {
        try (World world = new World(WorldPlan.of(1, 1, DAYS_3, Weather.CALM), folder)) {
            MoveOrder order = moveFirstCard(world, FallbackRule.after(5, 10));
            world.pass(Duration.ofDays(1));

            assertThat(world.judge().belief(order.id())).contains(Phase.CONFIRMED);
            assertThat(world.judge().truth(order.iccid()))
                    .contains(new Judge.Truth(order.newImsi(), order.target(), true));
            assertThat(world.judge().packets().messages()).isEqualTo(1);
            assertThat(world.judge().violations()).isEmpty();
        }
    }

    @Test
    void bringsACardHomeFromAnOperatorThatIsOffForGood(@TempDir Path folder) {
        try (World world = new World(WorldPlan.of(2, 1, DAYS_3, Weather.CALM), folder)) {
            WorldOperator recipient = world.operators().get(1);
            new Mischief(world.cards(), world.operators(), world.escrow(), world.around()).begin();
            recipient.network().switchOff();
            MoveOrder order = moveFirstCard(world, FallbackRule.afterResets(3));
            world.pass(Duration.ofDays(9));

            assertThat(world.judge().belief(order.id())).contains(Phase.FELL_BACK);
            assertThat(world.cards().get(0).handset().status().attachedAt("A")).isTrue();
            assertThat(world.judge().violations()).isEmpty();
        }
    }

    /** Nothing can be reserved while it is down; what waits for it goes on by itself. */
    @Test
    void goesOnWhenTheEscrowIsBack(@TempDir Path folder) {
        try (World world = new World(WorldPlan.of(4, 1, DAYS_3, Weather.CALM), folder)) {
            world.escrow().kill();
            MoveOrder order = moveFirstCard(world, FallbackRule.after(5, 10));
            world.pass(Duration.ofHours(6));
            assertThat(world.judge().packets().messages()).isZero();
            assertThat(world.judge().belief(order.id())).isNotEqualTo(Optional.of(Phase.CONFIRMED));

            world.escrow().start();
            world.pass(Duration.ofDays(1));
            assertThat(world.judge().belief(order.id())).contains(Phase.CONFIRMED);
            assertThat(world.judge().violations()).isEmpty();
        }
    }

    @Test
    void hearsWhatTheCardSaysOfItself(@TempDir Path folder) {
        try (World world = new World(WorldPlan.of(3, 1, DAYS_3, Weather.CALM), folder)) {
            MoveOrder order = moveFirstCard(world, FallbackRule.after(5, 10));
            world.pass(Duration.ofHours(1));
            WorldOperator recipient = world.operators().get(1);
            recipient.server().orElseThrow().query(order.iccid());
            world.pass(Duration.ofHours(1));

            assertThat(world.judge().cardsWord().answers()).isEqualTo(1);
            assertThat(world.judge().violations()).isEmpty();
        }
    }

    private static MoveOrder moveFirstCard(World world, FallbackRule rule) {
        world.startDevices();
        world.pass(Duration.ofMinutes(1));
        WorldOperator donor = world.operators().get(0);
        new Owner(world.operators(), world.around())
                .order(
                        donor,
                        world.operators().get(1),
                        donor.server().orElseThrow().cards(CardStatus.HERE),
                        new MoveOptions(TransferMode.PROVISION_FIRST, rule, Duration.ofDays(2)));
        return world.judge().orders().iterator().next();
    }

    static WorldResult live(WorldPlan plan) {
        try (TemporaryFolder folder = TemporaryFolder.make()) {
            return WorldResult.of(plan, folder.path());
        }
    }

    private static String text(WorldResult world) {
        List<History.Entry> all = world.history().all();
        return String.join("\n", all.stream().map(History.Entry::toString).toList());
    }
}
