package io.simshift.server.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.protocol.smpp.SubmitSmResponse;
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
    private final SubmitWindow window = new SubmitWindow(limits, MessageIdForm.AS_WRITTEN);
    private final List<String> sent = new ArrayList<>();
    private final List<SubmitResult> results = new ArrayList<>();
    private long sequenceNumber;

    private void add(String destination, long nowNanos) {
        ShortMessage message = ShortMessage.of(
                SmppAddress.NONE, SmppAddress.international(destination), 0x40, 0x7F, 0xF6, new byte[] {0});
        window.add(new PendingSubmit(message, nowNanos + limits.handOverLimit().toNanos(), results::add));
    }

    private void pump(long nowNanos) {
        window.pump(nowNanos, message -> {
            sent.add(message.destination().digits());
            return ++sequenceNumber;
        });
    }

    @Test
    void sendsNoMoreThanTheWindow() {
        add("111", 0);
        add("222", 0);
        add("333", 0);
        pump(0);
        assertThat(sent).containsExactly("111", "222");
        window.answered(SubmitSmResponse.accepted(2, "b"), 0);
        pump(0);
        assertThat(sent).containsExactly("111", "222", "333");
        assertThat(results).containsExactly(new SubmitResult.Accepted("b"));
    }

    @Test
    void sendsThrottledMessagesAgainInOrderAfterAPause() {
        add("111", 0);
        add("222", 0);
        add("333", 0);
        pump(0);
        window.answered(SubmitSmResponse.refused(2, CommandStatus.THROTTLED), 0);
        window.answered(SubmitSmResponse.refused(1, CommandStatus.MESSAGE_QUEUE_FULL), 0);
        pump(SECOND / 10);
        assertThat(sent).containsExactly("111", "222");
        pump(SECOND);
        assertThat(sent).containsExactly("111", "222", "111", "222");
        assertThat(results).isEmpty();
    }

    @Test
    void pausesLongerWhileCongestionGoesOn() {
        add("111", 0);
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
        add("111", 0);
        add("222", 0);
        add("333", 0);
        pump(0);
        window.refused(1, CommandStatus.THROTTLED, 0);
        window.answered(SubmitSmResponse.accepted(2, "b"), 1);
        pump(SECOND / 10);
        assertThat(sent).containsExactly("111", "222");
        pump(SECOND / 2);
        assertThat(sent).containsExactly("111", "222", "111", "333");
    }

    @Test
    void pausesBrieflyAgainOnceCongestionIsOver() {
        add("111", 0);
        pump(0);
        window.refused(1, CommandStatus.THROTTLED, 0);
        pump(SECOND);
        window.answered(SubmitSmResponse.accepted(2, "a"), SECOND);
        add("222", SECOND);
        pump(SECOND);
        window.refused(3, CommandStatus.THROTTLED, SECOND);
        pump(SECOND + SECOND / 2);
        assertThat(sent).containsExactly("111", "111", "222", "222");
    }

    @Test
    void givesThrottledMessageBackAtItsLimit() {
        add("111", 0);
        pump(0);
        window.refused(1, CommandStatus.THROTTLED, 0);
        window.expire(8 * SECOND - 1, true);
        assertThat(results).isEmpty();
        window.expire(8 * SECOND, true);
        assertThat(results).containsExactly(new SubmitResult.Refused(CommandStatus.THROTTLED, true));
    }

    @Test
    void givesWaitingMessagesBackAtTheirLimit() {
        add("111", 0);
        add("222", SECOND);
        window.expire(8 * SECOND, false);
        window.expire(9 * SECOND, true);
        assertThat(results)
                .containsExactly(
                        new SubmitResult.Refused(CommandStatus.INVALID_BIND_STATE, true),
                        new SubmitResult.Refused(CommandStatus.MESSAGE_QUEUE_FULL, true));
    }

    @Test
    void callsUnansweredMessagesUnknownAndIgnoresLateAnswers() {
        add("111", 0);
        pump(0);
        window.expire(5 * SECOND, true);
        window.answered(SubmitSmResponse.accepted(1, "a"), 6 * SECOND);
        assertThat(results).singleElement().isInstanceOf(SubmitResult.Unknown.class);
        assertThat(window.inFlightCount()).isZero();
    }

    @Test
    void callsMessagesOfALostSessionUnknownAndKeepsWaitingOnes() {
        add("111", 0);
        add("222", 0);
        add("333", 0);
        pump(0);
        window.sessionLost();
        assertThat(results).hasSize(2).allMatch(SubmitResult.Unknown.class::isInstance);
        pump(0);
        assertThat(sent).containsExactly("111", "222", "333");
    }

    @Test
    void tellsPermanentFromPassingRefusals() {
        add("111", 0);
        add("222", 0);
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
        add("111", late);
        pump(late);
        window.expire(late + 4 * SECOND, true);
        assertThat(results).isEmpty();
        window.expire(late + 5 * SECOND, true);
        assertThat(results).hasSize(1);
    }
}
