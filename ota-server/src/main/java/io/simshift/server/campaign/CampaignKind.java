package io.simshift.server.campaign;

/** What a campaign does with its cards. */
public enum CampaignKind {
    /** To another operator, in its next slot. */
    MOVE,
    /** To the next slot of the same operator: new K, new OTA keys, new IMSI. The remote answer to leaked keys. */
    ROTATE
}
