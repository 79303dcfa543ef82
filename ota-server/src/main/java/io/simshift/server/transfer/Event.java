package io.simshift.server.transfer;

import io.simshift.protocol.identity.SlotIndex;
import io.simshift.server.sms.DeliveryReceipt;
import java.time.Instant;

/** What can happen to a transfer. */
public sealed interface Event {
    /** What a packet of a transfer asks of the card. */
    enum Command {
        SWITCH,
        CANCEL
    }

    /** The order is to be carried out. */
    record Started() implements Event {}

    /** The escrow keeps the slot for the recipient. */
    record Reserved() implements Event {}

    /** The escrow refused the hand-over. */
    record ReservationRefused(String reason) implements Event {}

    /** The escrow does not keep the slot yet, for a reason that can pass. */
    record ReservationPutOff(String reason) implements Event {}

    /** The recipient holds the keys. */
    record Provisioned() implements Event {}

    /** The engine goes on at once; nothing outside has to happen first. */
    record Advanced() implements Event {}

    /** A finished packet with this counter is in the store. */
    record PacketStored(long counter) implements Event {}

    /** No packet can be built (a key that does not unwrap, an order too long for one message). */
    record BuildFailed(String reason) implements Event {}

    /** The SMSC took submission number {@code submission}. */
    record SubmitAccepted(int submission, String messageId) implements Event {}

    /** The SMSC refused it; it was surely not sent. */
    record SubmitRefused(int submission, int commandStatus, boolean mayRetry) implements Event {}

    /** Nobody knows whether the SMSC has it. */
    record SubmitUnknown(int submission, String reason) implements Event {}

    /** Its campaign does not send now; it was surely not sent, and does not count as a submission. */
    record HeldBack(int submission, Instant until) implements Event {}

    /** The SMSC's later word on it. */
    record ReceiptArrived(int submission, DeliveryReceipt.Outcome outcome) implements Event {}

    /**
     * A proof of receipt that belongs to one of this transfer's packets.
     *
     * @param command what that packet asked of the card
     * @param counter CNTR, copied by the card from the command packet; 0 in a plain PoR that came without
     * @param porStatus response status code (TS 102 225 5.2)
     * @param statusWord last status word of the script; 0 where the PoR has none
     * @param authenticated whether its check value was verified
     */
    record PorArrived(Command command, long counter, int porStatus, int statusWord, boolean authenticated)
            implements Event {}

    /** The time that the state asked for has come. */
    record TimerFired() implements Event {}

    /** The recipient's network has authenticated the card, or the card has answered under the recipient's keyset. */
    record SeenAtRecipient() implements Event {}

    /**
     * The card answered a QUERY under this operator's keyset.
     *
     * @param activeSlot a higher one than the donor's where the card has left and been handed back since
     * @param counter the highest counter that the card has taken: no packet with a lower one will be executed any more
     * @param sameTransfer whether the last SWITCH that the card knows is this transfer's
     * @param pending whether that SWITCH waits for a reset
     * @param fallbackCause tag 8D; 0 for none
     */
    record CardAnswered(SlotIndex activeSlot, long counter, boolean sameTransfer, boolean pending, int fallbackCause)
            implements Event {}

    /** Somebody wants the transfer called off. */
    record CancelRequested(String by) implements Event {}

    /** The server has started again; effects of the last decision may not have been run. */
    record Resumed() implements Event {}
}
