package io.simshift.server.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.SubmitSmResponse;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.sms.SubmitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SubmitWindowTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private final SmppClientLimits limits = SmppClientLimits.defaults()
            .withWindow(2)
            .withResponseTimeout(Duration.ofSeconds(5))
            .withHandOverLimit(Duration.ofSeconds(8));
    private final WaitingMessages waiting = new WaitingMessages();
    private final MessageIds ids = new MessageIds(MessageIdForm.AS_WRITTEN, "");
    private final SubmitWindow window = new SubmitWindow(limits, ids, waiting, new CentrePace(0, limits));
    private final List<String> sent = new ArrayList<>();
    private final List<SubmitResult> results = new ArrayList<>();
    private long sequenceNumber;

    private void add(String destination, long nowNanos) {
        OutgoingSms message = new OutgoingSms(new Msisdn(destination), new byte[] {0}, 0x7F, 0xF6, Duration.ofDays(1));
        waiting.add(new PendingSubmit(
                message, "000001000000000R", nowNanos + limits.handOverLimit().toNanos(), results::add));
    }

    private void pump(long nowNanos) {
        while (!waiting.isEmpty() && window.hasRoom(nowNanos)) {
            PendingSubmit next = waiting.take();
            sent.add(next.message().destination().digits());
            window.sent(++sequenceNumber, next, nowNanos);
        }
    }

    private void expire(long nowNanos, boolean bound) {
        window.expire(nowNanos);
        waiting.expire(nowNanos, bound);
    }

    @Test
    void sendsNoMoreThanTheWindow() {
        add("111111", 0);
        add("222222", 0);
        add("333333", 0);
        pump(0);
        assertThat(sent).containsExactly("111111", "222222");
        window.answered(SubmitSmResponse.accepted(2, "b"), 0);
        pump(0);
        assertThat(sent).containsExactly("111111", "222222", "333333");
        assertThat(results).containsExactly(new SubmitResult.Accepted("b"));
    }

    @Test
    void sendsThrottledMessagesAgainInOrderAfterAPause() {
        add("111111", 0);
        add("222222", 0);
        add("333333", 0);
        pump(0);
        window.answered(SubmitSmResponse.refused(2, CommandStatus.THROTTLED), 0);
        window.answered(SubmitSmResponse.refused(1, CommandStatus.MESSAGE_QUEUE_FULL), 0);
        pump(SECOND / 10);
        assertThat(sent).containsExactly("111111", "222222");
        pump(SECOND);
        assertThat(sent).containsExactly("111111", "222222", "111111", "222222");
        assertThat(results).isEmpty();
    }

    @Test
    void pausesLongerWhileCongestionGoesOn() {
        add("111111", 0);
        pump(0);
        window.refused(1, CommandStatus.THROTTLED, 0);
        pump(SECOND / 2);
        window.refused(2, CommandStatus.THROTTLED, SECOND / 2);
        pump(SECOND);
        assertThat(sent).hasSize(2);
        pump(SECOND / 2 + SECOND);
        assertThat(sent).hasSize(3);
    }

    @Test
    void keepsItsPauseWhereAnEarlierMessageIsStillTaken() {
        add("111111", 0);
        add("222222", 0);
        add("333333", 0);
        pump(0);
        window.refused(1, CommandStatus.THROTTLED, 0);
        window.answered(SubmitSmResponse.accepted(2, "b"), 1);
        pump(SECOND / 10);
        assertThat(sent).containsExactly("111111", "222222");
        pump(SECOND / 2);
        assertThat(sent).containsExactly("111111", "222222", "111111", "333333");
    }

    @Test
    void pausesBrieflyAgainOnceCongestionIsOver() {
        add("111111", 0);
        pump(0);
        window.refused(1, CommandStatus.THROTTLED, 0);
        pump(SECOND);
        window.answered(SubmitSmResponse.accepted(2, "a"), SECOND);
        add("222222", SECOND);
        pump(SECOND);
        window.refused(3, CommandStatus.THROTTLED, SECOND);
        pump(SECOND + SECOND / 2);
        assertThat(sent).containsExactly("111111", "111111", "222222", "222222");
    }

    @Test
    void givesThrottledMessageBackAtItsLimit() {
        add("111111", 0);
        pump(0);
        window.refused(1, CommandStatus.THROTTLED, 0);
        expire(8 * SECOND - 1, true);
        assertThat(results).isEmpty();
        expire(8 * SECOND, true);
        assertThat(results).containsExactly(new SubmitResult.Refused(CommandStatus.THROTTLED, true));
    }

    @Test
    void givesWaitingMessagesBackAtTheirLimit() {
        add("111111", 0);
        add("222222", SECOND);
        expire(8 * SECOND, false);
        expire(9 * SECOND, true);
        assertThat(results)
                .containsExactly(
                        new SubmitResult.Refused(CommandStatus.INVALID_BIND_STATE, true),
                        new SubmitResult.Refused(CommandStatus.MESSAGE_QUEUE_FULL, true));
    }

    @Test
    void callsUnansweredMessagesUnknownAndIgnoresLateAnswers() {
        add("111111", 0);
        pump(0);
        expire(5 * SECOND, true);
        window.answered(SubmitSmResponse.accepted(1, "a"), 6 * SECOND);
        assertThat(results).singleElement().isInstanceOf(SubmitResult.Unknown.class);
        assertThat(window.inFlightCount()).isZero();
    }

    @Test
    void callsMessagesOfALostSessionUnknownAndKeepsWaitingOnes() {
        add("111111", 0);
        add("222222", 0);
        add("333333", 0);
        pump(0);
        window.sessionLost();
        assertThat(results).hasSize(2).allMatch(SubmitResult.Unknown.class::isInstance);
        pump(0);
        assertThat(sent).containsExactly("111111", "222222", "333333");
    }

    @Test
    void tellsPermanentFromPassingRefusals() {
        add("111111", 0);
        add("222222", 0);
        pump(0);
        window.refused(1, CommandStatus.INVALID_DESTINATION_ADDRESS, 0);
        window.refused(2, CommandStatus.SYSTEM_ERROR, 0);
        window.refused(99, CommandStatus.SYSTEM_ERROR, 0);
        assertThat(results)
                .containsExactly(
                        new SubmitResult.Refused(CommandStatus.INVALID_DESTINATION_ADDRESS, false),
                        new SubmitResult.Refused(CommandStatus.SYSTEM_ERROR, true));
    }

    @Test
    void calculatesInClocksThatWrapAround() {
        long late = Long.MAX_VALUE - SECOND;
        add("111111", late);
        pump(late);
        expire(late + 4 * SECOND, true);
        assertThat(results).isEmpty();
        expire(late + 5 * SECOND, true);
        assertThat(results).hasSize(1);
    }

    @Test
    void givesACentreThatDoesNotAnswerOneMessageAtATime() {
        add("111111", 0);
        add("222222", 0);
        add("333333", 0);
        pump(0);
        expire(5 * SECOND, true);
        add("333333", 5 * SECOND);
        pump(5 * SECOND);
        assertThat(sent).containsExactly("111111", "222222", "333333");
        window.answered(SubmitSmResponse.accepted(3, "c"), 6 * SECOND);
        add("111111", 6 * SECOND);
        pump(6 * SECOND);
        assertThat(window.inFlightCount()).isEqualTo(2);
    }

    @Test
    void whatOneCentreThrottlesGoesOverAnother() {
        SubmitWindow other = new SubmitWindow(
                limits, new MessageIds(MessageIdForm.AS_WRITTEN, "b"), waiting, new CentrePace(0, limits));
        add("111111", 0);
        pump(0);
        window.refused(1, CommandStatus.THROTTLED, 0);
        assertThat(window.hasRoom(1)).isFalse();
        assertThat(other.hasRoom(1)).isTrue();
        other.sent(77, waiting.take(), 1);
        other.answered(SubmitSmResponse.accepted(77, "9"), 2);
        assertThat(results).containsExactly(new SubmitResult.Accepted("b/9"));
    }
}
