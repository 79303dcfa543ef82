package io.simshift.server.engine;

import io.simshift.server.campaign.CampaignView;

/**
 * Hears of each step of each transfer, on one thread, in the order of the steps. Steps that became durable right before a crash
 * may not have been told: after a start, {@link io.simshift.server.OtaServer#campaigns} is what counts.
 */
@FunctionalInterface
public interface ProgressListener {
    void onProgress(TransferProgress progress);

    /** Hears of each change of a campaign of the desk, already durable, on whatever thread made it. It must not wait. */
    default void onCampaign(CampaignView campaign) {}
}
