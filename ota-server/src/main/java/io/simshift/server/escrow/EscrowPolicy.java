package io.simshift.server.escrow;

/**
 * What the custodian demands beyond the rules that always hold.
 *
 * @param destroyConfirmed whether the escrow destroys its copy of a slot's keys once the recipient has confirmed the card
 * @param officers how many officers of the custodian have to approve a hand-over before anything of it is released, and
 *     whatever else goes beyond the daily work; 0 to 9
 * @param validityDays within how many days of its making a hand-over has to end; 0 where it need not end
 * @param productionAgain whether keys of cards that nobody has yet may be written to a production file once more
 */
public record EscrowPolicy(boolean destroyConfirmed, int officers, int validityDays, boolean productionAgain) {
    /** Copies are kept, nobody has to approve. */
    public static final EscrowPolicy DEFAULT = new EscrowPolicy(false, 0);

    private static final int OFFICERS_MAX = 9;
    private static final int VALIDITY_DAYS_MAX = 3650;

    public EscrowPolicy {
        if (officers < 0 || officers > OFFICERS_MAX) {
            throw new IllegalArgumentException("0 to 9 officers can be demanded, not " + officers);
        }
        if (validityDays < 0 || validityDays > VALIDITY_DAYS_MAX) {
            throw new IllegalArgumentException(
                    "a hand-over can be made to end within 1 to " + VALIDITY_DAYS_MAX + " days, not " + validityDays);
        }
    }

    /** With hand-overs that need not end, and production files once. */
    public EscrowPolicy(boolean destroyConfirmed, int officers) {
        this(destroyConfirmed, officers, 0, false);
    }

    /** What either demands, and what either allows. */
    EscrowPolicy and(EscrowPolicy other) {
        boolean bothEnd = validityDays > 0 && other.validityDays > 0;
        return new EscrowPolicy(
                destroyConfirmed || other.destroyConfirmed,
                Math.max(officers, other.officers),
                bothEnd ? Math.min(validityDays, other.validityDays) : Math.max(validityDays, other.validityDays),
                productionAgain || other.productionAgain);
    }
}
