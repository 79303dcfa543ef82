package io.simshift.cli.world;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imei;
import io.simshift.server.transfer.TransferPolicy;
import io.simshift.simulator.handset.Handset;
import io.simshift.simulator.handset.HandsetEvent;
import io.simshift.simulator.handset.HandsetSettings;
import io.simshift.simulator.network.Networks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One world: an escrow, operators, cards in devices, and the weather. The same seed and the same plan give the same world,
 * event for event.
 */
final class World implements AutoCloseable {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration STATUS_INTERVAL = Duration.ofMinutes(5);
    /** Share of cards that belong to their device. */
    private static final double BOUND = 0.3;

    private static final String OWN_DEVICES = "35209900";
    private static final String FOREIGN_DEVICES = "49015420";
    private static final Duration SETTLING_IN = Duration.ofMinutes(10);

    /** Longer than any window, than the latest message, and than the way home by watchdog. */
    static final Duration CALM = Duration.ofDays(12);

    private final WorldPlan plan;
    private final VirtualTime time = new VirtualTime(BEGIN);
    private final History history = new History(time);
    private final Judge judge = new Judge(history, time);
    private final Surroundings around;
    private final WorldEscrow escrow;
    private final Map<String, WorldOperator> operators = new LinkedHashMap<>();
    private final Postman postman;
    private final List<WorldCard> cards;
    private final Map<String, String> lastSaid = new HashMap<>();
    private Weather weather = Weather.CALM;

    /** @param folder an empty one, for databases and keystores */
    World(WorldPlan plan, Path folder) {
        this.plan = plan;
        this.around = new Surroundings(plan.seed(), time, () -> weather, history, judge, folder);
        this.postman = new Postman(operators, around);
        this.escrow = new WorldEscrow(around);
        for (String name : plan.operators()) {
            Numbers numbers = new Numbers(operators.size() + 1, name);
            WorldOperator operator =
                    new WorldOperator(numbers, escrow, postman::handOver, TransferPolicy.standard(), around);
            operators.put(name, operator);
            operator.network()
                    .addListener((imsi, msisdn) -> time.execute(() -> {
                        operator.smsc().subscriberAttached(msisdn);
                        postman.seen(operator, imsi);
                    }));
            operator.start();
        }
        this.cards = makeCards();
    }

    private List<WorldCard> makeCards() {
        WorldOperator first = operators().get(0);
        List<WorldCard> made =
                new CardMaker(escrow.running(), first.numbers(), this::isBound).make(plan.cards(), plan.slots());
        made.forEach(judge::watch);
        first.takeFirstSlots(escrow.running()
                .issue(first.profile().id(), made.stream().map(WorldCard::iccid).toList()));
        return made;
    }

    /** Lives through the whole plan. */
    void run() {
        startDevices();
        settleAndLook();
        pass(SETTLING_IN);
        Owner owner = new Owner(operators(), around);
        Mischief mischief = new Mischief(cards, operators(), escrow, around);
        weather = plan.weather();
        history.tellAll("world", "the storm begins");
        owner.begin();
        mischief.begin();
        pass(plan.length());
        history.tellAll("world", "the storm is over");
        weather = Weather.CALM;
        owner.rest();
        mischief.end();
        pass(CALM);
        new LastDay(cards, operators(), around, this::settleAndLook).examine();
    }

    private boolean isBound(int number) {
        return around.dice("binding-" + number).chance(BOUND);
    }

    /** All devices are switched on for the first time. */
    void startDevices() {
        Networks networks =
                new Networks(operators().stream().map(WorldOperator::network).toList());
        for (WorldCard card : cards) {
            // Not every modem offers the card everything; without REFRESH it waits for the next restart.
            Dice dice = around.dice("modem-" + card.number());
            HandsetSettings settings = new HandsetSettings(
                    HandsetSettings.REAL.attachRetryFirst(),
                    HandsetSettings.REAL.attachRetryMax(),
                    STATUS_INTERVAL,
                    HandsetSettings.REAL.sendTimeout(),
                    !dice.chance(plan.plainModems()),
                    !dice.chance(plan.plainModems()));
            Handset.Surroundings device = new Handset.Surroundings(time, time, time, settings, this::observed);
            String name = card.iccid().digits();
            card.setDevices(
                    new Handset(name, imei(OWN_DEVICES, card), card.link(), networks, device),
                    new Handset(name, imei(FOREIGN_DEVICES, card), card.link(), networks, device));
            card.switchOn();
        }
    }

    private static Imei imei(String type, WorldCard card) {
        return Imei.of(String.format("%s%06d", type, card.number()));
    }

    /** Lets time pass; after each step everything is held against what must be. */
    void pass(Duration length) {
        Instant end = time.instant().plus(length);
        while (time.step(end)) {
            judge.look();
        }
        judge.look();
    }

    private void settleAndLook() {
        time.settle();
        judge.look();
    }

    /** What a device says again and again is told once. */
    private void observed(String name, HandsetEvent event) {
        String what = event.describe();
        boolean again = event instanceof HandsetEvent.AttachRejected && what.equals(lastSaid.get(name));
        lastSaid.put(name, what);
        if (!again) {
            history.tell(new Iccid(name), "device", what);
        }
    }

    void setWeather(Weather now) {
        weather = now;
    }

    Surroundings around() {
        return around;
    }

    List<WorldOperator> operators() {
        return new ArrayList<>(operators.values());
    }

    WorldEscrow escrow() {
        return escrow;
    }

    List<WorldCard> cards() {
        return cards;
    }

    Judge judge() {
        return judge;
    }

    History history() {
        return history;
    }

    /** How long the world has lived. */
    Duration age() {
        return Duration.between(BEGIN, time.instant());
    }

    @Override
    public void close() {
        operators.values().forEach(WorldOperator::close);
        escrow.close();
        cards.forEach(WorldCard::close);
    }
}
