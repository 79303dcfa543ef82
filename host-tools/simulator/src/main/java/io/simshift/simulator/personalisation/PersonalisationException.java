package io.simshift.simulator.personalisation;

import io.simshift.protocol.identity.Iccid;

/** A card that could not be personalised: which, at which step, and what it did. */
public final class PersonalisationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String step;

    public PersonalisationException(Iccid iccid, String step, String what) {
        this(iccid, step, what, null);
    }

    public PersonalisationException(Iccid iccid, String step, String what, Throwable cause) {
        super("card " + iccid + ", " + step + ": " + what, cause);
        this.step = step;
    }

    /** For people: what was being done. */
    public String step() {
        return step;
    }
}
