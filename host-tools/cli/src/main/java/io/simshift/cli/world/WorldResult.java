package io.simshift.cli.world;

import io.simshift.server.transfer.Phase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of one world.
 *
 * @param age how long it lived, in its own time
 * @param phases how the moves ended, as their donors believe
 * @param messages that servers gave to message centres
 * @param mostForOneMove SWITCH messages of the move that needed most
 * @param stranded cards that no operator reaches because their owner wanted no way back
 */
record WorldResult(
        long seed,
        Duration age,
        Map<Phase, Integer> phases,
        int messages,
        int mostForOneMove,
        int releases,
        int stranded,
        List<Judge.Violation> violations,
        List<String> cards,
        History history) {
    WorldResult {
        phases = Map.copyOf(phases);
        violations = List.copyOf(violations);
        cards = List.copyOf(cards);
    }

    /** Lives through a world; what breaks it is a violation too. */
    static WorldResult of(WorldPlan plan, Path folder) {
        try (World world = new World(plan, folder)) {
            try {
                world.run();
            } catch (RuntimeException e) {
                world.judge().violated(Optional.empty(), "the world broke: " + e);
            }
            return of(plan.seed(), world);
        }
    }

    private static WorldResult of(long seed, World world) {
        Judge judge = world.judge();
        EnumMap<Phase, Integer> phases = new EnumMap<>(Phase.class);
        int most = 0;
        for (MoveOrder order : judge.orders()) {
            judge.belief(order.id()).ifPresent(phase -> phases.merge(phase, 1, Integer::sum));
            most = Math.max(most, judge.packets().submissions(order.id()));
        }
        return new WorldResult(
                seed,
                world.age(),
                phases,
                judge.packets().messages(),
                most,
                judge.releases().count(),
                judge.stranded().size(),
                judge.violations(),
                world.cards().stream().map(card -> card.iccid().digits()).toList(),
                world.history());
    }

    /** The same for who keeps thousands of them. */
    WorldResult withoutHistory() {
        return new WorldResult(
                seed,
                age,
                phases,
                messages,
                mostForOneMove,
                releases,
                stranded,
                violations,
                cards,
                new History(Clock.systemUTC()));
    }

    int moves() {
        return phases.values().stream().mapToInt(Integer::intValue).sum();
    }

    int moves(Phase phase) {
        return phases.getOrDefault(phase, 0);
    }
}
