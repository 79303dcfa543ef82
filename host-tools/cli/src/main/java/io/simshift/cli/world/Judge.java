package io.simshift.cli.world;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.server.engine.TransferProgress;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.transfer.Phase;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Watches over a world: knows what each card truly is, what each server believes, and what must never be. It sees all keys
 * and believes nobody.
 */
final class Judge {
    private final History history;
    private final Clock clock;
    private final Map<Iccid, WorldCard> cards = new TreeMap<>();
    private final Map<Msisdn, Iccid> numbers = new TreeMap<>();
    private final Map<TransferId, MoveOrder> orders = new LinkedHashMap<>();
    private final Map<Imsi, MoveOrder> ordersByImsi = new TreeMap<>();
    private final Map<TransferId, Phase> beliefs = new LinkedHashMap<>();
    /** Subscriptions of which a network has proved to the card that it holds their K; each IMSI is one card's alone. */
    private final Map<Imsi, Instant> proved = new TreeMap<>();

    private final Map<Iccid, Truth> truths = new TreeMap<>();
    private final Releases releases = new Releases(this);
    private final PacketWatch packets;
    private final CardsWord cardsWord = new CardsWord(this);
    private final List<Iccid> stranded = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();

    /**
     * What a card is.
     *
     * @param isFinal whether a network has proved that it holds this slot's K: the card then never falls back
     */
    record Truth(Imsi imsi, int slot, boolean isFinal) {}

    /** Something that must never be. */
    record Violation(Optional<Iccid> card, String what) {}

    Judge(History history, Clock clock) {
        this.history = history;
        this.clock = clock;
        this.packets = new PacketWatch(this, clock);
    }

    void watch(WorldCard card) {
        cards.put(card.iccid(), card);
        card.link().watchAuthentications(() -> proved.putIfAbsent(card.probe().imsi(), clock.instant()));
    }

    void numbered(Msisdn number, Iccid iccid) {
        numbers.put(number, iccid);
    }

    Optional<Iccid> cardOf(Msisdn number) {
        return Optional.ofNullable(numbers.get(number));
    }

    void ordered(MoveOrder order) {
        orders.put(order.id(), order);
        ordersByImsi.put(order.newImsi(), order);
    }

    Optional<MoveOrder> order(TransferId id) {
        return Optional.ofNullable(orders.get(id));
    }

    Collection<MoveOrder> orders() {
        return orders.values();
    }

    /** The last order whose SWITCH the card has followed; empty for the subscription that it was made with. */
    Optional<MoveOrder> orderOf(Imsi imsi) {
        return Optional.ofNullable(ordersByImsi.get(imsi));
    }

    Optional<Phase> belief(TransferId id) {
        return Optional.ofNullable(beliefs.get(id));
    }

    Optional<Imsi> formerImsi(TransferId id) {
        return order(id).map(MoveOrder::formerImsi);
    }

    /** What the card was when it could last be looked at. */
    Optional<Truth> truth(Iccid iccid) {
        return Optional.ofNullable(truths.get(iccid));
    }

    /** When a network first proved to the card of this IMSI that it holds its K. */
    Optional<Instant> provedAt(Imsi imsi) {
        return Optional.ofNullable(proved.get(imsi));
    }

    /** The slot that goes with an IMSI of this card; 0 for one that was never meant for it. */
    int slotOf(WorldCard card, Imsi imsi) {
        if (imsi.equals(card.firstImsi())) {
            return 1;
        }
        return orderOf(imsi)
                .filter(order -> order.iccid().equals(card.iccid()))
                .map(MoveOrder::target)
                .orElse(0);
    }

    CardsWord cardsWord() {
        return cardsWord;
    }

    Releases releases() {
        return releases;
    }

    PacketWatch packets() {
        return packets;
    }

    // ---------------------------------------------------------------- what the world tells

    void submitted(OperatorId operator, OutgoingSms message) {
        cardOf(message.destination()).map(cards::get).ifPresent(card -> packets.submitted(operator, card, message));
    }

    /** A card has sent a message; whether it arrives is another matter. */
    void said(Msisdn source, byte[] userData) {
        cardOf(source).map(cards::get).ifPresent(card -> cardsWord.said(card, userData));
    }

    void restarted(OperatorId operator) {
        packets.restarted(operator);
    }

    void released(Iccid iccid, SlotIndex slot, OperatorId recipient) {
        releases.released(iccid, slot, recipient);
    }

    void spent(Iccid iccid, SlotIndex slot) {
        releases.spent(iccid, slot);
    }

    void believed(OperatorId operator, TransferProgress progress) {
        beliefs.put(progress.id(), progress.phase());
        if (!orders.containsKey(progress.id())) {
            violated(Optional.of(progress.iccid()), operator + " tells of a transfer that nobody ordered");
        }
        judge(progress.iccid());
    }

    void violated(Optional<Iccid> card, String what) {
        violations.add(new Violation(card, what));
        card.ifPresentOrElse(
                iccid -> history.tell(iccid, "JUDGE", "VIOLATION: " + what),
                () -> history.tellAll("JUDGE", "VIOLATION: " + what));
    }

    /** The card's last SWITCH had no fallback rule, and its new network does not let it in. */
    void strandedByWill(Iccid iccid) {
        stranded.add(iccid);
        history.tell(iccid, "JUDGE", "is stranded: its owner wanted no way back");
    }

    List<Iccid> stranded() {
        return List.copyOf(stranded);
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }

    // ---------------------------------------------------------------- what is

    /** Looks at every card that may have changed and can be looked at. */
    void look() {
        for (WorldCard card : cards.values()) {
            if (card.link().isPowered() && card.link().takeTouched()) {
                look(card);
            }
        }
    }

    private void look(WorldCard card) {
        Imsi imsi = card.probe().imsi();
        int slot = slotOf(card, imsi);
        if (slot == 0) {
            violated(Optional.of(card.iccid()), "the card shows IMSI " + imsi + ", which was never meant for it");
            return;
        }
        if (!card.probe().holdsK(slot).orElse(true)) {
            violated(Optional.of(card.iccid()), "the card shows IMSI " + imsi + " without the K of slot " + slot);
        }
        if (!card.probe().holdsOtaKeys(slot).orElse(true)) {
            violated(
                    Optional.of(card.iccid()), "the card shows IMSI " + imsi + " without the OTA keys of slot " + slot);
        }
        Truth before = truths.get(card.iccid());
        Truth now = new Truth(imsi, slot, proved.containsKey(imsi));
        if (!now.equals(before)) {
            truths.put(card.iccid(), now);
            String certainty = now.isFinal() ? "" : ", and could still go back";
            history.tell(card.iccid(), "card", "is in slot " + slot + " with IMSI " + imsi + certainty);
            if (before != null && before.isFinal() && slot < before.slot()) {
                violated(
                        Optional.of(card.iccid()),
                        "the card was in slot " + before.slot() + " for good, and went back");
            }
        }
        judge(card.iccid());
    }

    /** Holds what is believed of this card's moves against what it is. */
    private void judge(Iccid iccid) {
        WorldCard card = cards.get(iccid);
        Truth truth = truths.get(iccid);
        if (truth == null || card.link().isTouched()) {
            return; // not seen since it may have changed: the next look decides
        }
        for (MoveOrder order : orders.values()) {
            Phase belief = beliefs.get(order.id());
            if (order.iccid().equals(iccid) && belief != null) {
                wrongCertainty(order, belief, truth).ifPresent(what -> once(order, what));
            }
        }
    }

    private Optional<String> wrongCertainty(MoveOrder order, Phase belief, Truth truth) {
        boolean there = truth.imsi().equals(order.newImsi());
        boolean wasThere = there || proved.containsKey(order.newImsi());
        boolean wrong = switch (belief) {
            case CONFIRMED -> truth.slot() <= order.target() && !(there && truth.isFinal());
            case REJECTED, EXPIRED, CANCELLED, FELL_BACK -> wasThere;
            default -> false;
        };
        return wrong
                ? Optional.of(order.donor() + " is certain that transfer " + order.id() + " is " + belief
                        + ", but the card is in slot " + truth.slot()
                        + (truth.isFinal() ? "" : " and could still go back"))
                : Optional.empty();
    }

    private void once(MoveOrder order, String what) {
        Violation violation = new Violation(Optional.of(order.iccid()), what);
        if (!violations.contains(violation)) {
            violated(violation.card(), what);
        }
    }
}
