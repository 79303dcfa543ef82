package io.simshift.server.engine;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.server.escrow.ReleasedSlot;
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

    /** Zeroes all keys. */
    @Override
    public void close() {
        cards.forEach(card -> card.slot().close());
    }
}
