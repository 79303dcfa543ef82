package io.simshift.cli.world;

import io.simshift.protocol.identity.Imsi;
import io.simshift.server.OtaServer;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Carries words between operators: hand-overs, "we can serve them", "we have seen it". Late, twice, or never. */
final class Postman {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration USUAL = Duration.ofMinutes(2);
    private static final Duration LATE = Duration.ofDays(2);
    private static final Duration NOT_AT_HOME = Duration.ofMinutes(10);
    private static final int TRIES = 100;

    private final Map<String, WorldOperator> operators;
    private final Surroundings around;
    private final Dice dice;
    private final Set<Object> underWay = new HashSet<>();

    Postman(Map<String, WorldOperator> operators, Surroundings around) {
        this.operators = operators;
        this.around = around;
        this.dice = around.dice("postman");
    }

    private boolean badLuck() {
        return dice.chance(around.weather().get().lostWords());
    }

    private Duration way() {
        return dice.between(SOON, badLuck() ? LATE : USUAL);
    }

    /** Takes a donor's hand-over. One that is under way already is not taken twice. */
    void handOver(SignedHandover signed) {
        if (badLuck()) {
            throw new IllegalStateException(
                    "nobody answers at " + signed.handover().recipient());
        }
        List<Object> letter = List.of(
                signed.handover().donor(),
                signed.handover().recipient(),
                signed.handover().entries());
        if (underWay.add(letter)) {
            around.time().after(way(), () -> {
                underWay.remove(letter);
                deliver(signed);
            });
        }
    }

    /** A recipient that is not there, or that the escrow does not answer, gets the next repetition. */
    private void deliver(SignedHandover signed) {
        WorldOperator recipient = operator(signed.handover().recipient());
        if (recipient.server().isEmpty()) {
            return;
        }
        List<HandoverEntry> served;
        try {
            served = recipient.collect(signed);
        } catch (RuntimeException e) {
            around.history().tellAll(recipient.name(), "could not collect: " + e.getMessage());
            return;
        }
        served.forEach(entry -> around.history()
                .tell(entry.iccid(), recipient.name(), "has collected the keys for IMSI " + entry.newImsi()));
        OperatorId name = recipient.profile().id();
        tell(operator(signed.handover().donor()), donor -> donor.provisioned(name, served));
    }

    private WorldOperator operator(OperatorId id) {
        return operators.get(id.value());
    }

    /** A network has seen a card: its own server hears of it, and all others. */
    void seen(WorldOperator network, Imsi imsi) {
        for (WorldOperator operator : operators.values()) {
            if (operator == network) {
                hand(operator, server -> server.attached(imsi), TRIES);
            } else {
                tell(operator, server -> server.attached(imsi));
            }
        }
    }

    private void tell(WorldOperator operator, Consumer<OtaServer> word) {
        if (!dice.chance(around.weather().get().lostWords() / 2)) {
            around.time().after(way(), () -> hand(operator, word, TRIES));
        }
        if (badLuck()) {
            around.time().after(way(), () -> hand(operator, word, TRIES));
        }
    }

    private void hand(WorldOperator operator, Consumer<OtaServer> word, int tries) {
        if (operator.server().isPresent()) {
            word.accept(operator.server().get());
        } else if (tries > 0) {
            around.time().after(NOT_AT_HOME, () -> hand(operator, word, tries - 1));
        }
    }
}
