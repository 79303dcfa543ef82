package io.simshift.server.handover;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import java.util.Objects;

/**
 * One card that changes hands.
 *
 * @param newImsi the recipient's IMSI for it
 * @param iccid the card
 * @param slot the slot whose keys go with that IMSI
 */
public record HandoverEntry(Imsi newImsi, Iccid iccid, SlotIndex slot) {
    public HandoverEntry {
        Objects.requireNonNull(newImsi, "new IMSI");
        Objects.requireNonNull(iccid, "ICCID");
        Objects.requireNonNull(slot, "slot");
    }
}
