package io.simshift.simulator.handset;

import io.simshift.protocol.cat.EventDownload;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.cat.TerminalProfile.Feature;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.cat.TimerValue;
import io.simshift.protocol.identity.Imei;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a terminal does for its card besides messages and restarts (TS 102 223 6.4): tells its IMEI, keeps timers, tells
 * of events. All of it is forgotten when the card is reset.
 */
final class ToolkitServices {
    static final int POLL_INTERVAL = 0x03;
    static final int SET_UP_EVENT_LIST = 0x05;
    static final int PROVIDE_LOCAL_INFORMATION = 0x26;
    static final int TIMER_MANAGEMENT = 0x27;

    private static final int LOCAL_IMEI = 0x01;
    private static final int LOCAL_IMEISV = 0x08;
    private static final int SOFTWARE_VERSION = 1;
    private static final int TIMER_START = 0x00;
    private static final int TIMER_DEACTIVATE = 0x01;
    private static final int TIMERS = 8;

    private static final int DURATION_TAG = 0x04;
    private static final int IMEI_TAG = 0x14;
    private static final int IMEISV_TAG = 0x62;
    private static final int EVENT_LIST_TAG = 0x19;
    private static final int TIMER_TAG = 0x24;
    private static final int TIMER_VALUE_TAG = 0x25;

    private final Imei imei;
    private final Delays delays;
    private final Turns turns;
    private final Uicc uicc;

    /** Which start of each timer counts. */
    private final Map<Integer, Integer> running = new HashMap<>();

    private byte[] events = new byte[0];
    private int starts;

    /** Runs work on the card, followed by what the card then asks for. */
    @FunctionalInterface
    interface Turns {
        void take(Runnable work);
    }

    ToolkitServices(Imei imei, Delays delays, Turns turns, Uicc uicc) {
        this.imei = imei;
        this.delays = delays;
        this.turns = turns;
        this.uicc = uicc;
    }

    /** The card was reset. */
    void forget() {
        running.clear();
        events = new byte[0];
    }

    /** Whether a command of this type is one of these, and the profile offers it; empty for a type that is none of these. */
    static Optional<Boolean> isOffered(int type, TerminalProfile profile) {
        return switch (type) {
            case POLL_INTERVAL -> Optional.of(profile.supports(Feature.POLL_INTERVAL));
            case SET_UP_EVENT_LIST -> Optional.of(profile.supports(Feature.SET_UP_EVENT_LIST));
            case PROVIDE_LOCAL_INFORMATION -> Optional.of(profile.supports(Feature.PROVIDE_LOCAL_INFORMATION));
            case TIMER_MANAGEMENT -> Optional.of(profile.supports(Feature.TIMER_START_STOP));
            default -> Optional.empty();
        };
    }

    /** Does what the card asks for. */
    TerminalResponse execute(ProactiveCommand command) {
        return switch (command.details().type()) {
            case POLL_INTERVAL -> pollInterval(command);
            case SET_UP_EVENT_LIST -> setUpEventList(command);
            case PROVIDE_LOCAL_INFORMATION -> localInformation(command);
            default -> timer(command);
        };
    }

    /** The interval is the handset's own to choose: it names the one asked for and goes on as before (6.4.6). */
    private static TerminalResponse pollInterval(ProactiveCommand command) {
        return ComprehensionTlv.find(command.objects(), DURATION_TAG)
                .map(duration -> done(command, duration))
                .orElseGet(() -> TerminalResponse.to(command, TerminalResponse.REQUIRED_VALUES_MISSING));
    }

    private TerminalResponse setUpEventList(ProactiveCommand command) {
        Optional<ComprehensionTlv> list = ComprehensionTlv.find(command.objects(), EVENT_LIST_TAG);
        if (list.isEmpty()) {
            return TerminalResponse.to(command, TerminalResponse.REQUIRED_VALUES_MISSING);
        }
        events = list.get().value();
        return TerminalResponse.to(command, TerminalResponse.OK);
    }

    private TerminalResponse localInformation(ProactiveCommand command) {
        return switch (command.details().qualifier()) {
            case LOCAL_IMEI -> done(command, ComprehensionTlv.required(IMEI_TAG, imei.encode()));
            case LOCAL_IMEISV ->
                done(command, ComprehensionTlv.required(IMEISV_TAG, imei.encodeWithVersion(SOFTWARE_VERSION)));
            default -> TerminalResponse.to(command, TerminalResponse.BEYOND_CAPABILITIES);
        };
    }

    private TerminalResponse timer(ProactiveCommand command) {
        Optional<Integer> timer = ComprehensionTlv.find(command.objects(), TIMER_TAG)
                .filter(object -> object.length() == 1)
                .map(object -> object.value()[0] & 0xFF)
                .filter(number -> number >= 1 && number <= TIMERS);
        if (timer.isEmpty()) {
            return TerminalResponse.to(command, TerminalResponse.DATA_NOT_UNDERSTOOD);
        }
        int number = timer.get();
        ComprehensionTlv identifier = ComprehensionTlv.required(TIMER_TAG, new byte[] {(byte) number});
        return switch (command.details().qualifier()) {
            case TIMER_START -> start(command, number, identifier);
            case TIMER_DEACTIVATE ->
                running.remove(number) == null
                        ? TerminalResponse.to(command, TerminalResponse.TIMER_STATE)
                        : done(command, identifier);
            default -> TerminalResponse.to(command, TerminalResponse.BEYOND_CAPABILITIES);
        };
    }

    private TerminalResponse start(ProactiveCommand command, int timer, ComprehensionTlv identifier) {
        Optional<ComprehensionTlv> value = ComprehensionTlv.find(command.objects(), TIMER_VALUE_TAG);
        if (value.isEmpty()) {
            return TerminalResponse.to(command, TerminalResponse.REQUIRED_VALUES_MISSING);
        }
        int seconds = TimerValue.decode(value.get().value());
        int start = ++starts;
        running.put(timer, start);
        delays.after(Duration.ofSeconds(seconds), () -> turns.take(() -> expired(timer, start, seconds)));
        return done(command, identifier);
    }

    private void expired(int timer, int start, int seconds) {
        if (running.remove(timer, start)) {
            uicc.send(EventDownload.timerExpired(timer, seconds));
        }
    }

    /** The network has refused the subscription: the card hears of it if it asked to. */
    void rejected(int cause) {
        if (listensTo(EventDownload.NETWORK_REJECTION)) {
            uicc.send(EventDownload.networkRejection(cause));
        }
    }

    /** Whether the card wants to hear of an event. */
    boolean listensTo(int event) {
        for (byte one : events) {
            if (one == event) {
                return true;
            }
        }
        return false;
    }

    private static TerminalResponse done(ProactiveCommand command, ComprehensionTlv object) {
        return new TerminalResponse(command.details(), TerminalResponse.OK, new byte[0], List.of(object));
    }
}
