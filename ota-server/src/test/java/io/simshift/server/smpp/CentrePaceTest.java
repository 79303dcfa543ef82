package io.simshift.server.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CentrePaceTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long TICK = SECOND / 20;

    /** Sends as much as it may at each look, as the client does, and counts. */
    private static int sentWithin(CentrePace pace, long fromNanos, long toNanos) {
        int sent = 0;
        for (long now = fromNanos; toNanos - now > 0; now += TICK) {
            while (pace.mayGo(now)) {
                pace.sent(now);
                sent++;
                if (sent > 1_000_000) {
                    return sent;
                }
            }
        }
        return sent;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10, 150, 1000, 10_000})
    void keepsItsRate(int rate) {
        CentrePace pace = new CentrePace(rate, SmppClientLimits.defaults());
        long start = Long.MAX_VALUE - 5 * SECOND; // the clock wraps around on the way
        int sent = sentWithin(pace, start, start + 10 * SECOND);
        assertThat(sent).isBetween(10 * rate - Math.max(1, rate / 10), 10 * rate + Math.max(1, rate / 10));
    }

    /** However it is used: no second has more than a tenth beyond the rate. */
    @ParameterizedTest
    @ValueSource(ints = {50, 70, 100, 250})
    void noSecondHasMuchMore(int pauseMillis) {
        int rate = 1000;
        CentrePace pace = new CentrePace(rate, SmppClientLimits.defaults());
        Deque<Long> lastSecond = new ArrayDeque<>();
        for (long now = 0; now < 20 * SECOND; now += pauseMillis * SECOND / 1000) {
            while (pace.mayGo(now)) {
                pace.sent(now);
                lastSecond.add(now);
            }
            while (!lastSecond.isEmpty() && now - lastSecond.peek() >= SECOND) {
                lastSecond.remove();
            }
            assertThat(lastSecond.size()).isLessThanOrEqualTo(rate + rate / 10);
        }
    }

    @Test
    void doesNotCatchUpAfterARest() {
        CentrePace pace = new CentrePace(100, SmppClientLimits.defaults());
        sentWithin(pace, 0, SECOND);
        assertThat(sentWithin(pace, 60 * SECOND, 60 * SECOND + TICK)).isEqualTo(10);
    }

    @Test
    void withoutRateThereIsNoLimit() {
        assertThat(sentWithin(new CentrePace(0, SmppClientLimits.defaults()), 0, TICK))
                .isGreaterThan(1_000_000);
    }

    @Test
    void aPauseHoldsUpEverySession() {
        CentrePace pace = new CentrePace(0, SmppClientLimits.defaults());
        pace.congested(0);
        pace.accepted(1); // of before the pause
        assertThat(pace.mayGo(SECOND / 4)).isFalse();
        assertThat(pace.mayGo(SECOND / 2)).isTrue();
    }
}
