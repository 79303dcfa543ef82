package io.simshift.applet;

/** A format of scripts (TS 102 226 §5). */
abstract class Script {
    /**
     * Runs the script between two offsets, a command after the other. Its answer, in the same format, has at most {@code room}
     * bytes at {@code outOff} of {@code por}; returns its length. {@code out} takes the response of each command.
     */
    abstract short run(byte[] buf, short off, short end, byte[] out, byte[] por, short outOff, short room);
}
