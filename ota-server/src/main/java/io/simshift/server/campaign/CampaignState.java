package io.simshift.server.campaign;

/**
 * Where a campaign stands. Nothing is sent, and nothing is asked of the escrow, before SCHEDULED.
 *
 * <pre>
 * DRAFT -> VALIDATED -> AWAITING_APPROVAL -> SCHEDULED -> RUNNING -> FINISHED
 *              ^---- refused ----'            |  ^  ^       |
 *                                             v  |  '-PAUSED'
 *                                     any but FINISHED -> STOPPED
 * </pre>
 */
public enum CampaignState {
    /** Has a plan and no cards yet. */
    DRAFT,
    /** Has cards; its order may be uploaded anew. */
    VALIDATED,
    /** Submitted; waits for those who must approve. */
    AWAITING_APPROVAL,
    /** Approved; waits for its start time or the next window. */
    SCHEDULED,
    /** Its cards are begun, one after the other. */
    RUNNING,
    /** No card is begun and no message sent; answers of cards are still taken. */
    PAUSED,
    /** Ended by somebody or by its own failure limit: no card is begun any more, those under way go on to their end. */
    STOPPED,
    /** Every card is settled. */
    FINISHED;

    /** True where cards may still be begun, now or later. */
    public boolean isLive() {
        return this == SCHEDULED || this == RUNNING || this == PAUSED;
    }

    /** True where it stays as it is for ever. */
    public boolean isOver() {
        return this == STOPPED || this == FINISHED;
    }
}
