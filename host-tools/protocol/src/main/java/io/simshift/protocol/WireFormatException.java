package io.simshift.protocol;

/** The one exception of every decoder: bytes that break a clause of a standard, where, and which clause. */
public final class WireFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String clause;
    private final int offset;

    /**
     * @param clause the clause that was violated, for example {@code "TS 102 225 5.1"}
     * @param offset where in the input, in bytes from its start
     * @param message what is wrong there; never any key bytes
     */
    public WireFormatException(String clause, int offset, String message) {
        super(message + " (offset " + offset + ", " + clause + ")");
        this.clause = clause;
        this.offset = offset;
    }

    /** The clause that was violated. */
    public String clause() {
        return clause;
    }

    /** Where in the input, in bytes from its start. */
    public int offset() {
        return offset;
    }
}
