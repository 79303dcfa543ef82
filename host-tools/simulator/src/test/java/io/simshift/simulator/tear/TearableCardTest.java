package io.simshift.simulator.tear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.personalisation.PersonalisationOrder;
import io.simshift.simulator.personalisation.Personaliser;
import io.simshift.simulator.personalisation.SampleCards;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TearableCardTest {
    private static final String SELECT_USIM = "00A4040C10A0000000871002FFFFFFFF8907090000";
    private static final String SELECT_LOCI = "00A4000C026F7E";
    private static final String READ = "00B000000B";

    private TearableCard card;

    @BeforeEach
    void makeCard() {
        PersonalisationOrder order = SampleCards.order(1, new Imsi("001010000000001"), OtaAlgorithm.AES_128, 2);
        card = TearableCard.install(order.installed());
        Personaliser.personalise(card, order);
        start();
    }

    private void start() {
        card.reset();
        send(SELECT_USIM);
        send(SELECT_LOCI);
    }

    private String send(String apdu) {
        return HexFormat.of().formatHex(card.transmit(HexFormat.of().parseHex(apdu)));
    }

    /** One atomic copy, so one write. */
    private String update(int value) {
        return send("00D600000B" + String.format("%02x", value).repeat(11));
    }

    @Test
    void writesAsAnyCardDoesWhereNoCutIsPlanned() {
        assertThat(update(0x11)).isEqualTo("9000");
        assertThat(send(READ)).isEqualTo("11".repeat(11) + "9000");
    }

    @Test
    void losesItsPowerBeforeTheWriteThatWasPlannedAndKeepsWhatItHad() {
        card.cutAfterWrites(2, Fault.CLEAN);
        update(0x11);
        update(0x22);
        assertThat(card.hasLostPower()).isFalse();

        assertThatThrownBy(() -> update(0x33))
                .isInstanceOf(CardLinkException.class)
                .hasMessage("the power went in the middle of a write");
        assertThat(card.hasLostPower()).isTrue();
        assertThatThrownBy(() -> send(READ)).isInstanceOf(CardLinkException.class);

        start();
        assertThat(card.hasLostPower()).isFalse();
        assertThat(send(READ)).isEqualTo("22".repeat(11) + "9000");
        assertThat(update(0x44)).isEqualTo("9000");
    }

    @Test
    void forgetsACutThatHasNotCome() {
        card.cutAfterWrites(0, Fault.GARBAGE);
        card.spare();
        assertThat(update(0x11)).isEqualTo("9000");
    }
}
