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
    private Handset handset;

    /** @param number from 1 */
    WorldCard(int number, Iccid iccid, Imsi firstImsi, CardKeys keys, TearableCard card) {
        this.number = number;
        this.iccid = iccid;
        this.firstImsi = firstImsi;
        this.keys = keys;
        this.card = card;
        this.link = new PowerLink(card);
        this.probe = new CardProbe(card, keys);
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

    void putInto(Handset device) {
        this.handset = device;
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
