package io.simshift.cli.world;

import io.simshift.protocol.identity.Imsi;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardStatus;
import io.simshift.server.engine.Campaign;
import io.simshift.server.engine.Campaign.CardProgress;
import io.simshift.server.transfer.Phase;
import io.simshift.simulator.handset.HandsetStatus;
import io.simshift.simulator.network.ChallengeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What must be true when the storm is long over: nothing here needs to leave a card as it was. */
final class LastDay {
    private static final int RESTARTS = 10;

    private final List<WorldCard> cards;
    private final List<WorldOperator> operators;
    private final Judge judge;
    private final Runnable settle;

    LastDay(List<WorldCard> cards, List<WorldOperator> operators, Surroundings around, Runnable settle) {
        this.cards = cards;
        this.operators = operators;
        this.judge = around.judge();
        this.settle = settle;
    }

    void examine() {
        cards.forEach(this::reachable);
        cards.forEach(this::oneSubscription);
        operators.forEach(this::remembersAll);
        operators.forEach(this::knowsItsCards);
        cards.forEach(this::staysThere);
    }

    /** A card is stranded by its owner's will alone: its SWITCH had no fallback rule. */
    private void reachable(WorldCard card) {
        if (card.handset().status().state() == HandsetStatus.State.ATTACHED) {
            return;
        }
        Optional<Judge.Truth> truth = judge.truth(card.iccid());
        Optional<MoveOrder> last = truth.flatMap(now -> judge.orderOf(now.imsi()));
        boolean byWill = last.isPresent()
                && last.get().options().fallback().isNever()
                && !truth.orElseThrow().isFinal();
        if (byWill) {
            judge.strandedByWill(card.iccid());
        } else {
            judge.violated(Optional.of(card.iccid()), "no operator reaches the card: " + truth.orElse(null));
        }
    }

    /** Of all subscriptions that the card ever had or was to have, its keys and a network's agree on one at most. */
    private void oneSubscription(WorldCard card) {
        List<Imsi> imsis = new ArrayList<>(List.of(card.firstImsi()));
        judge.orders().stream()
                .filter(order -> order.iccid().equals(card.iccid()))
                .map(MoveOrder::newImsi)
                .forEach(imsis::add);
        List<String> accepted = new ArrayList<>();
        for (WorldOperator operator : operators) {
            for (Imsi imsi : imsis) {
                if (authenticates(card, operator, imsi)) {
                    accepted.add(operator.name() + " " + imsi);
                }
            }
        }
        boolean attached = card.handset().status().state() == HandsetStatus.State.ATTACHED;
        if (accepted.size() > 1 || attached && accepted.isEmpty()) {
            judge.violated(Optional.of(card.iccid()), "the card authenticates as " + accepted);
        }
    }

    private boolean authenticates(WorldCard card, WorldOperator operator, Imsi imsi) {
        CompletableFuture<ChallengeResult> result =
                operator.network().challenge(card.handset(), imsi).toCompletableFuture();
        settle.run();
        return result.isDone() && result.join() instanceof ChallengeResult.Authenticated;
    }

    /** What a server has told is what it has kept; and it has left nothing open for ever. */
    private void remembersAll(WorldOperator operator) {
        for (Campaign campaign : operator.server().orElseThrow().campaigns()) {
            for (CardProgress card : campaign.cards()) {
                Phase told = judge.belief(card.transfer()).orElse(null);
                if (told != card.phase()) {
                    judge.violated(
                            Optional.of(card.iccid()),
                            operator.name() + " told " + told + " of transfer " + card.transfer() + " and keeps "
                                    + card.phase());
                }
                if (!card.phase().isSettled()) {
                    judge.violated(
                            Optional.of(card.iccid()),
                            operator.name() + " leaves transfer " + card.transfer() + " in " + card.phase());
                }
            }
        }
    }

    /**
     * A card that a server takes for its own, and of which it has no open transfer, is that operator's under that IMSI; and
     * who serves a card knows that it is here.
     */
    private void knowsItsCards(WorldOperator operator) {
        cards.stream()
                .filter(card -> card.handset().status().attachedAt(operator.name()))
                .filter(card -> operator.server().orElseThrow().cards(CardStatus.HERE).stream()
                        .noneMatch(here -> here.iccid().equals(card.iccid())))
                .forEach(card -> judge.violated(
                        Optional.of(card.iccid()), operator.name() + " serves it and does not take it for its own"));
        for (Card card : operator.server().orElseThrow().cards(CardStatus.HERE)) {
            boolean leaving = judge.orders().stream()
                    .filter(order -> order.iccid().equals(card.iccid()))
                    .filter(order -> order.donor().equals(operator.profile().id()))
                    .anyMatch(order ->
                            !judge.belief(order.id()).filter(Phase::isClosed).isPresent());
            Optional<Judge.Truth> truth = judge.truth(card.iccid());
            boolean right = truth.filter(now -> now.imsi().equals(card.imsi())).isPresent();
            if (!leaving && !right) {
                judge.violated(
                        Optional.of(card.iccid()),
                        operator.name() + " takes it for its own with IMSI " + card.imsi() + ", but it is "
                                + truth.orElse(null));
            }
        }
    }

    /** No restart brings a card back that a network has authenticated: the judge looks after each. */
    private void staysThere(WorldCard card) {
        for (int restart = 0; restart < RESTARTS; restart++) {
            card.handset().powerOff();
            card.handset().powerOn();
            settle.run();
        }
    }
}
