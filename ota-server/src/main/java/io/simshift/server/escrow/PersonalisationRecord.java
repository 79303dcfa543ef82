package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.protocol.subscription.OtaAlgorithm;
import java.util.List;

/**
 * What the factory needs to personalise one card. Its keys are zeroed when the escrow's sink returns.
 *
 * @param imsi goes with slot 1
 * @param slots from slot 1 on
 */
public record PersonalisationRecord(Iccid iccid, Imsi imsi, ManufacturerKeys manufacturerKeys, List<Slot> slots)
        implements AutoCloseable {

    /** One slot to be stored on the card. */
    public record Slot(SlotIndex index, AkaChoice aka, OtaAlgorithm algorithm, SlotKeys keys) {}

    public PersonalisationRecord {
        slots = List.copyOf(slots);
    }

    /** With copies of all keys, for one whose owner may close the first. */
    PersonalisationRecord copy() {
        return new PersonalisationRecord(
                iccid,
                imsi,
                manufacturerKeys.copy(),
                slots.stream()
                        .map(slot -> new Slot(
                                slot.index(),
                                slot.aka(),
                                slot.algorithm(),
                                slot.keys().copy()))
                        .toList());
    }

    /** Zeroes all keys. */
    @Override
    public void close() {
        manufacturerKeys.close();
        slots.forEach(slot -> slot.keys().close());
    }
}
