package io.simshift.server.card;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.Counter;
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

    /**
     * The lowest counter of at least {@code atLeast} that no packet of this card's slot has used.
     *
     * @throws IllegalStateException where none is left
     */
    public Counter counter(long atLeast) {
        Counter counter = new Counter(Math.max(nextCounter, atLeast));
        if (counter.isBlocked()) {
            throw new IllegalStateException("the OTA counter of card " + iccid + " is used up");
        }
        return counter;
    }

    /** The same after a packet with this counter. */
    public Card withUsed(Counter counter) {
        return new Card(
                iccid, imsi, msisdn, slot, slotCount, algorithm, counter.value() + 1, status, lastClaimed, claimedFor);
    }

    /** The same with {@code claimed} given to {@code recipient}. */
    public Card withClaim(SlotIndex claimed, OperatorId recipient) {
        return new Card(
                iccid, imsi, msisdn, slot, slotCount, algorithm, nextCounter, status, claimed, Optional.of(recipient));
    }

    /** The same, elsewhere. */
    public Card withStatus(CardStatus now) {
        return new Card(iccid, imsi, msisdn, slot, slotCount, algorithm, nextCounter, now, lastClaimed, claimedFor);
    }
}
