package io.simshift.server.campaign;

/**
 * When a campaign stops by itself.
 *
 * @param percent of the settled cards that may have failed; more end the campaign
 * @param afterCards from so many settled cards on; fewer say nothing
 */
public record FailureLimit(int percent, int afterCards) {
    private static final int ALL_PERCENT = 100;

    public FailureLimit {
        if (percent < 0 || percent >= ALL_PERCENT || afterCards < 1) {
            throw new IllegalArgumentException("a failure limit of " + percent + " percent after " + afterCards
                    + " cards: 0 to 99 percent and at least 1 card are possible");
        }
    }

    /** Whether it is passed. */
    public boolean isPassed(long settled, long failed) {
        return settled >= afterCards && failed * ALL_PERCENT > settled * percent;
    }
}
