package io.simshift.simulator.handset;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import java.util.Optional;

/**
 * Where a handset stands.
 *
 * @param iccid what the card showed last
 * @param imsi what the card showed last
 * @param operator name of the network that it is attached at
 * @param msisdn number under which it is attached
 */
public record HandsetStatus(
        State state, Optional<Iccid> iccid, Optional<Imsi> imsi, Optional<String> operator, Optional<Msisdn> msisdn) {
    /** A handset's states. */
    public enum State {
        OFF,
        /** On, and without a usable card. */
        NO_CARD,
        /** The card is read; no network let it in yet. */
        SEARCHING,
        ATTACHED
    }

    static final HandsetStatus OFF = without(State.OFF);
    static final HandsetStatus NO_CARD = without(State.NO_CARD);

    private static HandsetStatus without(State state) {
        return new HandsetStatus(state, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    static HandsetStatus searching(Subscription subscription) {
        return new HandsetStatus(
                State.SEARCHING,
                Optional.of(subscription.iccid()),
                Optional.of(subscription.imsi()),
                Optional.empty(),
                Optional.empty());
    }

    static HandsetStatus attached(Subscription subscription, String operator, Msisdn msisdn) {
        return new HandsetStatus(
                State.ATTACHED,
                Optional.of(subscription.iccid()),
                Optional.of(subscription.imsi()),
                Optional.of(operator),
                Optional.of(msisdn));
    }

    /** Whether it is attached at this operator. */
    public boolean attachedAt(String name) {
        return state == State.ATTACHED && operator.filter(name::equals).isPresent();
    }
}
