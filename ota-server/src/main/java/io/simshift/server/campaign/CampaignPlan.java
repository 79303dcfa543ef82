package io.simshift.server.campaign;

import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.transfer.TransferMode;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What somebody wants done with the cards of one order.
 *
 * @param name for people; 1 to 100 characters
 * @param recipient the operator that they go to; for ROTATE the own one
 * @param mode when the recipient gets the keys
 * @param fallback when a card comes home that finds no way into the network
 */
public record CampaignPlan(
        CampaignKind kind,
        String name,
        OperatorProfile recipient,
        TransferMode mode,
        FallbackRule fallback,
        Schedule schedule,
        Pace pace,
        Optional<Canary> canary,
        Optional<FailureLimit> failureLimit) {
    private static final int NAME_MAX = 100;
    private static final int RESETS_UNTIL_HOME = 5;
    private static final int FAILED_AUTHENTICATIONS_UNTIL_HOME = 10;

    public CampaignPlan {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(recipient, "recipient");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(fallback, "fallback rule");
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(pace, "pace");
        Objects.requireNonNull(canary, "test batch");
        Objects.requireNonNull(failureLimit, "failure limit");
        if (name.isBlank() || name.length() > NAME_MAX || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a campaign's name has 1 to " + NAME_MAX + " printable characters");
        }
    }

    /** Keys first, at once, for a week, at {@link Pace#standard}, home after 5 resets or 10 failed authentications. */
    public static CampaignPlan standard(CampaignKind kind, String name, OperatorProfile recipient) {
        return new CampaignPlan(
                kind,
                name,
                recipient,
                TransferMode.PROVISION_FIRST,
                FallbackRule.after(RESETS_UNTIL_HOME, FAILED_AUTHENTICATIONS_UNTIL_HOME),
                Schedule.atOnce(Duration.ofDays(7)),
                Pace.standard(),
                Optional.empty(),
                Optional.empty());
    }

    public CampaignPlan withName(String other) {
        return new CampaignPlan(kind, other, recipient, mode, fallback, schedule, pace, canary, failureLimit);
    }

    public CampaignPlan withSchedule(Schedule other) {
        return new CampaignPlan(kind, name, recipient, mode, fallback, other, pace, canary, failureLimit);
    }

    public CampaignPlan withPace(Pace other) {
        return new CampaignPlan(kind, name, recipient, mode, fallback, schedule, other, canary, failureLimit);
    }

    public CampaignPlan withCanary(Canary other) {
        return new CampaignPlan(
                kind, name, recipient, mode, fallback, schedule, pace, Optional.of(other), failureLimit);
    }

    public CampaignPlan withFailureLimit(FailureLimit other) {
        return new CampaignPlan(kind, name, recipient, mode, fallback, schedule, pace, canary, Optional.of(other));
    }
}
