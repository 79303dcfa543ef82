package io.simshift.server.campaign;

import io.simshift.server.transfer.Phase;
import java.util.EnumMap;
import java.util.Map;

/**
 * How the cards of a campaign stand.
 *
 * @param cards rows of the order that are good
 * @param refused rows of the order that are not
 * @param waiting cards not begun yet
 * @param leftOut cards that could not be begun when their turn came
 * @param calledOff cards that were called off, or whose time was over, before they were begun
 * @param phases of those begun; phases without a card are missing
 */
public record CampaignProgress(
        long cards, long refused, long waiting, long leftOut, long calledOff, Map<Phase, Long> phases) {
    public CampaignProgress {
        EnumMap<Phase, Long> copy = new EnumMap<>(Phase.class);
        copy.putAll(phases);
        phases = java.util.Collections.unmodifiableMap(copy);
    }

    /** Cards begun. */
    public long begun() {
        return phases.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Cards begun that nobody has to wait for any more. */
    public long settled() {
        return count(true);
    }

    /** Settled cards that did not arrive and were not called off either. */
    public long failed() {
        return of(Phase.REJECTED) + of(Phase.EXPIRED) + of(Phase.FELL_BACK) + of(Phase.UNKNOWN);
    }

    /** Cards in one phase. */
    public long of(Phase phase) {
        return phases.getOrDefault(phase, 0L);
    }

    private long count(boolean settled) {
        return phases.entrySet().stream()
                .filter(entry -> entry.getKey().isSettled() == settled)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
