package io.simshift.server.card;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.operator.OperatorId;
import java.util.Optional;

/**
 * One card of this operator, without its keys.
 *
 * @param slot the operator's slot on it
 * @param slotCount number of slots on it
 * @param algorithm of the slot's OTA keys
 * @param nextCounter the first OTA counter not used yet
 * @param lastClaimed index of the highest slot given to anybody, or spent; {@code slot} while none is
 * @param claimedFor who that slot was claimed for; empty where it is our own or spent
 */
public record Card(
        Iccid iccid,
        Imsi imsi,
        Msisdn msisdn,
        SlotIndex slot,
        int slotCount,
        OtaAlgorithm algorithm,
        long nextCounter,
        CardStatus status,
        SlotIndex lastClaimed,
        Optional<OperatorId> claimedFor) {

    /**
     * The slot that {@code recipient} would get: the one that it was promised before, else the first that nobody was.
     * Empty where the list is used up.
     */
    public Optional<SlotIndex> slotFor(OperatorId recipient) {
        if (claimedFor.filter(recipient::equals).isPresent()) {
            return Optional.of(lastClaimed);
        }
        return lastClaimed.value() < slotCount ? Optional.of(lastClaimed.next()) : Optional.empty();
    }
}
