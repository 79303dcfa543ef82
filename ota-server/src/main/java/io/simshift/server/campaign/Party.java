package io.simshift.server.campaign;

/** Who must say yes before the first message (TR 33.812, TR-S6). A rotation has no recipient but the donor itself. */
public enum Party {
    DONOR,
    RECIPIENT
}
