package io.simshift.simulator.smsc;

/**
 * What a message centre has done since its start.
 *
 * @param mtAccepted submit_sm taken
 * @param mtDelivered messages that a handset acknowledged
 * @param mtFailed messages given up: refused by the handset, or expired
 * @param moForwarded SMS-SUBMIT messages that an ESME took
 * @param reportsForwarded user data of SMS-DELIVER-REPORTs that an ESME took
 * @param receiptsForwarded delivery receipts that an ESME took
 * @param esmeRefused messages and receipts that an ESME refused for good
 */
public record SmscCounters(
        long mtAccepted,
        long mtDelivered,
        long mtFailed,
        long moForwarded,
        long reportsForwarded,
        long receiptsForwarded,
        long esmeRefused) {}
