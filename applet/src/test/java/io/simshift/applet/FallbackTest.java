package io.simshift.applet;

import static io.simshift.applet.Commands.NEW_EF_IMSI;
import static io.simshift.applet.Commands.OLD_EF_IMSI;
import static io.simshift.applet.Commands.TRANSFER;
import static io.simshift.applet.Commands.confirm;
import static io.simshift.applet.Commands.file;
import static io.simshift.applet.Commands.stage;
import static io.simshift.applet.Commands.switchTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.EventDownload;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.cat.TerminalProfile.Feature;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.FallbackCause;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.SlotState;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The card comes home (docs/applet/commands.md §5, step 4). */
class FallbackTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String STATUS = "80F2000C00";

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

    // ---------------------------------------------------------------- minutes, polls, rejections

    private static final TerminalProfile SERVICES = TerminalProfile.of(
            Feature.REFRESH, Feature.TIMER_START_STOP, Feature.SET_UP_EVENT_LIST, Feature.POLL_INTERVAL);

    /** Switches under a rule, resets, and tells the profile; returns what the card then asks for. */
    private ProactiveCommand switched(FallbackRule rule, TerminalProfile profile) {
        donor.ok(switchTo(2, rule));
        card.reset();
        return card.fetch(card.profile(profile));
    }

    private void assertRefreshWaits() {
        assertThat(card.fetch(card.transmit(STATUS).status())).isInstanceOf(ProactiveCommand.Refresh.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 33, 300})
    void comesHomeAfterSoManyPolls(int polls) {
        ProactiveCommand interval = switched(FallbackRule.NEVER.orStatusPolls(polls), SERVICES);
        assertThat(HEX.formatHex(interval.encode())).isEqualTo("d00d81030103008202818284020" + "11e");
        card.respond(interval, TerminalResponse.OK);
        for (int i = 1; i < polls; i++) {
            assertThat(card.status(STATUS)).isEqualTo("9000");
        }
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
        assertRefreshWaits();
        card.reset();
        assertHome(FallbackCause.STATUS_POLLS);
    }

    @Test
    void forgetsFewerThanSixteenPollsWithAReset() {
        donor.ok(switchTo(2, FallbackRule.NEVER.orStatusPolls(20)));
        card.reset();
        for (int i = 0; i < 19; i++) {
            card.transmit(STATUS);
        }
        card.reset();
        for (int i = 0; i < 3; i++) {
            card.transmit(STATUS);
        }
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
        card.transmit(STATUS);
        assertHome(FallbackCause.STATUS_POLLS);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "10, 1", "11, 2", "25, 3", "255, 26"})
    void comesHomeAfterSoManyMinutesOfItsTimer(int minutes, int timers) {
        ProactiveCommand timer = switched(FallbackRule.NEVER.orMinutes(minutes), SERVICES);
        int left = minutes;
        for (int i = 1; i < timers; i++) {
            assertThat(HEX.formatHex(timer.encode()))
                    .as("timer %d of %d: 10 minutes", i, timers)
                    .isEqualTo("d0118103012700820281" + "82a40101a503000100");
            card.respond(timer, TerminalResponse.OK);
            left -= 10;
            timer = card.fetch(card.transmit(expired(600)).status());
        }
        String swapped = left == 10 ? "01" : left + "0";
        assertThat(HEX.formatHex(timer.encode())).isEqualTo("d0118103012700820281" + "82a40101a50300" + swapped + "00");
        card.respond(timer, TerminalResponse.OK);
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
        ProactiveCommand refresh = card.fetch(card.transmit(expired(left * 60)).status());
        assertThat(refresh).isInstanceOf(ProactiveCommand.Refresh.class);
        card.reset();
        assertHome(FallbackCause.MINUTES);
    }

    private static CommandApdu expired(int seconds) {
        return EventDownload.timerExpired(1, seconds);
    }

    /** A terminal without timers polls every 30 seconds, and is asked to. */
    @Test
    void countsMinutesByPollsWhereThereIsNoTimer() {
        TerminalProfile plain = TerminalProfile.of(Feature.REFRESH, Feature.POLL_INTERVAL);
        ProactiveCommand interval = switched(FallbackRule.NEVER.orMinutes(3), plain);
        assertThat(interval.details().type()).isEqualTo(0x03);
        card.respond(interval, TerminalResponse.OK);
        for (int i = 0; i < 5; i++) {
            assertThat(card.status(STATUS)).isEqualTo("9000");
        }
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
        assertRefreshWaits();
        card.reset();
        assertHome(FallbackCause.MINUTES);
    }

    @Test
    void countsMinutesByPollsWhereTheTerminalRefusesTheTimer() {
        ProactiveCommand timer = switched(FallbackRule.NEVER.orMinutes(1), SERVICES);
        card.respond(timer, TerminalResponse.BEYOND_CAPABILITIES);
        card.transmit(STATUS);
        card.transmit(STATUS);
        assertHome(FallbackCause.MINUTES);
    }

    @Test
    void comesHomeAfterSoManyRejectionsOfTheSubscription() {
        ProactiveCommand events = switched(FallbackRule.NEVER.orRejections(3), SERVICES);
        assertThat(HEX.formatHex(events.encode())).isEqualTo("d00c810301050082028182990112");
        card.respond(events, TerminalResponse.OK);
        card.transmit(EventDownload.networkRejection(2));
        for (int temporary : new int[] {1, 4, 5, 9, 11, 13, 15, 17, 22, 130}) {
            card.transmit(EventDownload.networkRejection(temporary));
        }
        card.transmit(EventDownload.networkRejection(8));
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
        ProactiveCommand refresh =
                card.fetch(card.transmit(EventDownload.networkRejection(3)).status());
        assertThat(refresh).isInstanceOf(ProactiveCommand.Refresh.class);
        card.reset();
        assertHome(FallbackCause.REJECTIONS);
    }

    @Test
    void asksNothingOfTheTerminalOnceTheNewNetworkHasProvedItself() {
        FallbackRule all =
                FallbackRule.after(5, 5).orMinutes(5).orStatusPolls(5).orRejections(5);
        donor.ok(switchTo(2, all));
        card.reset();
        assertThat(usim.authenticate(2, 1)).isTrue();
        assertThat(card.profile(SERVICES).isOk()).isTrue();
        for (int i = 0; i < 20; i++) {
            assertThat(card.status(STATUS)).isEqualTo("9000");
        }
        card.transmit(expired(600));
        card.transmit(EventDownload.networkRejection(2));
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
    }

    @Test
    void asksForAllThatARuleCounts() {
        ProactiveCommand events =
                switched(FallbackRule.NEVER.orMinutes(12).orStatusPolls(5).orRejections(5), SERVICES);
        assertThat(events.details().type()).isEqualTo(0x05);
        ProactiveCommand timer = card.fetch(card.respond(events, TerminalResponse.OK));
        assertThat(timer.details().type()).isEqualTo(0x27);
        StatusWord later = card.respond(timer, TerminalResponse.TERMINAL_UNABLE);
        assertThat(later.hasProactiveCommand())
                .as("tried again once a STATUS came")
                .isFalse();
        ProactiveCommand again = card.fetch(card.transmit(STATUS).status());
        assertThat(again.details().type()).isEqualTo(0x27);
        ProactiveCommand interval = card.fetch(card.respond(again, TerminalResponse.OK));
        assertThat(interval.details().type()).isEqualTo(0x03);
        assertThat(card.respond(interval, TerminalResponse.OK).isOk()).isTrue();
    }

    @Test
    void takesEventsThatMakeNoSense() {
        switched(FallbackRule.NEVER.orRejections(1), SERVICES);
        card.reset();
        for (String data : List.of("D600", "D603990112", "D606990112F50102", "D6067501029901FF", "D60475009900")) {
            String apdu = String.format("80C20000%02X%s", data.length() / 2, data);
            assertThat(card.status(apdu)).as(data).isIn("9000", "6A80");
        }
    }

    /** Cut at every length and with each bit flipped: a status word of the standard, and no rejection that none told of. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesDamagedEvents(boolean timer) {
        switched(FallbackRule.NEVER.orMinutes(255).orRejections(255), SERVICES);
        card.reset();
        byte[] genuine = (timer ? expired(600) : EventDownload.networkRejection(2)).data();
        for (int length = 0; length < genuine.length; length++) {
            assertThat(envelope(Arrays.copyOf(genuine, length))).isIn("9000", "6A80");
        }
        for (int bit = 0; bit < 8 * genuine.length; bit++) {
            byte[] damaged = genuine.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(envelope(damaged)).as(HEX.formatHex(damaged)).isIn("9000", "6A80");
        }
        assertThat(Ota.operator(card, 2).query().state()).isEqualTo(CardState.PROVISIONAL);
    }

    /** Another timer, or one that the card has not started, tells nothing. */
    @Test
    void countsItsOwnTimerAlone() {
        ProactiveCommand timer = switched(FallbackRule.NEVER.orMinutes(10), SERVICES);
        card.transmit(expired(600));
        card.respond(timer, TerminalResponse.OK);
        card.transmit(EventDownload.timerExpired(2, 600));
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
        card.transmit(expired(600));
        card.transmit(expired(600));
        card.reset();
        assertHome(FallbackCause.MINUTES);
    }

    private String envelope(byte[] data) {
        return card.status(String.format("80C20000%02X%s", data.length, HEX.formatHex(data)));
    }
}
