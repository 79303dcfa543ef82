package io.simshift.simulator.light;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.subscription.CancelCommand;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.SubscriptionCommand;
import io.simshift.protocol.subscription.SwitchCommand;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LightFleetTest {
    private static final Spi SPI = Spi.secured(true);
    private static final int CARD = 7;

    private final LightNumbers numbers = new LightNumbers(1);
    private final LightFleet fleet = LightFleet.watchful(numbers, 10);

    private PacketKeys keys(int slot) {
        SlotIndex index = new SlotIndex(slot);
        return LightNumbers.ALGORITHM.packetKeys(
                numbers.key(CARD, index, LightNumbers.Key.KIC), numbers.key(CARD, index, LightNumbers.Key.KID));
    }

    private OpenedResponse send(SubscriptionCommand command, long counter, int slot) {
        CommandPacket packet = CommandPacket.of(
                SPI,
                1,
                keys(slot),
                Tar.SUBSCRIPTION_MANAGEMENT,
                new Counter(counter),
                CompactScript.of(command.toApdu()).encode());
        byte[] message = PacketSegments.ofCommand(SecuredPackets.secure(packet, keys(slot)), 0)
                .get(0)
                .bytes();
        byte[] answer = fleet.receive(CARD, message);
        return SecuredPackets.openResponse(
                PacketSegments.join(List.of(UserData.of(answer))), SPI, keys(fleet.slotOf(CARD)));
    }

    private static SwitchCommand toSlot(int slot, long transfer) {
        return new SwitchCommand(
                new Imsi("262020000000007"),
                Optional.of(new SlotIndex(slot)),
                new TransferId(transfer),
                new SlotIndex(slot - 1),
                FallbackRule.NEVER,
                List.of(),
                true);
    }

    private static int statusWord(OpenedResponse response) {
        return CompactResponse.decode(response.packet().data()).status().value();
    }

    @Test
    void switchesOnceHoweverOftenItIsAsked() {
        OpenedResponse first = send(toSlot(2, 5), 1, 1);
        assertThat(first.authenticated()).isTrue();
        assertThat(statusWord(first)).isEqualTo(0x9000);
        assertThat(statusWord(send(toSlot(2, 5), 2, 1))).isEqualTo(0x9000);
        assertThat(statusWord(send(toSlot(2, 6), 3, 1))).isNotEqualTo(0x9000);
        assertThat(fleet.isPending(CARD)).isTrue();
        assertThat(fleet.reset(CARD)).isTrue();
        assertThat(fleet.reset(CARD)).isFalse();
        assertThat(fleet.slotOf(CARD)).isEqualTo(2);
        assertThat(fleet.switchesOf(CARD)).isEqualTo(1);
        assertThat(fleet.switched()).isEqualTo(1);
        assertThat(fleet.reusedCounters()).isZero();
    }

    @Test
    void takesEachCounterOnceAndNoticesTwoPacketsUnderOne() {
        send(QueryCommand.ofActiveSlot(), 9, 1);
        assertThat(send(QueryCommand.ofActiveSlot(), 9, 1).packet().status()).isEqualTo(PorStatus.COUNTER_LOW);
        assertThat(fleet.reusedCounters()).isZero();
        send(QueryCommand.ofActiveSlot(), 10, 1);
        assertThat(send(toSlot(2, 5), 9, 1).packet().status()).isEqualTo(PorStatus.COUNTER_LOW);
        assertThat(fleet.reusedCounters()).isEqualTo(1);
    }

    @Test
    void answersTheDonorInClearOnceItHasLeft() {
        send(toSlot(2, 5), 1, 1);
        fleet.reset(CARD);
        OpenedResponse refused = send(QueryCommand.ofActiveSlot(), 2, 1);
        assertThat(refused.authenticated()).isFalse();
        assertThat(refused.packet().status()).isEqualTo(PorStatus.CHECK_FAILED);
        OpenedResponse answered = send(QueryCommand.ofActiveSlot(), 1, 2);
        QueryAnswer answer = QueryAnswer.decode(
                CompactResponse.decode(answered.packet().data()).data());
        assertThat(answer.activeSlot()).contains(new SlotIndex(2));
        assertThat(answer.state()).isEqualTo(CardState.STABLE);
    }

    @Test
    void forgetsASwitchThatIsCancelled() {
        send(toSlot(2, 5), 1, 1);
        assertThat(statusWord(send(new CancelCommand(new TransferId(5)), 2, 1))).isEqualTo(0x9000);
        assertThat(fleet.reset(CARD)).isFalse();
        assertThat(fleet.switchesOf(CARD)).isZero();
    }

    @Test
    void hasNumbersThatLeadBackToTheCard() {
        assertThat(numbers.cardOf(numbers.msisdn(1234567).digits())).isEqualTo(1234567);
        assertThat(numbers.cardOf(numbers.imsi(1234567, new SlotIndex(2)))).isEqualTo(1234567);
        assertThat(numbers.cardOf("15550001")).isEqualTo(-1);
        assertThat(numbers.key(1, new SlotIndex(1), LightNumbers.Key.KIC))
                .isEqualTo(new LightNumbers(1).key(1, new SlotIndex(1), LightNumbers.Key.KIC))
                .isNotEqualTo(numbers.key(2, new SlotIndex(1), LightNumbers.Key.KIC))
                .isNotEqualTo(new LightNumbers(2).key(1, new SlotIndex(1), LightNumbers.Key.KIC));
    }
}
