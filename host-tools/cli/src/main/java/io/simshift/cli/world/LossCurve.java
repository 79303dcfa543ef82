package io.simshift.cli.world;

import io.simshift.server.card.CardStatus;
import io.simshift.server.engine.MoveOptions;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * How a move of a whole fleet fares under loss of short messages: nothing else goes wrong, but a tenth of the messages comes
 * twice, and a tenth up to 72 hours late.
 */
final class LossCurve {
    private static final List<String> OPERATORS = List.of("A", "B");
    private static final int SLOTS = 2;
    private static final int CARDS_PER_WORLD = 100;
    private static final Duration BEFORE = Duration.ofMinutes(5);
    private static final Duration LOOK_EVERY = Duration.ofHours(1);

    private final long seed;
    private final int cards;
    private final Duration window;
    private final Consumer<Point> listener;
    private final List<Judge.Violation> violations = new ArrayList<>();

    /**
     * One loss.
     *
     * @param loss share of messages lost, each way
     * @param done cards that the new operator had authenticated when the window ended
     * @param confirmed cards of which the old operator was told so
     * @param messagesPerCard given to the message centre, on average
     * @param mostMessages for one card
     * @param medianHours until half of the cards were done; NaN where they were not
     * @param hours99 until 99 of 100 cards were done; NaN where they were not
     */
    record Point(
            double loss,
            int cards,
            int done,
            int confirmed,
            double messagesPerCard,
            int mostMessages,
            double medianHours,
            double hours99) {
        double share() {
            return (double) done / cards;
        }
    }

    /** @param listener told of each point as it is ready */
    LossCurve(long seed, int cards, Duration window, Consumer<Point> listener) {
        this.seed = seed;
        this.cards = cards;
        this.window = window;
        this.listener = listener;
    }

    /** @param losses shares from 0 to 1 */
    List<Point> measure(List<Double> losses) {
        List<Point> points = new ArrayList<>();
        for (double loss : losses) {
            Point point = measure(loss);
            points.add(point);
            listener.accept(point);
        }
        return points;
    }

    /** What must not happen and did, in any of the worlds so far. */
    List<Judge.Violation> violations() {
        return List.copyOf(violations);
    }

    private Point measure(double loss) {
        List<Integer> messages = new ArrayList<>();
        List<Duration> times = new ArrayList<>();
        int confirmed = 0;
        for (int first = 0; first < cards; first += CARDS_PER_WORLD) {
            int count = Math.min(CARDS_PER_WORLD, cards - first);
            confirmed += measure(loss, seed + first / CARDS_PER_WORLD, count, messages, times);
        }
        times.sort(Duration::compareTo);
        return new Point(
                loss,
                cards,
                times.size(),
                confirmed,
                messages.stream().mapToInt(Integer::intValue).average().orElse(0),
                messages.stream().mapToInt(Integer::intValue).max().orElse(0),
                hours(times, 0.5),
                hours(times, 0.99));
    }

    /** @return how many cards the donor knows to have arrived */
    private int measure(double loss, long worldSeed, int count, List<Integer> messages, List<Duration> times) {
        WorldPlan plan = new WorldPlan(worldSeed, OPERATORS, count, SLOTS, window, Weather.ofMessages(loss), 0);
        try (TemporaryFolder folder = TemporaryFolder.make();
                World world = new World(plan, folder.path())) {
            world.startDevices();
            world.pass(BEFORE);
            Instant begun = world.around().time().instant();
            world.setWeather(plan.weather());
            WorldOperator donor = world.operators().get(0);
            MoveOptions options = new MoveOptions(
                    TransferMode.PROVISION_FIRST, MoveOptions.provisionFirst().fallback(), window);
            new Owner(world.operators(), world.around())
                    .order(
                            donor,
                            world.operators().get(1),
                            donor.server().orElseThrow().cards(CardStatus.HERE),
                            options);
            passUntilAllAreDone(world);
            violations.addAll(world.judge().violations());
            return count(world.judge(), begun, messages, times);
        }
    }

    /** The whole window, or until the donor knows of all cards that they have arrived: then nothing more is sent. */
    private void passUntilAllAreDone(World world) {
        Duration left = window;
        boolean done = false;
        while (!done && !left.isZero()) {
            Duration step = left.compareTo(LOOK_EVERY) < 0 ? left : LOOK_EVERY;
            world.pass(step);
            left = left.minus(step);
            Judge judge = world.judge();
            done = judge.orders().stream()
                    .allMatch(order -> judge.belief(order.id())
                            .filter(Phase.CONFIRMED::equals)
                            .isPresent());
        }
    }

    private static int count(Judge judge, Instant begun, List<Integer> messages, List<Duration> times) {
        int confirmed = 0;
        for (MoveOrder order : judge.orders()) {
            messages.add(judge.packets().submissions(order.id()));
            judge.provedAt(order.newImsi()).ifPresent(at -> times.add(Duration.between(begun, at)));
            confirmed +=
                    judge.belief(order.id()).filter(Phase.CONFIRMED::equals).isPresent() ? 1 : 0;
        }
        return confirmed;
    }

    private double hours(List<Duration> sorted, double share) {
        int needed = (int) Math.ceil(share * cards);
        return sorted.size() < needed ? Double.NaN : sorted.get(needed - 1).toMillis() / 3_600_000.0;
    }

    /** Every {@code step} from 0 to 60 per cent. */
    static List<Double> losses(int step) {
        return IntStream.rangeClosed(0, 60 / step)
                .mapToObj(number -> number * step / 100.0)
                .toList();
    }
}
