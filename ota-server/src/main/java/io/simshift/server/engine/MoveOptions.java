package io.simshift.server.engine;

import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.server.transfer.TransferMode;
import java.time.Duration;
import java.util.Objects;

/**
 * How the cards of one order move.
 *
 * @param mode when the recipient gets the keys
 * @param fallback when a card comes home that finds no way into the new network
 * @param window how long after the order a SWITCH may still be sent
 */
public record MoveOptions(TransferMode mode, FallbackRule fallback, Duration window) {
    private static final int RESETS_UNTIL_HOME = 5;
    private static final int FAILED_AUTHENTICATIONS_UNTIL_HOME = 10;

    public MoveOptions {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(fallback, "fallback rule");
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("the window must be longer than nothing: " + window);
        }
    }

    /** Keys first, a week's window, home after 5 resets or 10 failed authentications. */
    public static MoveOptions provisionFirst() {
        return new MoveOptions(
                TransferMode.PROVISION_FIRST,
                FallbackRule.after(RESETS_UNTIL_HOME, FAILED_AUTHENTICATIONS_UNTIL_HOME),
                Duration.ofDays(7));
    }

    /** As TR 33.812 writes it: keys after the switch, so a card must bear failures, and never comes home. */
    public static MoveOptions asSpecified() {
        return new MoveOptions(TransferMode.AS_SPECIFIED, FallbackRule.NEVER, Duration.ofDays(7));
    }
}
