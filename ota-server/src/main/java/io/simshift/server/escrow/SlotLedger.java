package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.server.operator.OperatorId;
import java.util.List;
import java.util.Optional;

/**
 * The slots of one card, and the rules by which they are given away: index after index, each to one recipient, by the
 * operator that holds the card.
 *
 * @param slots from slot 1 on, without gaps
 */
record SlotLedger(List<Entry> slots) {
    enum State {
        FREE,
        RESERVED,
        RELEASED,
        /** Released, and the card has arrived at its recipient. */
        CONFIRMED,
        CANCELLED;

        /** Whether the recipient has the keys, and nobody has taken the slot back. */
        boolean isHeld() {
            return this == RELEASED || this == CONFIRMED;
        }
    }

    /** One slot; donor and recipient are null while it is FREE. */
    record Entry(SlotIndex index, State state, OperatorId donor, OperatorId recipient) {}

    /** A refusal and what to tell about it. */
    record No(Refusal reason, String detail) {}

    SlotLedger {
        slots = List.copyOf(slots);
    }

    /** Empty where {@code donor} may give this slot to {@code recipient}, now or because it has done so before. */
    Optional<No> refuseClaim(SlotIndex index, OperatorId donor, OperatorId recipient) {
        if (index.value() > slots.size()) {
            return no(Refusal.USED_UP, "the card has only " + slots.size() + " slots");
        }
        Entry slot = at(index);
        return switch (slot.state()) {
            case CANCELLED -> no(Refusal.SPENT, "slot " + index + " was cancelled; its keys are spent");
            case RESERVED, RELEASED, CONFIRMED -> refuseRepetition(slot, donor, recipient);
            case FREE -> refuseNew(index, donor);
        };
    }

    private static Optional<No> refuseRepetition(Entry slot, OperatorId donor, OperatorId recipient) {
        if (!slot.recipient().equals(recipient)) {
            return no(Refusal.TAKEN, "slot " + slot.index() + " belongs to another recipient");
        }
        return slot.donor().equals(donor)
                ? Optional.empty()
                : no(Refusal.NOT_THE_HOLDER, donor + " has not handed over slot " + slot.index());
    }

    private Optional<No> refuseNew(SlotIndex index, OperatorId donor) {
        for (Entry below : slots.subList(0, index.value() - 1)) {
            if (below.state() == State.FREE || below.state() == State.RESERVED) {
                return no(Refusal.OUT_OF_ORDER, "slot " + below.index() + " is the first unreleased one, not " + index);
            }
        }
        Optional<Entry> held =
                slots.stream().filter(slot -> slot.state().isHeld()).reduce((lower, higher) -> higher);
        boolean holds = held.isPresent() && held.get().recipient().equals(donor);
        if (!holds) {
            return no(Refusal.NOT_THE_HOLDER, donor + " does not hold this card");
        }
        // Or else whoever was given one slot would take the rest as well, for cards that are still with the one before.
        boolean has = held.get().index().value() == 1 || held.get().state() == State.CONFIRMED;
        return has
                ? Optional.empty()
                : no(
                        Refusal.NOT_ARRIVED,
                        donor + " has not confirmed that the card has arrived in its slot "
                                + held.get().index());
    }

    /** Empty where {@code donor} may take back what it gave to {@code recipient}, now or because it has done so. */
    Optional<No> refuseCancellation(SlotIndex index, OperatorId donor, OperatorId recipient) {
        if (index.value() > slots.size()) {
            return no(Refusal.NOT_RESERVED, "the card has only " + slots.size() + " slots");
        }
        Entry slot = at(index);
        if (slot.state() == State.FREE) {
            return no(Refusal.NOT_RESERVED, "slot " + index + " is not reserved");
        }
        if (!slot.donor().equals(donor)) {
            return no(Refusal.NOT_THE_HOLDER, donor + " has not handed over slot " + index);
        }
        if (!slot.recipient().equals(recipient)) {
            return no(Refusal.TAKEN, "slot " + index + " belongs to another recipient");
        }
        if (slot.state() == State.CONFIRMED) {
            return no(Refusal.TOO_LATE, recipient + " has confirmed that the card has arrived");
        }
        boolean handedOn = slots.subList(index.value(), slots.size()).stream()
                .anyMatch(later -> later.state() != State.FREE && later.donor().equals(recipient));
        return handedOn && slot.state() != State.CANCELLED
                ? no(Refusal.TOO_LATE, recipient + " has handed the card on")
                : Optional.empty();
    }

    /** Empty where {@code recipient} may say that the card has arrived in the slot that {@code donor} gave it. */
    Optional<No> refuseConfirmation(SlotIndex index, OperatorId donor, OperatorId recipient) {
        if (index.value() > slots.size()) {
            return no(Refusal.NOT_RESERVED, "the card has only " + slots.size() + " slots");
        }
        Entry slot = at(index);
        return switch (slot.state()) {
            case FREE, RESERVED -> no(Refusal.NOT_RESERVED, "slot " + index + " was not released");
            case CANCELLED -> no(Refusal.SPENT, "slot " + index + " was cancelled; its keys are spent");
            case RELEASED, CONFIRMED -> refuseRepetition(slot, donor, recipient);
        };
    }

    Entry at(SlotIndex index) {
        return slots.get(index.value() - 1);
    }

    static Optional<No> unknownCard(Iccid iccid) {
        return no(Refusal.UNKNOWN_CARD, "nobody made card " + iccid);
    }

    private static Optional<No> no(Refusal reason, String detail) {
        return Optional.of(new No(reason, detail));
    }
}
