package io.simshift.server.smpp;

import java.time.Duration;

/**
 * The numbers of one message centre; windows and times are those of each bind. Times are kept to within 50 ms.
 *
 * @param windowMessages submit_sm sent and not answered yet, at most; agreed with the message centre
 * @param waitingMessages messages held in all, sent or not; a submit beyond is refused at once (14, may retry)
 * @param inboundMessages deliver_sm given to the ingress and not kept yet, at most; beyond, the centre is told 64 and retries
 * @param pduMaxBytes the longest PDU taken; a longer command_length ends the session
 * @param connectTimeout for the TCP connection
 * @param responseTimeout from request to response; then a submit is {@code Unknown}, and a silent link is closed
 * @param handOverLimit how long a message may wait for a session, room in the window, or the end of a congestion
 * @param enquireLinkInterval silence after which the link is tried
 * @param reconnectDelayMin first delay, doubled up to the maximum, each cut at random by up to a half
 * @param reconnectDelayMax longest delay
 * @param congestionDelayMin pause after "throttled" or "queue full", doubled up to the maximum while it goes on
 * @param congestionDelayMax longest pause
 */
public record SmppClientLimits(
        int windowMessages,
        int waitingMessages,
        int inboundMessages,
        int pduMaxBytes,
        Duration connectTimeout,
        Duration responseTimeout,
        Duration handOverLimit,
        Duration enquireLinkInterval,
        Duration reconnectDelayMin,
        Duration reconnectDelayMax,
        Duration congestionDelayMin,
        Duration congestionDelayMax) {
    private static final int PDU_MIN_BYTES = 1024;

    /** 64 KiB of message_payload and the rest of a PDU. */
    private static final int PDU_DEFAULT_BYTES = 64 * 1024 + 512;

    public SmppClientLimits {
        if (windowMessages < 1 || waitingMessages < windowMessages || inboundMessages < 1) {
            throw new IllegalArgumentException(
                    "window, waiting and inbound messages are at least 1, waiting >= window");
        }
        if (pduMaxBytes < PDU_MIN_BYTES) {
            throw new IllegalArgumentException("a PDU limit of " + pduMaxBytes + " bytes is below " + PDU_MIN_BYTES);
        }
        requirePositive(
                connectTimeout,
                responseTimeout,
                handOverLimit,
                enquireLinkInterval,
                reconnectDelayMin,
                reconnectDelayMax,
                congestionDelayMin,
                congestionDelayMax);
    }

    /** A window of 10, responses within 20 s, 30 s for the hand-over, reconnects between 1 s and 60 s. */
    public static SmppClientLimits defaults() {
        return new SmppClientLimits(
                10,
                2000,
                500,
                PDU_DEFAULT_BYTES,
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                Duration.ofMillis(500),
                Duration.ofSeconds(10));
    }

    public SmppClientLimits withWindow(int messages) {
        return copy(
                messages,
                Math.max(messages, waitingMessages),
                responseTimeout,
                handOverLimit,
                enquireLinkInterval,
                reconnectDelayMin,
                reconnectDelayMax);
    }

    public SmppClientLimits withWaitingMessages(int messages) {
        return copy(
                windowMessages,
                messages,
                responseTimeout,
                handOverLimit,
                enquireLinkInterval,
                reconnectDelayMin,
                reconnectDelayMax);
    }

    public SmppClientLimits withInboundMessages(int messages) {
        return new SmppClientLimits(
                windowMessages,
                waitingMessages,
                messages,
                pduMaxBytes,
                connectTimeout,
                responseTimeout,
                handOverLimit,
                enquireLinkInterval,
                reconnectDelayMin,
                reconnectDelayMax,
                congestionDelayMin,
                congestionDelayMax);
    }

    public SmppClientLimits withResponseTimeout(Duration timeout) {
        return copy(
                windowMessages,
                waitingMessages,
                timeout,
                handOverLimit,
                enquireLinkInterval,
                reconnectDelayMin,
                reconnectDelayMax);
    }

    public SmppClientLimits withHandOverLimit(Duration limit) {
        return copy(
                windowMessages,
                waitingMessages,
                responseTimeout,
                limit,
                enquireLinkInterval,
                reconnectDelayMin,
                reconnectDelayMax);
    }

    public SmppClientLimits withEnquireLinkInterval(Duration interval) {
        return copy(
                windowMessages,
                waitingMessages,
                responseTimeout,
                handOverLimit,
                interval,
                reconnectDelayMin,
                reconnectDelayMax);
    }

    /**
     * These limits, tightened where it must be so that every message is sent and answered, given back or unknown within
     * {@code submitTimeout}: who waits no longer than that sends a message again that would still have gone out.
     */
    public SmppClientLimits within(Duration submitTimeout) {
        Duration longest = handOverLimit.plus(responseTimeout);
        Duration room = submitTimeout.multipliedBy(4).dividedBy(5);
        if (longest.compareTo(room) <= 0) {
            return this;
        }
        double share = (double) room.toNanos() / longest.toNanos();
        return copy(
                windowMessages,
                waitingMessages,
                part(responseTimeout, share),
                part(handOverLimit, share),
                enquireLinkInterval,
                reconnectDelayMin,
                reconnectDelayMax);
    }

    private static Duration part(Duration whole, double share) {
        return Duration.ofMillis((long) (whole.toMillis() * share));
    }

    public SmppClientLimits withReconnectDelay(Duration min, Duration max) {
        return copy(windowMessages, waitingMessages, responseTimeout, handOverLimit, enquireLinkInterval, min, max);
    }

    private SmppClientLimits copy(
            int window,
            int waiting,
            Duration response,
            Duration handOver,
            Duration enquireLink,
            Duration reconnectMin,
            Duration reconnectMax) {
        return new SmppClientLimits(
                window,
                waiting,
                inboundMessages,
                pduMaxBytes,
                connectTimeout,
                response,
                handOver,
                enquireLink,
                reconnectMin,
                reconnectMax,
                congestionDelayMin,
                congestionDelayMax);
    }

    private static void requirePositive(Duration... durations) {
        for (Duration duration : durations) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("a time limit of " + duration + " is not positive");
            }
        }
    }
}
