package io.simshift.simulator.handset;

import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.cat.TerminalProfile.Feature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a handset behaves.
 *
 * @param attachRetryFirst wait after the first rejected attach; it doubles with each further one
 * @param attachRetryMax the longest wait between two attaches
 * @param statusInterval time between two polls of the card with STATUS; zero for none but {@link Handset#poll()}
 * @param sendTimeout how long a network may take over a message of the card's
 * @param offersRefresh whether TERMINAL PROFILE names REFRESH
 * @param offersSendShortMessage whether TERMINAL PROFILE names SEND SHORT MESSAGE
 * @param offersServices whether it names PROVIDE LOCAL INFORMATION, timers, events and POLL INTERVAL
 */
public record HandsetSettings(
        Duration attachRetryFirst,
        Duration attachRetryMax,
        Duration statusInterval,
        Duration sendTimeout,
        boolean offersRefresh,
        boolean offersSendShortMessage,
        boolean offersServices) {
    /** As a modem does it: attach again after 10 s, polls every 30 s (TS 102 221 14.6). */
    public static final HandsetSettings REAL = new HandsetSettings(
            Duration.ofSeconds(10), Duration.ofMinutes(12), Duration.ofSeconds(30), Duration.ofSeconds(60), true, true);

    /** For demonstrations: everything that a modem does, without its patience. */
    public static final HandsetSettings QUICK = new HandsetSettings(
            Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(20), true, true);

    public HandsetSettings {
        if (attachRetryFirst.isNegative()
                || attachRetryFirst.isZero()
                || attachRetryMax.compareTo(attachRetryFirst) < 0) {
            throw new IllegalArgumentException("an attach is tried again after " + attachRetryFirst + " at least and "
                    + attachRetryMax + " at most: that can't be");
        }
    }

    /** With timers, events and local information. */
    public HandsetSettings(
            Duration attachRetryFirst,
            Duration attachRetryMax,
            Duration statusInterval,
            Duration sendTimeout,
            boolean offersRefresh,
            boolean offersSendShortMessage) {
        this(
                attachRetryFirst,
                attachRetryMax,
                statusInterval,
                sendTimeout,
                offersRefresh,
                offersSendShortMessage,
                true);
    }

    /** The same without them: the plainest of modems. */
    public HandsetSettings withoutServices() {
        return new HandsetSettings(
                attachRetryFirst,
                attachRetryMax,
                statusInterval,
                sendTimeout,
                offersRefresh,
                offersSendShortMessage,
                false);
    }

    /**
     * What the handset tells the card that it can do (TS 102 223 5.2).
     *
     * @param channels whether it keeps channels for the card
     */
    TerminalProfile terminalProfile(boolean channels) {
        List<Feature> features =
                new ArrayList<>(List.of(Feature.PROFILE_DOWNLOAD, Feature.SMS_PP_DOWNLOAD, Feature.MORE_TIME));
        if (offersRefresh) {
            features.add(Feature.REFRESH);
        }
        if (offersSendShortMessage) {
            features.add(Feature.SEND_SHORT_MESSAGE);
        }
        if (offersServices) {
            features.addAll(List.of(
                    Feature.TIMER_EXPIRATION,
                    Feature.POLL_INTERVAL,
                    Feature.PROVIDE_LOCAL_INFORMATION,
                    Feature.PROVIDE_IMEISV,
                    Feature.SET_UP_EVENT_LIST,
                    Feature.TIMER_START_STOP,
                    Feature.NETWORK_REJECTION_EVENT));
        }
        if (channels) {
            features.addAll(List.of(
                    Feature.SET_UP_EVENT_LIST,
                    Feature.DATA_AVAILABLE_EVENT,
                    Feature.CHANNEL_STATUS_EVENT,
                    Feature.OPEN_CHANNEL,
                    Feature.CLOSE_CHANNEL,
                    Feature.RECEIVE_DATA,
                    Feature.SEND_DATA,
                    Feature.GET_CHANNEL_STATUS,
                    Feature.PACKET_BEARER,
                    Feature.TCP_CLIENT,
                    Feature.UDP_CLIENT));
        }
        return TerminalProfile.of(features.toArray(Feature[]::new));
    }

    /** The wait before attempt {@code attempt + 1}; the first attempt has number 1. */
    Duration attachRetry(int attempt) {
        Duration wait = attachRetryFirst;
        for (int i = 1; i < attempt && wait.compareTo(attachRetryMax) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(attachRetryMax) < 0 ? wait : attachRetryMax;
    }
}
