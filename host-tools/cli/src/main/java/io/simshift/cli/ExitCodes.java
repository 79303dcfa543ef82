package io.simshift.cli;

/** What the process ends with; the same for all commands. */
public final class ExitCodes {
    /** All that was asked for was done. */
    public static final int OK = 0;

    /** Something failed: a vector, a check value, a card, a file that cannot be read. */
    public static final int FAILED = 1;

    /** The command line is wrong. */
    public static final int USAGE = 2;

    private ExitCodes() {}
}
