package io.simshift.applet;

/** A Java Card runtime with the applet in it. */
public interface Machine extends AutoCloseable {
    /** Sends a command APDU; returns data and status word. */
    byte[] transmit(byte[] command);

    /** Cold reset; afterwards the applet is selected, as if by default. */
    void reset();

    @Override
    default void close() {
        // nothing to give back
    }
}
