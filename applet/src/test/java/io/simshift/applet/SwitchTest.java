package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.SwitchCommand;
import org.junit.jupiter.api.Test;

class SwitchTest {
    private static final Imsi NEW_IMSI = new Imsi("310260123456789");

    @Test
    void movesToTheNextSlotWithTheNextReset() {
        TestCard card = Issuer.issue(3);
        Ota donor = Ota.operator(card, 1);
        Usim usim = new Usim(card);
        assertThat(usim.authenticate(1, 1)).isTrue();
        donor.ok(SwitchCommand.to(new SlotIndex(2), NEW_IMSI, new TransferId(7), new SlotIndex(1))
                .toApdu());
        assertThat(card.readUsim("6F07")).isEqualTo("082926101160845740");
        card.reset();
        assertThat(card.readUsim("6F07")).isEqualTo("083901621032547698");
        Ota recipient = Ota.operator(card, 2);
        assertThat(recipient.query().state()).isEqualTo(CardState.PROVISIONAL);
        assertThat(usim.authenticate(2, 1)).isTrue();
        QueryAnswer after = recipient.query();
        assertThat(after.state()).isEqualTo(CardState.STABLE);
        assertThat(after.activeSlot()).contains(new SlotIndex(2));
    }
}
