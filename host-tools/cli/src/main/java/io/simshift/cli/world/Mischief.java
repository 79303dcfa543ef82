package io.simshift.cli.world;

import io.simshift.simulator.handset.HandsetStatus;
import io.simshift.simulator.tear.Fault;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Cuts the power of devices, switches them off, kills servers and the escrow, switches networks off. All of it ends again. */
final class Mischief {
    private static final Duration BLINK = Duration.ofSeconds(5);
    private static final Duration MINUTES = Duration.ofMinutes(10);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration LONGEST_OFF = Duration.ofDays(3);
    private static final Duration LONGEST_OUTAGE = Duration.ofDays(2);
    private static final Duration LONGEST_DOWN = Duration.ofHours(12);
    private static final Duration WATCHDOG = Duration.ofHours(6);
    private static final int WATCHDOGS_UNTIL_RESTART = 20;
    /** Of each card that belongs to a device, where devices are switched off at all. */
    private static final double MOVES_PER_DAY = 0.25;

    private static final int COMMANDS_MAX = 60;
    private static final int WRITES_MAX = 300;
    private static final int WRITES_AT_START_MAX = 12;
    private static final int STEPS_MAX = 30;

    private final List<WorldCard> cards;
    private final List<WorldOperator> operators;
    private final WorldEscrow escrow;
    private final Surroundings around;
    private boolean busy;

    Mischief(List<WorldCard> cards, List<WorldOperator> operators, WorldEscrow escrow, Surroundings around) {
        this.cards = cards;
        this.operators = operators;
        this.escrow = escrow;
        this.around = around;
    }

    void begin() {
        busy = true;
        for (WorldCard card : cards) {
            Dice dice = around.dice("device-" + card.number());
            again(dice, Weather::powerCutsPerDay, () -> cutPower(card, dice));
            again(dice, Weather::switchOffsPerDay, () -> switchOff(card, dice));
            watch(card, 1);
            if (card.isBound()) {
                Dice thief = around.dice("thief-" + card.number());
                again(thief, weather -> weather.switchOffsPerDay() > 0 ? MOVES_PER_DAY : 0, () -> steal(card, thief));
            }
        }
        for (WorldOperator operator : operators) {
            Dice dice = around.dice("fate-" + operator.name());
            again(dice, Weather::restartsPerDay, () -> kill(operator, dice));
            again(dice, Weather::outagesPerDay, () -> outage(operator, dice));
        }
        Dice dice = around.dice("fate-escrow");
        again(dice, Weather::restartsPerDay, () -> killEscrow(dice));
    }

    /** Puts everything right, and leaves it so. */
    void end() {
        busy = false;
        escrow.start();
        for (WorldOperator operator : operators) {
            operator.start();
            operator.network().switchOn();
        }
        cards.forEach(this::bringBack);
        cards.forEach(this::switchOn);
    }

    /** Puts a card into another device for a while. */
    private void steal(WorldCard card, Dice dice) {
        if (isOn(card) && card.link().isPowered() && card.isInItsOwnDevice()) {
            around.history().tell(card.iccid(), "world", "is put into a foreign device");
            card.changeDevice();
            around.time().after(pause(dice, DAY), () -> bringBack(card));
        }
    }

    private void bringBack(WorldCard card) {
        if (!card.isInItsOwnDevice()) {
            around.history().tell(card.iccid(), "world", "is put back into its own device");
            card.changeDevice();
        }
    }

    private void again(Dice dice, ToDoubleFunction<Weather> rate, Runnable task) {
        double perDay = rate.applyAsDouble(around.weather().get());
        if (perDay > 0) {
            around.time().after(dice.untilNext(perDay), () -> {
                if (busy) {
                    task.run();
                    again(dice, rate, task);
                }
            });
        }
    }

    private Duration pause(Dice dice, Duration longest) {
        return dice.chance(0.6) ? dice.between(BLINK, MINUTES) : dice.between(MINUTES, longest);
    }

    private void cutPower(WorldCard card, Dice dice) {
        if (!isOn(card)) {
            return;
        }
        Fault fault = dice.oneOf(List.of(Fault.values()));
        Runnable whileWriting = cut(card, dice, "while the card writes, " + fault);
        switch (dice.upTo(3)) {
            case 0 -> card.link().cutAfterWrites(dice.upTo(WRITES_MAX), fault, whileWriting);
            case 1 -> card.link().cutAfterReset(dice.upTo(WRITES_AT_START_MAX), fault, whileWriting);
            default -> {
                boolean after = dice.chance(0.5);
                String when = after ? "while the card answers" : "before the card has the command";
                card.link().cutAfter(dice.upTo(COMMANDS_MAX), after, cut(card, dice, when));
            }
        }
    }

    private Runnable cut(WorldCard card, Dice dice, String when) {
        return () -> {
            around.history().tell(card.iccid(), "world", "cuts the power " + when);
            around.time().after(pause(dice, DAY), () -> switchOn(card));
        };
    }

    private void switchOff(WorldCard card, Dice dice) {
        if (isOn(card)) {
            card.handset().powerOff();
            around.time().after(pause(dice, LONGEST_OFF), () -> switchOn(card));
        }
    }

    private static boolean isOn(WorldCard card) {
        HandsetStatus.State state = card.handset().status().state();
        return state == HandsetStatus.State.ATTACHED || state == HandsetStatus.State.SEARCHING;
    }

    private void switchOn(WorldCard card) {
        boolean unnoticed = !card.link().isPowered();
        card.link().powerOn();
        if (unnoticed || !isOn(card)) {
            card.handset().powerOn();
        }
    }

    /**
     * As devices without a person beside them do: a modem without a network is restarted, and now and then any modem. Goes
     * on when the storm is over.
     */
    private void watch(WorldCard card, int round) {
        around.time().after(WATCHDOG, () -> {
            boolean lost = card.handset().status().state() == HandsetStatus.State.SEARCHING;
            if (lost || isOn(card) && round % WATCHDOGS_UNTIL_RESTART == 0) {
                String why = lost ? "which finds no network" : "as it does every five days";
                around.history().tell(card.iccid(), "device", "restarts its modem, " + why);
                card.handset().powerOff();
                card.switchOn();
            }
            watch(card, round + 1);
        });
    }

    private void kill(WorldOperator operator, Dice dice) {
        if (operator.server().isPresent()) {
            Duration down = pause(dice, LONGEST_DOWN);
            Runnable startLater = () -> around.time().after(down, operator::start);
            if (dice.chance(0.5)) {
                operator.kill();
                startLater.run();
            } else {
                operator.dieAfter(dice.upTo(STEPS_MAX), startLater);
            }
        }
    }

    private void killEscrow(Dice dice) {
        escrow.kill();
        around.time().after(pause(dice, LONGEST_DOWN), escrow::start);
    }

    private void outage(WorldOperator operator, Dice dice) {
        around.history().tellAll(operator.name(), "the network is off");
        operator.network().switchOff();
        around.time().after(pause(dice, LONGEST_OUTAGE), () -> {
            around.history().tellAll(operator.name(), "the network is on");
            operator.network().switchOn();
        });
    }
}
