package io.simshift.simulator.globalplatform;

import io.simshift.protocol.apdu.StatusWord;

/** A command is answered with a status word other than 9000. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient StatusWord status;

    Refusal(StatusWord status) {
        super(status + ", " + status.describe());
        this.status = status;
    }

    Refusal(int status) {
        this(new StatusWord(status));
    }

    StatusWord status() {
        return status;
    }
}
