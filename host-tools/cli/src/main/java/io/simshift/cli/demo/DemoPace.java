package io.simshift.cli.demo;

import io.simshift.server.engine.MoveOptions;
import io.simshift.server.transfer.TransferMode;
import io.simshift.server.transfer.TransferPolicy;
import java.time.Duration;

/**
 * How patient the demo is: as a live network is, in seconds instead of hours.
 *
 * @param window how long a card may take for one move
 */
record DemoPace(Duration window, char[] keystorePassword) {
    private static final Duration SUBMIT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration POR_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(2);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
    private static final int REBUILDS = 5;

    TransferPolicy transferPolicy() {
        return new TransferPolicy(SUBMIT_TIMEOUT, window, POR_TIMEOUT, FIRST_RETRY, LONGEST_RETRY, REBUILDS);
    }

    Duration queryTimeout() {
        return POR_TIMEOUT;
    }

    /** When to stop waiting for a move altogether: past the window, the last PoR and the last QUERY. */
    Duration moveLimit() {
        return window.plus(POR_TIMEOUT).plus(queryTimeout()).plusSeconds(15);
    }

    MoveOptions moveOptions(boolean asSpecified) {
        MoveOptions usual = asSpecified ? MoveOptions.asSpecified() : MoveOptions.provisionFirst();
        TransferMode mode = asSpecified ? TransferMode.AS_SPECIFIED : TransferMode.PROVISION_FIRST;
        return new MoveOptions(mode, usual.fallback(), window);
    }
}
