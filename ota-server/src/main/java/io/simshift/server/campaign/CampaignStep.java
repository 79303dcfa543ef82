package io.simshift.server.campaign;

import java.time.Instant;

/**
 * One thing that was done with a campaign.
 *
 * @param by who has done it; the operator's id where the server did it by itself
 * @param action in words
 */
public record CampaignStep(Instant at, String by, String action, CampaignState state) {}
