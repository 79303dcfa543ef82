package io.simshift.simulator.smsc;

import java.time.Duration;

/**
 * The numbers of a message centre.
 *
 * @param windowMessages deliver_sm sent and not answered yet in one session, at most
 * @param waitingMessages messages to handsets held in all; a submit_sm beyond is answered 14
 * @param waitingForEsme messages held for one ESME; an SMS-SUBMIT beyond is answered by RP-Cause 42
 * @param defaultValidity of a submit_sm without validity_period
 * @param retryDelay after a temporary failure of a handset or an ESME
 * @param deliverTimeout how long a handset may take for its report
 * @param responseTimeout how long an ESME may take for deliver_sm_resp, and for its bind
 */
public record SmscLimits(
        int windowMessages,
        int waitingMessages,
        int waitingForEsme,
        Duration defaultValidity,
        Duration retryDelay,
        Duration deliverTimeout,
        Duration responseTimeout) {
    public SmscLimits {
        if (windowMessages < 1 || waitingMessages < 1 || waitingForEsme < 1) {
            throw new IllegalArgumentException("the limits of a message centre are at least 1");
        }
    }

    public static SmscLimits defaults() {
        return new SmscLimits(
                50,
                100_000,
                100_000,
                Duration.ofDays(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30));
    }

    public SmscLimits withWaitingMessages(int messages) {
        return new SmscLimits(
                windowMessages, messages, waitingForEsme, defaultValidity, retryDelay, deliverTimeout, responseTimeout);
    }

    public SmscLimits withRetryDelay(Duration delay) {
        return new SmscLimits(
                windowMessages,
                waitingMessages,
                waitingForEsme,
                defaultValidity,
                delay,
                deliverTimeout,
                responseTimeout);
    }

    public SmscLimits withDeliverTimeout(Duration timeout) {
        return new SmscLimits(
                windowMessages, waitingMessages, waitingForEsme, defaultValidity, retryDelay, timeout, responseTimeout);
    }

    public SmscLimits withResponseTimeout(Duration timeout) {
        return new SmscLimits(
                windowMessages, waitingMessages, waitingForEsme, defaultValidity, retryDelay, deliverTimeout, timeout);
    }
}
