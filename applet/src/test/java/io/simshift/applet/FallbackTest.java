package io.simshift.applet;

import static io.simshift.applet.Commands.NEW_EF_IMSI;
import static io.simshift.applet.Commands.OLD_EF_IMSI;
import static io.simshift.applet.Commands.TRANSFER;
import static io.simshift.applet.Commands.confirm;
import static io.simshift.applet.Commands.file;
import static io.simshift.applet.Commands.stage;
import static io.simshift.applet.Commands.switchTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.FallbackCause;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.SlotState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The card comes home (docs/applet/commands.md §5, step 4). */
class FallbackTest {
    private final TestCard card = Issuer.issue(3);
    private final Ota donor = Ota.operator(card, 1);
    private final Usim usim = new Usim(card);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 200, 255})
    void comesHomeAfterSoManyResets(int resets) {
        usim.authenticate(1, 50);
        donor.ok(switchTo(2, FallbackRule.afterResets(resets)));
        card.reset();
        for (int i = 1; i < resets; i++) {
            card.reset();
        }
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
        card.reset();
        assertHome(FallbackCause.RESETS);
        assertThat(usim.challenge(1, 50).data())
                .as("the home slot kept its SQN array")
                .startsWith(0xDC);
        assertThat(usim.authenticate(1, 51)).isTrue();
    }

    private void assertHome(FallbackCause cause) {
        assertThat(card.readUsim("6F07")).isEqualTo(OLD_EF_IMSI);
        QueryAnswer home = donor.query();
        assertThat(home.state()).isEqualTo(CardState.STABLE);
        assertThat(home.activeSlot()).contains(new SlotIndex(1));
        assertThat(home.otherSlot()).isEmpty();
        assertThat(home.fallbackCause()).isEqualTo(cause);
        assertThat(home.transferId()).contains(TRANSFER);
        assertThat(home.counter()).as("the home slot kept its counter").isEqualTo(new Counter(donor.counter));
        QueryAnswer target = QueryAnswer.decode(
                donor.ok(QueryCommand.of(new SlotIndex(2)).toApdu()).data());
        assertThat(target.slot().state()).isEqualTo(SlotState.FREE);
        assertThat(target.slot().checkValues()).isEqualTo(Keys.slot(2).checkValues());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 255})
    void comesHomeAfterSoManyFailedAuthentications(int failures) {
        donor.ok(switchTo(2, FallbackRule.after(9, failures)));
        card.reset();
        for (int i = 1; i < failures; i++) {
            assertThat(usim.challenge(3, i).status().toString()).isEqualTo("9862");
        }
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
        assertThat(usim.challenge(3, 1).status().toString()).isEqualTo("9862");
        assertHome(FallbackCause.FAILED_AUTHENTICATIONS);
        assertThat(usim.authenticate(1, 1)).isTrue();
    }

    @Test
    void announcesARefreshAfterFailedAuthentications() {
        donor.ok(switchTo(2, FallbackRule.after(9, 1)));
        card.reset();
        card.profile(TestCard.FULL_PROFILE);
        usim.challenge(3, 1);
        StatusWord announced = card.transmit("80F2000C00").status();
        ProactiveCommand command = card.fetch(announced);
        assertThat(command).isInstanceOf(ProactiveCommand.Refresh.class);
        assertThat(command.details().qualifier()).isEqualTo(0x04);
    }

    @Test
    void doesNotComeHomeOnceTheNewNetworkHasProvedItself() {
        donor.ok(switchTo(2, FallbackRule.after(2, 2)));
        card.reset();
        assertThat(usim.authenticate(2, 1)).isTrue();
        for (int i = 0; i < 5; i++) {
            card.reset();
            usim.challenge(3, 1);
        }
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
        assertThat(Ota.operator(card, 2).query().fallbackCause()).isEqualTo(FallbackCause.NONE);
    }

    @Test
    void countsNeitherResynchronisationNorResetsBeforeTheFlip() {
        donor.ok(switchTo(2, FallbackRule.after(5, 1)));
        card.reset();
        assertThat(usim.challenge(2, 0).data()).startsWith(0xDC);
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
    }

    @Test
    void takesTheSameTransferAgainAfterItCameHome() {
        donor.ok(switchTo(2, FallbackRule.afterResets(1)));
        card.reset();
        Ota recipient = Ota.operator(card, 2);
        recipient.query();
        card.reset();
        assertHome(FallbackCause.RESETS);
        assertThat(donor.status(confirm(TRANSFER))).isEqualTo("6985");
        donor.ok(switchTo(2, FallbackRule.afterResets(1)));
        assertThat(donor.query().fallbackCause()).isEqualTo(FallbackCause.NONE);
        card.reset();
        // the counter of slot 2 lives on: the recipient goes on from where it was
        assertThat(Ota.operator(card, 2)
                        .send(QueryCommand.ofActiveSlot().toApdu())
                        .packet()
                        .status()
                        .code())
                .isEqualTo(0x02);
        assertThat(recipient.query().state()).isEqualTo(CardState.PROVISIONAL);
        assertThat(usim.authenticate(2, 1)).isTrue();
        assertThat(recipient.query().state()).isEqualTo(CardState.STABLE);
    }

    @Test
    void goesToAnotherSlotAfterItCameHomeAndThenWipesTheOneOfTheFailedTry() {
        donor.ok(switchTo(2, FallbackRule.afterResets(1)));
        card.reset();
        card.reset();
        donor.ok(switchTo(3));
        card.reset();
        assertThat(usim.authenticate(3, 1)).isTrue();
        Ota third = Ota.operator(card, 3);
        for (int slot = 1; slot <= 2; slot++) {
            QueryAnswer answer = QueryAnswer.decode(
                    third.ok(QueryCommand.of(new SlotIndex(slot)).toApdu()).data());
            assertThat(answer.slot().state()).isEqualTo(SlotState.WIPED);
        }
    }

    /** What was staged went with the bank that was given up: the next try begins with a clean copy. */
    @Test
    void stagesAfreshAfterItCameHome() {
        donor.ok(stage(TRANSFER, file(0x6F46, 0, "00414243")));
        donor.ok(switchTo(2, FallbackRule.afterResets(1)));
        card.reset();
        assertThat(card.readUsim("6F46")).startsWith("00414243ff");
        card.reset();
        assertHome(FallbackCause.RESETS);
        donor.ok(switchTo(2));
        card.reset();
        assertThat(card.readUsim("6F46")).isEqualTo("00" + "ff".repeat(16));
        assertThat(card.readUsim("6FAD")).isEqualTo("00000002");
    }
}
