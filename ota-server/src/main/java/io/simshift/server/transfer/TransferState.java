package io.simshift.server.transfer;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.server.operator.OperatorId;
import java.time.Instant;
import java.util.Objects;

/**
 * All that is known about one card's change of operator.
 *
 * @param order what was ordered; never changes
 * @param phase where it stands
 * @param counter counter of the packet in use; 0 before the first packet
 * @param rebuilds how often a packet was built anew because the card's counter was higher
 * @param copies how often the packet in use was handed to the bearer
 * @param submissions how often a packet was handed to the bearer
 * @param unresolved how many of these may have reached the card
 * @param asked how often in a row the escrow or the recipient was asked for what is still missing
 * @param provisioned whether the recipient has said that it holds the keys
 * @param dueAt when the machine wants to be woken; null for never
 * @param reason why it is where it is, for people; empty where all is well
 */
public record TransferState(
        Order order,
        Phase phase,
        long counter,
        int rebuilds,
        int copies,
        int submissions,
        int unresolved,
        int asked,
        boolean provisioned,
        Instant dueAt,
        String reason) {

    /**
     * @param id carried in SWITCH (tag 82)
     * @param campaign the order that it belongs to
     * @param homeSlot the donor's slot, active when the transfer begins
     * @param targetSlot the recipient's slot
     * @param deadline end of the window: nothing is sent after it
     */
    public record Order(
            TransferId id,
            String campaign,
            Iccid iccid,
            Imsi newImsi,
            OperatorId recipient,
            TransferMode mode,
            SlotIndex homeSlot,
            SlotIndex targetSlot,
            Instant deadline) {
        public Order {
            Objects.requireNonNull(id, "transfer id");
            Objects.requireNonNull(deadline, "deadline");
            if (targetSlot.compareTo(homeSlot) <= 0) {
                throw new IllegalArgumentException("slot " + targetSlot + " is not above the active slot " + homeSlot);
            }
        }
    }

    public TransferState {
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(reason, "reason");
    }

    /** A transfer that has just been ordered. */
    public static TransferState ordered(Order order) {
        return new TransferState(order, Phase.ORDERED, 0, 0, 0, 0, 0, 0, false, null, "");
    }

    /** The transfer's id. */
    public TransferId id() {
        return order.id();
    }

    TransferState in(Phase next, Instant nextDueAt) {
        return in(next, nextDueAt, "");
    }

    TransferState in(Phase next, Instant nextDueAt, String why) {
        return new TransferState(
                order, next, counter, rebuilds, copies, submissions, unresolved, asked, provisioned, nextDueAt, why);
    }

    TransferState withPacket(long newCounter) {
        return new TransferState(
                order, phase, newCounter, rebuilds, 0, submissions, unresolved, asked, provisioned, dueAt, reason);
    }

    TransferState withRebuilds(int number) {
        return new TransferState(
                order, phase, counter, number, copies, submissions, unresolved, asked, provisioned, dueAt, reason);
    }

    TransferState withSubmission() {
        return new TransferState(
                order,
                phase,
                counter,
                rebuilds,
                copies + 1,
                submissions + 1,
                unresolved + 1,
                asked,
                provisioned,
                dueAt,
                reason);
    }

    TransferState withOneUndelivered() {
        int left = Math.max(0, unresolved - 1);
        return new TransferState(
                order, phase, counter, rebuilds, copies, submissions, left, asked, provisioned, dueAt, reason);
    }

    /** As if the last submission had not been begun. */
    TransferState withoutSubmission() {
        return new TransferState(
                order,
                phase,
                counter,
                rebuilds,
                Math.max(0, copies - 1),
                submissions - 1,
                Math.max(0, unresolved - 1),
                asked,
                provisioned,
                dueAt,
                reason);
    }

    TransferState withAsked(int number) {
        return new TransferState(
                order, phase, counter, rebuilds, copies, submissions, unresolved, number, provisioned, dueAt, reason);
    }

    TransferState withProvisioned() {
        return new TransferState(
                order, phase, counter, rebuilds, copies, submissions, unresolved, asked, true, dueAt, reason);
    }
}
