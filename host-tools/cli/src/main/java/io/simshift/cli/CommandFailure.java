package io.simshift.cli;

/**
 * A command cannot do what it was asked, for a reason that its user can understand from one line. The message says what
 * and where, begins with a capital, ends without a full stop and never holds key bytes.
 */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandFailure(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** Something that was tried did not work: exit code {@link ExitCodes#FAILED}. */
    public static CommandFailure failed(String message) {
        return new CommandFailure(ExitCodes.FAILED, message, null);
    }

    /** As {@link #failed(String)}, with the cause for those who debug. */
    public static CommandFailure failed(String message, Throwable cause) {
        return new CommandFailure(ExitCodes.FAILED, message, cause);
    }

    /** The command line asks for something that makes no sense: exit code {@link ExitCodes#USAGE}. */
    public static CommandFailure usage(String message) {
        return new CommandFailure(ExitCodes.USAGE, message, null);
    }

    /** What the process ends with. */
    public int exitCode() {
        return exitCode;
    }
}
