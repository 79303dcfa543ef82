package io.simshift.server.engine;

import io.simshift.server.campaign.Approval;
import io.simshift.server.campaign.CampaignKind;
import io.simshift.server.campaign.CampaignPlan;
import io.simshift.server.campaign.CampaignState;
import io.simshift.server.campaign.Party;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A campaign of the desk as it is kept, without its cards. */
record StoredCampaign(
        CampaignRecord record,
        CampaignPlan plan,
        CampaignState state,
        String reason,
        String createdBy,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        long cards,
        long refused,
        List<Approval> approvals) {
    StoredCampaign {
        approvals = List.copyOf(approvals);
    }

    String id() {
        return record.id();
    }

    StoredCampaign in(CampaignState next, String why) {
        return new StoredCampaign(record, plan, next, why, createdBy, startedAt, endedAt, cards, refused, approvals);
    }

    StoredCampaign started(Instant at) {
        return new StoredCampaign(
                record, plan, state, reason, createdBy, Optional.of(at), endedAt, cards, refused, approvals);
    }

    StoredCampaign ended(Instant at) {
        return new StoredCampaign(
                record, plan, state, reason, createdBy, startedAt, Optional.of(at), cards, refused, approvals);
    }

    StoredCampaign withPlan(CampaignRecord otherRecord, CampaignPlan other) {
        return new StoredCampaign(
                otherRecord, other, state, reason, createdBy, startedAt, endedAt, cards, refused, approvals);
    }

    StoredCampaign withCards(long good, long bad) {
        return new StoredCampaign(record, plan, state, reason, createdBy, startedAt, endedAt, good, bad, approvals);
    }

    StoredCampaign withApprovals(List<Approval> given) {
        return new StoredCampaign(record, plan, state, reason, createdBy, startedAt, endedAt, cards, refused, given);
    }

    /** Who must approve it. */
    List<Party> parties() {
        return plan.kind() == CampaignKind.ROTATE ? List.of(Party.DONOR) : List.of(Party.DONOR, Party.RECIPIENT);
    }

    /** Whose approval is still needed. */
    List<Party> missing() {
        List<Party> missing = new ArrayList<>(parties());
        approvals.forEach(approval -> missing.remove(approval.party()));
        return missing;
    }

    /** Nothing is sent after this moment; empty before the start. */
    Optional<Instant> deadline() {
        return startedAt.map(at -> at.plus(plan.schedule().validity()));
    }
}
