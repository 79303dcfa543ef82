package io.simshift.protocol.packet;

/**
 * How packets look on one kind of bearer (TS 102 225 5.1, TS 31.115 4), with named tolerances for odd peers.
 *
 * @param bearer what carries the packets
 * @param padding what the sender fills with; a receiver goes by PCNTR alone
 * @param udhInResponseCheck over SMS: whether the check of a response covers the user data header 02 71 00, as the
 *     standard says; some cards leave it out
 */
public record Framing(Bearer bearer, Padding padding, boolean udhInResponseCheck) {
    /** Two-byte length, packet identifier in the user data header. */
    public static final Framing SMS = new Framing(Bearer.SMS, Padding.ZEROS, true);
    /** Packet identifier 01 or 02 and a BER length, as over CAT_TP. */
    public static final Framing CAT_TP = new Framing(Bearer.IP, Padding.ZEROS, true);
    /** The same over TCP. */
    public static final Framing TCP = CAT_TP;

    /** What carries the packets. */
    public enum Bearer {
        SMS,
        IP
    }

    /** What a packet is filled with to whole blocks. */
    public enum Padding {
        ZEROS,
        /** 80, then zeros: what some cards and servers send. */
        MARKED
    }

    /** The same with other filling. */
    public Framing withPadding(Padding other) {
        return new Framing(bearer, other, udhInResponseCheck);
    }

    /** The same for cards whose response check leaves out the user data header. */
    public Framing withoutUdhInResponseCheck() {
        return new Framing(bearer, padding, false);
    }
}
