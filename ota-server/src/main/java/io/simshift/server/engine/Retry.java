package io.simshift.server.engine;

import io.simshift.server.campaign.CampaignPlan;
import io.simshift.server.campaign.Schedule;
import java.util.Optional;

/** The plan for another try of a campaign's failed cards: the same, at once, with a name that says so. */
final class Retry {
    private static final int NAME_MAX = 100;
    private static final String SUFFIX = " (again)";

    private Retry() {}

    static CampaignPlan plan(CampaignPlan old) {
        Schedule schedule = old.schedule();
        String name = old.name().endsWith(SUFFIX) ? old.name() : old.name() + SUFFIX;
        return new CampaignPlan(
                old.kind(),
                name.length() <= NAME_MAX ? name : old.name(),
                old.recipient(),
                old.mode(),
                old.fallback(),
                new Schedule(Optional.empty(), schedule.windows(), schedule.zone(), schedule.validity()),
                old.pace(),
                Optional.empty(),
                old.failureLimit());
    }
}
