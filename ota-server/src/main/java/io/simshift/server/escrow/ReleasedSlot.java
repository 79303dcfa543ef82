package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.protocol.subscription.OtaAlgorithm;
import java.util.Objects;

/**
 * One slot that an operator has received.
 *
 * @param imsi the operator's IMSI that goes with it
 * @param slot its index
 * @param slotCount number of slots on the card
 * @param aka what K and OPc are for
 * @param algorithm of the OTA keys
 */
public record ReleasedSlot(
        Iccid iccid, Imsi imsi, SlotIndex slot, int slotCount, AkaChoice aka, OtaAlgorithm algorithm, SlotKeys keys)
        implements AutoCloseable {
    public ReleasedSlot {
        Objects.requireNonNull(iccid, "ICCID");
        Objects.requireNonNull(imsi, "IMSI");
        if (slot.value() > slotCount) {
            throw new IllegalArgumentException("slot " + slot + " of a card with " + slotCount + " slots");
        }
    }

    /** Zeroes the keys. */
    @Override
    public void close() {
        keys.close();
    }
}
