package io.simshift.server.transfer;

/** When the recipient gets the keys. */
public enum TransferMode {
    /** Before the card moves, so that there is no gap in service. */
    PROVISION_FIRST,
    /** After the card has acknowledged the switch (TR 33.812 5.3.2.2, steps 5 to 7). */
    AS_SPECIFIED
}
