package io.simshift.server.transfer;

import static io.simshift.server.transfer.Transfers.DEADLINE;
import static io.simshift.server.transfer.Transfers.DUE;
import static io.simshift.server.transfer.Transfers.MACHINE;
import static io.simshift.server.transfer.Transfers.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.SlotIndex;
import io.simshift.server.sms.DeliveryReceipt.Outcome;
import io.simshift.server.transfer.Event.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransferMachineTest {
    @Test
    void asksTheEscrowFirst() {
        Decision decision = MACHINE.decide(Transfers.ordered(TransferMode.PROVISION_FIRST), new Event.Started(), START);
        assertThat(decision.effects()).containsExactly(new Effect.Reserve());
        assertThat(decision.state().phase()).isEqualTo(Phase.ORDERED);
    }

    @Test
    void buildsThePacketFirstWhereKeysComeLater() {
        Decision decision = MACHINE.decide(Transfers.ordered(TransferMode.AS_SPECIFIED), new Event.Started(), START);
        assertThat(decision.effects()).containsExactly(new Effect.BuildPacket(0));
        assertThat(decision.state().phase()).isEqualTo(Phase.QUEUED);
    }

    @Test
    void handsKeysOverAfterTheAcknowledgementAsSpecified() {
        TransferState state = Transfers.ordered(TransferMode.AS_SPECIFIED);
        state = decide(state, new Event.Started(), START).state();
        state = decide(state, new Event.PacketStored(1), START).state();
        Decision acknowledged = decide(state, new Event.PorArrived(Command.SWITCH, 1, 0, 0x9000, true), START);
        assertThat(acknowledged.effects()).containsExactly(new Effect.Reserve());
        Decision reserved = decide(acknowledged.state(), new Event.Reserved(), START);
        assertThat(reserved.effects()).containsExactly(new Effect.HandOver());
        Decision provisioned = decide(reserved.state(), new Event.Provisioned(), START);
        assertThat(provisioned.state().phase()).isEqualTo(Phase.ACKNOWLEDGED);
        assertThat(provisioned.effects()).isEmpty();
        assertThat(decide(provisioned.state(), new Event.SeenAtRecipient(), START)
                        .state()
                        .phase())
                .isEqualTo(Phase.CONFIRMED);
    }

    @Test
    void asksTheEscrowAgainUntilTheRecipientHasTheKeys() {
        TransferState state = Transfers.ordered(TransferMode.AS_SPECIFIED);
        state = decide(state, new Event.Started(), START).state();
        state = decide(state, new Event.PacketStored(1), START).state();
        state = decide(state, new Event.PorArrived(Command.SWITCH, 1, 0, 0x9000, true), START)
                .state();
        Decision again = decide(state, new Event.TimerFired(), state.dueAt());
        assertThat(again.effects()).containsExactly(new Effect.Reserve());
        assertThat(again.state().phase()).isEqualTo(Phase.ACKNOWLEDGED);
    }

    @Test
    void doesNotAskACardThatTakesCancelWithoutAnAnswerEveryFewMinutes() {
        TransferPolicy policy = TransferPolicy.standard();
        TransferMachine machine = new TransferMachine(policy);
        TransferState state = Transfers.in(Phase.ACKNOWLEDGED);
        Instant now = START;
        state = machine.decide(state, new Event.CancelRequested("owner"), now).state();
        state = machine.decide(state, new Event.PacketStored(8), now).state();
        for (int copy = 1; copy < 20; copy++) {
            Event delivered = new Event.ReceiptArrived(state.submissions(), Outcome.DELIVERED);
            state = machine.decide(state, delivered, now).state();
            assertThat(Duration.between(now, state.dueAt())).isGreaterThanOrEqualTo(policy.retryDelay(copy));
            now = state.dueAt();
            state = machine.decide(state, new Event.TimerFired(), now).state();
            assertThat(state.copies()).isEqualTo(copy + 1);
        }
    }

    @Test
    void cardThatAnswersInAHigherSlotHasLeftTheDonor() {
        for (Phase phase : new Phase[] {Phase.ACKNOWLEDGED, Phase.CANCELLING, Phase.UNKNOWN}) {
            Event answer = new Event.CardAnswered(new SlotIndex(3), 99, false, false, 0);
            assertThat(decide(Transfers.in(phase), answer, DUE).state().phase())
                    .as(phase.name())
                    .isEqualTo(Phase.CONFIRMED);
        }
        Event answer = new Event.CardAnswered(new SlotIndex(3), 99, false, false, 0);
        assertThat(decide(Transfers.in(Phase.EXPIRED), answer, DUE).state().phase())
                .isEqualTo(Phase.EXPIRED);
    }

    @Test
    void asksPartnersThatAreAwayEverMoreRarely() {
        TransferState state = decide(Transfers.ordered(TransferMode.PROVISION_FIRST), new Event.Started(), START)
                .state();
        assertThat(waits(state, new Effect.Reserve())).containsExactly(30L, 60L, 120L, 240L, 240L);

        TransferState reserved = decide(state, new Event.Reserved(), START).state();
        assertThat(waits(reserved, new Effect.HandOver())).containsExactly(30L, 60L, 120L, 240L, 240L);
    }

    /** Seconds between five questions that nobody answers. */
    private static List<Long> waits(TransferState begun, Effect question) {
        List<Long> waits = new ArrayList<>();
        TransferState state = begun;
        Instant now = START;
        while (waits.size() < 5) {
            waits.add(Duration.between(now, state.dueAt()).toSeconds());
            now = state.dueAt();
            Decision again = decide(state, new Event.TimerFired(), now);
            assertThat(again.effects()).containsExactly(question);
            state = again.state();
        }
        return waits;
    }

    @Test
    void sendsTheSamePacketAgainAfterEveryFailureOfTheBearer() {
        TransferState state = Transfers.in(Phase.SENT);
        Event[] failures = {
            new Event.SubmitRefused(1, 0x58, true),
            new Event.SubmitUnknown(2, "no answer"),
            new Event.ReceiptArrived(3, Outcome.EXPIRED),
            new Event.TimerFired()
        };
        Instant now = DUE;
        for (Event failure : failures) {
            state = decide(state, failure, now).state();
            assertThat(state.phase()).isEqualTo(Phase.QUEUED);
            now = state.dueAt();
            Decision again = decide(state, new Event.TimerFired(), now);
            assertThat(again.effects()).containsExactly(new Effect.Send(7, state.submissions() + 1));
            state = again.state();
            now = state.dueAt();
        }
    }

    @Test
    void waitsLongerBeforeEachRetryUpToALimit() {
        TransferState state = Transfers.in(Phase.SENT);
        Duration[] expected = {
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(120),
            Duration.ofSeconds(240),
            Duration.ofSeconds(240)
        };
        for (Duration delay : expected) {
            state = decide(state, new Event.SubmitUnknown(state.submissions(), ""), START)
                    .state();
            assertThat(state.dueAt()).isEqualTo(START.plus(delay));
            state = decide(state, new Event.TimerFired(), START.plus(delay)).state();
        }
    }

    @Test
    void raisesTheCounterInWideningSteps() {
        TransferState state = Transfers.in(Phase.SENT);
        Decision first = decide(state, new Event.PorArrived(Command.SWITCH, 7, 2, 0, true), START);
        assertThat(first.effects()).containsExactly(new Effect.BuildPacket(8));
        TransferState second =
                decide(first.state(), new Event.PacketStored(8), START).state();
        assertThat(decide(second, new Event.PorArrived(Command.SWITCH, 8, 2, 0, true), START)
                        .effects())
                .containsExactly(new Effect.BuildPacket(8 + 256));
    }

    @Test
    void givesUpRaisingTheCounterInTheEnd() {
        TransferState state = Transfers.with(Transfers.in(Phase.SENT), 3, 3, 2);
        Decision decision = decide(state, new Event.PorArrived(Command.SWITCH, 7, 2, 0, true), START);
        assertThat(decision.state().phase()).isEqualTo(Phase.UNKNOWN);
        assertThat(decision.state().reason()).contains("counter is still higher");
    }

    @Test
    void doesNotCallItRejectedWhereAnEarlierMessageMayHaveSwitchedTheCard() {
        TransferState state = Transfers.with(Transfers.in(Phase.SENT), 2, 2, 0);
        assertThat(decide(state, new Event.PorArrived(Command.SWITCH, 0, 1, 0, false), START)
                        .state()
                        .phase())
                .isEqualTo(Phase.UNKNOWN);
        assertThat(decide(state, new Event.SubmitRefused(2, 0x0B, false), START)
                        .state()
                        .phase())
                .isEqualTo(Phase.UNKNOWN);
    }

    @Test
    void takesARefusedSubmissionAsSurelyNotSent() {
        TransferState refused = decide(Transfers.in(Phase.SENT), new Event.SubmitRefused(1, 0x58, true), START)
                .state();
        assertThat(refused.unresolved()).isZero();
        assertThat(decide(refused, new Event.TimerFired(), DEADLINE).state().phase())
                .isEqualTo(Phase.EXPIRED);
    }

    @Test
    void doesNotTakeAnExpiredReceiptAsProofThatTheCardGotNothing() {
        TransferState expired = decide(
                        Transfers.in(Phase.ACCEPTED), new Event.ReceiptArrived(1, Outcome.EXPIRED), START)
                .state();
        assertThat(decide(expired, new Event.TimerFired(), DEADLINE).state().phase())
                .isEqualTo(Phase.UNKNOWN);
    }

    @Test
    void cancelsARetryAtOnceOnlyWhereNothingCanHaveReachedTheCard() {
        TransferState refused = decide(Transfers.in(Phase.SENT), new Event.SubmitRefused(1, 0x58, true), START)
                .state();
        Event cancel = new Event.CancelRequested("A");
        assertThat(decide(refused, cancel, START).state().phase()).isEqualTo(Phase.CANCELLED);
        Decision told = decide(Transfers.in(Phase.QUEUED), cancel, START);
        assertThat(told.state().phase()).isEqualTo(Phase.CANCELLING);
        assertThat(told.effects()).containsExactly(new Effect.BuildCancel(0));
    }

    @Test
    void doesNotBelieveTheSwitchOnceTheCardHasCancelledIt() {
        TransferState state = decide(Transfers.in(Phase.ACCEPTED), new Event.CancelRequested("A"), START)
                .state();
        state = decide(state, new Event.PacketStored(8), START).state();
        Event late = new Event.PorArrived(Command.SWITCH, 7, 0, 0x9000, true);
        assertThat(decide(state, late, START).state()).isEqualTo(state);
        state = decide(state, new Event.PorArrived(Command.CANCEL, 8, 0, 0x9000, true), START)
                .state();
        assertThat(state.phase()).isEqualTo(Phase.CANCELLED);
        assertThat(state.reason()).isEqualTo("cancelled by A");
        assertThat(decide(state, late, START).state()).isEqualTo(state);
    }

    @Test
    void stopsCancellingSomeTimeAfterTheWindow() {
        TransferState state = decide(Transfers.in(Phase.ACCEPTED), new Event.CancelRequested("A"), DEADLINE)
                .state();
        state = decide(state, new Event.PacketStored(8), DEADLINE).state();
        int copies = 1;
        while (state.phase() == Phase.CANCELLING && copies < 20) {
            Decision next = decide(state, new Event.TimerFired(), state.dueAt());
            copies += next.effects().contains(new Effect.Send(8, state.submissions() + 1)) ? 1 : 0;
            state = next.state();
        }
        assertThat(state.phase()).isEqualTo(Phase.UNKNOWN);
        assertThat(copies).isEqualTo(3);
    }

    @Test
    void asksAnUnknownCardEverMoreRarely() {
        TransferState state = decide(Transfers.in(Phase.ACCEPTED), new Event.TimerFired(), DEADLINE)
                .state();
        int questions = 1;
        for (Instant end = DEADLINE.plus(Duration.ofDays(365)); state.dueAt().isBefore(end); questions++) {
            Decision next = decide(state, new Event.TimerFired(), state.dueAt());
            assertThat(next.effects()).containsExactly(new Effect.QueryCard());
            state = next.state();
        }
        assertThat(questions).isBetween(10, 25);
    }

    @Test
    void widensNothingForACopyOfItsOwn() {
        TransferState twice =
                decide(Transfers.in(Phase.SENT), new Event.Resumed(), START).state();
        Decision low = decide(twice, new Event.PorArrived(Command.SWITCH, 7, 2, 0, true), START);
        assertThat(low.effects()).containsExactly(new Effect.BuildPacket(8));
        assertThat(low.state().rebuilds()).isZero();
    }

    @Test
    void reachesNearlyEveryCounterInBoundedTries() {
        TransferPolicy policy = TransferPolicy.standard();
        long counter = 1;
        for (int raises = 0; raises < policy.maxRebuilds(); raises++) {
            long step = policy.counterStep(raises, counter);
            assertThat(step).isPositive();
            counter += step;
        }
        long last = 0xFF_FFFF_FFFEL;
        assertThat(counter).isBetween(last - (last >> 4), last);
        assertThat(policy.counterStep(40, last)).isEqualTo(1);
    }

    @Test
    void takesNoWordOfTheRecipientForAHandOverThatWasNotMadeYet() {
        TransferState ordered = Transfers.ordered(TransferMode.PROVISION_FIRST);
        assertThat(decide(ordered, new Event.Provisioned(), START).state()).isEqualTo(ordered);
        TransferState sent = decide(
                        decide(Transfers.ordered(TransferMode.AS_SPECIFIED), new Event.Started(), START)
                                .state(),
                        new Event.PacketStored(1),
                        START)
                .state();
        assertThat(decide(sent, new Event.Provisioned(), START).state()).isEqualTo(sent);
    }

    @Test
    void waitsAtTheSmscForTheValidityAndThenForTheProof() {
        TransferState accepted = decide(Transfers.in(Phase.SENT), new Event.SubmitAccepted(1, "id"), START)
                .state();
        assertThat(accepted.dueAt()).isEqualTo(START.plus(Duration.ofMinutes(65)));
        TransferState delivered = decide(accepted, new Event.ReceiptArrived(1, Outcome.DELIVERED), START)
                .state();
        assertThat(delivered.dueAt()).isEqualTo(START.plus(Duration.ofMinutes(5)));
    }

    @Test
    void sendsNothingAfterTheWindow() {
        TransferState fresh = decide(Transfers.in(Phase.PROVISIONED), new Event.Advanced(), START)
                .state();
        Decision decision = decide(fresh, new Event.PacketStored(1), DEADLINE);
        assertThat(decision.effects()).isEmpty();
        assertThat(decision.state().phase()).isEqualTo(Phase.EXPIRED);
    }

    @Test
    void resumesASentMessageWithTheSamePacket() {
        Decision decision = decide(Transfers.in(Phase.SENT), new Event.Resumed(), START);
        assertThat(decision.effects()).containsExactly(new Effect.Send(7, 2));
        assertThat(decision.state().unresolved()).isEqualTo(2);
    }

    private static Decision decide(TransferState state, Event event, Instant now) {
        return MACHINE.decide(state, event, now);
    }
}
