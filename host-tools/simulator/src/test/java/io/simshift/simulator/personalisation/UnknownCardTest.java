package io.simshift.simulator.personalisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.card.SimulatedCard;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cards that come from outside: not all of them wait for what they are to become. */
class UnknownCardTest {
    private static final Imsi IMSI = new Imsi("001010000000007");

    private final PersonalisationOrder order = SampleCards.order(7, IMSI, OtaAlgorithm.AES_128, 3);
    private final SimulatedCard card = SimulatedCard.install(order.installed());
    private final List<String> told = new ArrayList<>();
    private final PersonalisationProgress progress = new PersonalisationProgress() {
        @Override
        public void stored(SlotIndex slot) {
            told.add("stored " + slot);
        }

        @Override
        public void written(List<String> files) {
            told.addAll(files);
        }

        @Override
        public void verified(QueryAnswer.SlotReport slot) {
            told.add("verified " + slot.index());
        }

        @Override
        public void finalised() {
            told.add("finalised");
        }
    };

    @AfterEach
    void removeCard() {
        card.close();
    }

    private QueryAnswer personalise(CardLink link, PersonalisationOrder what) {
        return Personaliser.personaliseUnknown(link, what, progress);
    }

    @Test
    void tellsWhatWasDoneInOrder() {
        assertThat(personalise(card, order).freeSlots()).isEqualTo(3);
        assertThat(told)
                .startsWith("stored 1", "stored 2", "stored 3", "EF.ICCID")
                .endsWith("verified 1", "verified 2", "verified 3", "finalised");
    }

    @Test
    void refusesAnIssuedCard() {
        Personaliser.personalise(card, order);
        assertThatThrownBy(() -> personalise(card, order))
                .isInstanceOf(PersonalisationException.class)
                .hasMessage(
                        "card " + order.iccid() + ", examination: the card has no manufacturer's keyset: it is issued"
                                + " already (status 06)");
        assertThat(told).isEmpty();
    }

    @Test
    void takesUpACardOnWhichAnEarlierTryBrokeOff() {
        for (int exchanges : new int[] {2, 6, 9}) {
            assertThatThrownBy(() -> personalise(new BreakingLink(card, exchanges), order))
                    .isInstanceOf(PersonalisationException.class)
                    .hasMessageContaining("contact lost");
        }
        told.clear();
        personalise(card, order);
        assertThat(told).startsWith("stored 1").endsWith("finalised");
    }

    @Test
    void refusesACardThatWasBegunAsAnother() {
        assertThatThrownBy(() -> personalise(new BreakingLink(card, 6), order))
                .isInstanceOf(PersonalisationException.class);
        assertThat(told).contains("EF.ICCID");
        PersonalisationOrder other = SampleCards.order(8, IMSI, OtaAlgorithm.AES_128, 3);
        PersonalisationOrder sameKeys =
                new PersonalisationOrder(other.iccid(), order.installed(), order.slots(), order.files());
        assertThatThrownBy(() -> personalise(card, sameKeys))
                .isInstanceOf(PersonalisationException.class)
                .hasMessageEndingWith("examination: its personalisation was begun as card " + order.iccid());
    }

    @Test
    void refusesACardWithOtherManufacturersKeys() {
        PersonalisationOrder other = SampleCards.order(8, IMSI, OtaAlgorithm.AES_128, 3);
        assertThatThrownBy(() -> personalise(card, other))
                .isInstanceOf(PersonalisationException.class)
                .hasMessageContaining("installed with other manufacturer's keys");
    }

    @Test
    void refusesACardOfOthers() {
        CardLink foreign = new CardLink() {
            @Override
            public byte[] reset() {
                return new byte[] {0x3B, 0x00};
            }

            @Override
            public byte[] transmit(byte[] commandApdu) {
                return new byte[] {0x6E, 0x00};
            }
        };
        assertThatThrownBy(() -> personalise(foreign, order))
                .isInstanceOf(PersonalisationException.class)
                .hasMessageContaining("examination: no proof of receipt; ENVELOPE was answered 6E00");
    }

    /** Loses the card after some exchanges. */
    private static final class BreakingLink implements CardLink {
        private final CardLink card;
        private int left;

        BreakingLink(CardLink card, int exchanges) {
            this.card = card;
            this.left = exchanges;
        }

        @Override
        public byte[] reset() {
            return card.reset();
        }

        @Override
        public byte[] transmit(byte[] commandApdu) {
            if (left-- == 0) {
                throw new CardLinkException("contact lost");
            }
            return card.transmit(commandApdu);
        }
    }
}
