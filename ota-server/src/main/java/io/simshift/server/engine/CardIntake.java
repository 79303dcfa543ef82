package io.simshift.server.engine;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.server.escrow.ReleasedSlot;
import io.simshift.server.handover.HandoverEntry;
import java.util.List;

/**
 * Cards that were taken in. Close it once the AuC has K and OPc: that zeroes the keys.
 *
 * @param cards registered, with the keys of their slots
 * @param problems one line for each card that was refused
 */
public record CardIntake(List<TakenCard> cards, List<String> problems) implements AutoCloseable {
    /** One card with its keys and the number that it was given. */
    public record TakenCard(ReleasedSlot slot, Msisdn msisdn) {}

    public CardIntake {
        cards = List.copyOf(cards);
        problems = List.copyOf(problems);
    }

    /** The entries of the hand-over that can be served now: the recipient's word to the donor. */
    public List<HandoverEntry> served() {
        return cards.stream()
                .map(TakenCard::slot)
                .map(slot -> new HandoverEntry(slot.imsi(), slot.iccid(), slot.slot()))
                .toList();
    }

    /** Zeroes all keys. */
    @Override
    public void close() {
        cards.forEach(card -> card.slot().close());
    }
}
