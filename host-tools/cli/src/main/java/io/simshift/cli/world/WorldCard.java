package io.simshift.cli.world;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.simulator.handset.Handset;
import io.simshift.simulator.tear.TearableCard;

/** One card, its keys for who watches over it, and the device that it sits in. */
final class WorldCard implements AutoCloseable {
    private final int number;
    private final Iccid iccid;
    private final Imsi firstImsi;
    private final CardKeys keys;
    private final TearableCard card;
    private final PowerLink link;
    private final CardProbe probe;
    private final boolean bound;
    private Handset own;
    private Handset foreign;
    private Handset handset;

    /**
     * @param number from 1
     * @param bound whether it belongs to its device, and authenticates in no other
     */
    WorldCard(int number, Iccid iccid, Imsi firstImsi, CardKeys keys, TearableCard card, boolean bound) {
        this.number = number;
        this.iccid = iccid;
        this.firstImsi = firstImsi;
        this.keys = keys;
        this.card = card;
        this.bound = bound;
        this.link = new PowerLink(card);
        this.probe = new CardProbe(card, keys, bound);
    }

    int number() {
        return number;
    }

    Iccid iccid() {
        return iccid;
    }

    /** Goes with slot 1. */
    Imsi firstImsi() {
        return firstImsi;
    }

    CardKeys keys() {
        return keys;
    }

    PowerLink link() {
        return link;
    }

    CardProbe probe() {
        return probe;
    }

    Handset handset() {
        return handset;
    }

    boolean isBound() {
        return bound;
    }

    /** @param owns the device that the card sits in now, and belongs to if it belongs to one */
    void setDevices(Handset owns, Handset other) {
        own = owns;
        foreign = other;
        handset = owns;
    }

    boolean isInItsOwnDevice() {
        return handset == own;
    }

    /** Moves the card from the one device to the other, and switches that on. */
    void changeDevice() {
        handset.powerOff();
        handset = isInItsOwnDevice() ? foreign : own;
        switchOn();
    }

    /** Gives the device its power back. */
    void switchOn() {
        link.powerOn();
        handset.powerOn();
    }

    @Override
    public void close() {
        card.close();
    }
}
