package io.simshift.applet;

/** What the rest of the card has to do with a session over IP: see {@link Channel}, which a CAP file may be without. */
abstract class IpSession {
    /** PUSH; {@code answer} takes the Result that comes with 6F00. */
    abstract void push(byte[] answer);

    /**
     * Whether the card knows a server that it can call, and has not failed to since it last could; {@code now}: calls it, unless that
     * fails at once.
     */
    abstract boolean call(boolean now);

    /** Writes the proactive command that is to be done next into the PoR buffer; returns its length. */
    abstract short write();

    /** TERMINAL RESPONSE to it. */
    abstract void respond(byte[] response, byte result);

    /** Bytes for a PoR behind the packet that runs. */
    abstract short room();

    /** The packet has run, with this status; whether there is a PoR. */
    abstract void answered(boolean por, byte status);

    /** Event download of a channel with this status. */
    abstract void happened(byte event, byte status);

    /** STATUS, while the terminal has no command in hand. */
    abstract void polled();
}
