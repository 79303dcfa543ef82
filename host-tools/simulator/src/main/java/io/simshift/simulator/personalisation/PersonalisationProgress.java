package io.simshift.simulator.personalisation;

import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.QueryAnswer;
import java.util.List;

/** Hears what a card has taken, and proven, while it is personalised. */
public interface PersonalisationProgress {
    /** Whoever does not want to know. */
    PersonalisationProgress NOBODY = new PersonalisationProgress() {
        @Override
        public void stored(SlotIndex slot) {}

        @Override
        public void written(List<String> files) {}

        @Override
        public void verified(QueryAnswer.SlotReport slot) {}

        @Override
        public void finalised() {}
    };

    /** The keys of a slot are on the card. */
    void stored(SlotIndex slot);

    /** The files of one message are on the card. */
    void written(List<String> files);

    /** The check values of a slot are those of the order. */
    void verified(QueryAnswer.SlotReport slot);

    /** The card is issued: the manufacturer's keyset exists no more. */
    void finalised();
}
