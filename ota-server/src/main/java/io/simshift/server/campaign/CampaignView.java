package io.simshift.server.campaign;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One campaign at one moment.
 *
 * @param reason why it is where it is, for people; empty where all is well
 * @param startedAt when its first card might be begun
 * @param endedAt when it was STOPPED or FINISHED
 * @param missing whose approval is still needed; empty before it is submitted and after all have approved
 */
public record CampaignView(
        String id,
        CampaignPlan plan,
        CampaignState state,
        String reason,
        String createdBy,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        List<Approval> approvals,
        List<Party> missing,
        CampaignProgress progress) {
    public CampaignView {
        approvals = List.copyOf(approvals);
        missing = List.copyOf(missing);
    }
}
