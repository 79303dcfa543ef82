package io.simshift.simulator.network;

/** Why a network does not let a terminal in (TS 24.008 10.5.3.6), and what the terminal told it about a challenge. */
public enum RejectCause {
    IMSI_UNKNOWN_IN_HLR(2, "IMSI unknown in HLR"),
    /** The card answered the challenge with another RES than the authentication centre. */
    ILLEGAL_MS(3, "illegal MS"),
    /** The network let the terminal go for a reason of its own. */
    IMPLICITLY_DETACHED(10, "implicitly detached"),
    /** The card had no usable answer to the challenge. */
    NETWORK_FAILURE(17, "network failure"),
    MAC_FAILURE(20, "MAC failure"),
    SYNCH_FAILURE(21, "synch failure");

    private final int code;
    private final String text;

    RejectCause(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** The cause value on the radio interface. */
    public int code() {
        return code;
    }

    @Override
    public String toString() {
        return "#" + code + " " + text;
    }
}
