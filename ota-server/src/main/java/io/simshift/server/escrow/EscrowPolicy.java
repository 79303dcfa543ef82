package io.simshift.server.escrow;

/**
 * What the custodian demands beyond the rules that always hold.
 *
 * @param destroyConfirmed whether the escrow destroys its copy of a slot's keys once the recipient has confirmed the card
 * @param officers how many officers of the custodian have to approve a hand-over before anything of it is released; 0 to 9
 */
public record EscrowPolicy(boolean destroyConfirmed, int officers) {
    /** Copies are kept, nobody has to approve. */
    public static final EscrowPolicy DEFAULT = new EscrowPolicy(false, 0);

    private static final int OFFICERS_MAX = 9;

    public EscrowPolicy {
        if (officers < 0 || officers > OFFICERS_MAX) {
            throw new IllegalArgumentException("0 to 9 officers can be demanded, not " + officers);
        }
    }
}
