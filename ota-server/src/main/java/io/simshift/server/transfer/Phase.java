package io.simshift.server.transfer;

/** Where a transfer stands. */
public enum Phase {
    /** Taken from a valid order; nothing done yet. */
    ORDERED,
    /** The escrow keeps the slot for the recipient. */
    RESERVED,
    /** The recipient has the keys and can serve the card. */
    PROVISIONED,
    /** A packet is to be sent, now or when a retry is due. */
    QUEUED,
    /** Handed to the bearer; no answer of the SMSC yet. */
    SENT,
    /** The SMSC has taken the message. */
    ACCEPTED,
    /** The card has acknowledged the SWITCH. */
    ACKNOWLEDGED,
    /** The card is told by CANCEL that nothing will come of it; whether in time, its answer says. */
    CANCELLING,
    /** The card was seen at the recipient. */
    CONFIRMED,
    /** The escrow, the SMSC or the card refused for good. */
    REJECTED,
    /** The window ended and the card surely did not switch. */
    EXPIRED,
    /** Called off before anything could have reached the card, or by the card itself. */
    CANCELLED,
    /** The card switched and came home again. */
    FELL_BACK,
    /** Nobody can say whether the card switched; it is asked, ever more rarely, and later news still settles it. */
    UNKNOWN;

    /** True where nobody has to wait for it any more. */
    public boolean isSettled() {
        return switch (this) {
            case CONFIRMED, REJECTED, EXPIRED, CANCELLED, FELL_BACK, UNKNOWN -> true;
            default -> false;
        };
    }

    /** True where a new transfer of the same card may begin: its outcome is known. */
    public boolean isClosed() {
        return isSettled() && this != UNKNOWN;
    }
}
