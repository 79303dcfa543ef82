package io.simshift.cli.world;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.server.OtaServer;
import io.simshift.server.campaign.OrderException;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardStatus;
import io.simshift.server.engine.Campaign;
import io.simshift.server.engine.Campaign.CardProgress;
import io.simshift.server.engine.MoveOptions;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The owner of the fleet, who cannot make up its mind: orders moves, calls some off, asks how cards are. */
final class Owner {
    private static final Duration SHORTEST_WINDOW = Duration.ofHours(6);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(7);
    private static final double ORDERS_PER_DAY = 1.5;
    private static final double CANCELLATIONS_PER_DAY = 0.5;
    private static final double QUESTIONS_PER_DAY = 0.5;
    private static final double AS_SPECIFIED = 0.15;
    private static final double CHOSEN = 0.6;
    /** Share of moves whose way home depends on something else than resets and failures alone. */
    private static final double OTHER_RULES = 0.4;

    /** Each of them brings a card home from a network that is dead for long, whatever else it counts. */
    private static final List<FallbackRule> OTHERS = List.of(
            FallbackRule.NEVER.orMinutes(120),
            FallbackRule.NEVER.orStatusPolls(48),
            FallbackRule.afterResets(3).orRejections(4),
            FallbackRule.after(5, 10).orMinutes(250).orStatusPolls(1000).orRejections(9));

    private final List<WorldOperator> operators;
    private final Surroundings around;
    private final Dice dice;
    private final Dice rules;
    private boolean busy;
    private int files;

    Owner(List<WorldOperator> operators, Surroundings around) {
        this.operators = operators;
        this.around = around;
        this.dice = around.dice("owner");
        this.rules = around.dice("rules");
    }

    void begin() {
        busy = true;
        for (WorldOperator operator : operators) {
            again(ORDERS_PER_DAY, () -> order(operator));
            again(CANCELLATIONS_PER_DAY, () -> callOff(operator));
            again(QUESTIONS_PER_DAY, () -> ask(operator));
        }
    }

    /** Orders nothing any more. */
    void rest() {
        busy = false;
    }

    private void again(double perDay, Runnable task) {
        around.time().after(dice.untilNext(perDay), () -> {
            if (busy) {
                task.run();
                again(perDay, task);
            }
        });
    }

    private void order(WorldOperator donor) {
        if (donor.server().isEmpty()) {
            return;
        }
        List<WorldOperator> others =
                operators.stream().filter(operator -> operator != donor).toList();
        List<Card> chosen = donor.server().get().cards(CardStatus.HERE).stream()
                .filter(card -> dice.chance(CHOSEN))
                .toList();
        if (!chosen.isEmpty()) {
            order(donor, dice.oneOf(others), chosen, options());
        }
    }

    private MoveOptions options() {
        Duration window = dice.between(SHORTEST_WINDOW, LONGEST_WINDOW);
        if (dice.chance(AS_SPECIFIED)) {
            FallbackRule rule = dice.chance(0.5) ? FallbackRule.NEVER : FallbackRule.after(5, 10);
            return new MoveOptions(TransferMode.AS_SPECIFIED, rule, window);
        }
        FallbackRule rule =
                dice.oneOf(List.of(FallbackRule.after(5, 10), FallbackRule.after(2, 3), FallbackRule.afterResets(3)));
        return new MoveOptions(
                TransferMode.PROVISION_FIRST, rules.chance(OTHER_RULES) ? rules.oneOf(OTHERS) : rule, window);
    }

    /** Orders these cards of {@code donor} to move. */
    void order(WorldOperator donor, WorldOperator recipient, List<Card> cards, MoveOptions options) {
        Map<Iccid, Imsi> former = new LinkedHashMap<>();
        StringBuilder csv = new StringBuilder("iccid,new_imsi\n");
        for (Card card : cards) {
            former.put(card.iccid(), card.imsi());
            csv.append(card.iccid())
                    .append(',')
                    .append(recipient.numbers().nextImsi())
                    .append('\n');
        }
        try {
            Campaign campaign = donor.server().orElseThrow().startMove(write(csv), recipient.profile(), options);
            campaign.cards().forEach(card -> ordered(donor, recipient, card, former.get(card.iccid()), options));
            campaign.problems()
                    .forEach(problem -> around.history()
                            .tellAll("owner", "the order to " + donor.name() + ": " + problem.message()));
        } catch (OrderException | IllegalStateException e) {
            around.history().tellAll("owner", donor.name() + " does not take the order: " + e.getMessage());
        }
    }

    private Path write(StringBuilder csv) {
        Path file = around.folder().resolve("order-" + ++files + ".csv");
        try {
            return Files.writeString(file, csv);
        } catch (IOException e) {
            throw new UncheckedIOException("the order cannot be written to " + file, e);
        }
    }

    private void ordered(
            WorldOperator donor, WorldOperator recipient, CardProgress card, Imsi formerImsi, MoveOptions options) {
        around.judge()
                .ordered(new MoveOrder(
                        card.transfer(),
                        card.iccid(),
                        donor.profile().id(),
                        formerImsi,
                        card.newImsi(),
                        card.homeSlot().value(),
                        card.targetSlot().value(),
                        options));
        String home = options.fallback().isNever() ? "no way back" : "may come home";
        around.history()
                .tell(
                        card.iccid(),
                        "owner",
                        "orders its move from " + donor.name() + " to " + recipient.name() + ", slot "
                                + card.targetSlot() + ", " + options.mode() + ", " + home + ", within "
                                + options.window().toHours() + " h: transfer " + card.transfer());
    }

    private void callOff(WorldOperator donor) {
        List<MoveOrder> open = new ArrayList<>();
        for (MoveOrder order : around.judge().orders()) {
            boolean closed =
                    around.judge().belief(order.id()).map(Phase::isClosed).orElse(false);
            if (order.donor().equals(donor.profile().id()) && !closed) {
                open.add(order);
            }
        }
        if (donor.server().isPresent() && !open.isEmpty()) {
            MoveOrder order = dice.oneOf(open);
            around.history().tell(order.iccid(), "owner", "would call transfer " + order.id() + " off");
            donor.server().get().cancel(order.id(), "the owner");
        }
    }

    private void ask(WorldOperator operator) {
        if (operator.server().isPresent()) {
            OtaServer server = operator.server().get();
            List<Card> here = server.cards(CardStatus.HERE);
            if (!here.isEmpty()) {
                Card card = dice.oneOf(here);
                around.history().tell(card.iccid(), "owner", "has " + operator.name() + " ask how it is");
                server.query(card.iccid());
            }
        }
    }
}
