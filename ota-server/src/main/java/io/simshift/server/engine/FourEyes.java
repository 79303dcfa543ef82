package io.simshift.server.engine;

import io.simshift.server.campaign.CampaignStep;
import java.util.List;

/**
 * Who may approve a campaign: nobody who has made it what it is. Whoever created it, changed its plan or its pace, uploaded an
 * order, even one that was replaced later, or submitted it has had a hand in it; whoever only approved or refused has not.
 */
final class FourEyes {
    /** How the step of an approval begins. */
    static final String APPROVED = "approved for the ";

    /** How the step of a refusal begins. */
    static final String REFUSED = "refused for the ";

    private FourEyes() {}

    /** @param steps what was done with the campaign up to now */
    static boolean hasHadAHand(String person, List<CampaignStep> steps) {
        return steps.stream().filter(step -> step.by().equals(person)).anyMatch(step -> !isDecision(step));
    }

    private static boolean isDecision(CampaignStep step) {
        return step.action().startsWith(APPROVED) || step.action().startsWith(REFUSED);
    }
}
