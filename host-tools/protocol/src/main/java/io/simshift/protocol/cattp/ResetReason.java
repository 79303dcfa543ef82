package io.simshift.protocol.cattp;

/** Why a connection ends, as an RST PDU says it (TS 102 127 5.10). */
public enum ResetReason {
    NORMAL(0, "normal end"),
    ILLEGAL_PARAMETERS(1, "connection set-up failed, illegal parameters"),
    TEMPORARILY_UNABLE(2, "temporarily unable to set up this connection"),
    PORT_NOT_AVAILABLE(3, "requested port not available"),
    UNEXPECTED_PDU(4, "unexpected PDU received"),
    MAX_RETRIES(5, "maximum retries exceeded"),
    VERSION_NOT_SUPPORTED(6, "version not supported");

    private final int code;
    private final String meaning;

    ResetReason(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The byte on the wire. */
    public int code() {
        return code;
    }

    /** What a code means, whoever sends it; codes that have no name here too. */
    public static String describe(int code) {
        for (ResetReason reason : values()) {
            if (reason.code == code) {
                return reason.meaning;
            }
        }
        return "reason " + code;
    }
}
