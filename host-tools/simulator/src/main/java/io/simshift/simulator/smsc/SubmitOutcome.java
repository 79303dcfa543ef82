package io.simshift.simulator.smsc;

/** The message centre's answer to an SMS-SUBMIT. */
public sealed interface SubmitOutcome {
    /** RP-ACK: the message is stored. */
    record RpAck() implements SubmitOutcome {}

    /**
     * RP-ERROR.
     *
     * @param cause RP-Cause (TS 24.011 8.2.5.4): 1 nobody has that number, 42 the store is full, 95 the message is wrong
     */
    record RpError(int cause) implements SubmitOutcome {}
}
