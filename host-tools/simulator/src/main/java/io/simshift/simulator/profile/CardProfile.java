package io.simshift.simulator.profile;

import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.personalisation.PersonalisationException;
import io.simshift.simulator.personalisation.PersonalisationOrder;
import io.simshift.simulator.personalisation.Personaliser;
import java.util.Optional;

/**
 * What a personalisation profile says of one card.
 *
 * @param imsi of the first subscription
 * @param order everything that goes onto the card
 */
public record CardProfile(Imsi imsi, PersonalisationOrder order) {
    /** The keys of a slot, if the card has that slot. */
    public Optional<StoreSlotCommand> slot(SlotIndex index) {
        return order.slots().stream().filter(slot -> slot.slot().equals(index)).findFirst();
    }

    /**
     * Makes the card: installs the applet on a simulated one and personalises it.
     *
     * @throws PersonalisationException where the card does not take what the profile says, for example content that is
     *     longer than its file
     */
    public SimulatedCard make() {
        SimulatedCard card = install();
        Personaliser.personalise(card, order);
        return card;
    }

    /**
     * Installs the applet on a simulated card as the profile says; it waits for its personalisation.
     *
     * @throws PersonalisationException where the applet refuses to be installed so
     */
    public SimulatedCard install() {
        try {
            return SimulatedCard.install(order.installed());
        } catch (CardLinkException | IllegalArgumentException e) {
            throw new PersonalisationException(order.iccid(), "install", e.getMessage(), e);
        }
    }
}
