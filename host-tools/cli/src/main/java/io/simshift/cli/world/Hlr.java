package io.simshift.cli.world;

import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.server.escrow.ReleasedSlot;
import io.simshift.simulator.network.OperatorNetwork;
import io.simshift.simulator.network.Subscriber;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The people who enter subscribers into an operator's HLR. With some they make a mistake, and find it after days, or never.
 * What was right once stays right.
 */
final class Hlr {
    private static final Duration SOONEST_CORRECTION = Duration.ofHours(2);
    private static final Duration LATEST_CORRECTION = Duration.ofDays(5);

    private enum Entry {
        RIGHT,
        WRONG_KEY,
        MISSING
    }

    private final OperatorNetwork network;
    private final Surroundings around;
    private final Dice dice;
    private final Map<Imsi, Entry> entries = new TreeMap<>();
    private final Map<String, Imsi> imsiOfSlot = new TreeMap<>();

    Hlr(OperatorNetwork network, Surroundings around) {
        this.network = network;
        this.around = around;
        this.dice = around.dice("hlr-" + network.name());
    }

    /** Enters a subscriber; its keys are copied. One K belongs to one IMSI: an earlier one of the same slot goes. */
    void enter(ReleasedSlot slot, Msisdn msisdn) {
        Imsi former = imsiOfSlot.put(slot.iccid() + "/" + slot.slot(), slot.imsi());
        if (former != null && !former.equals(slot.imsi())) {
            around.history().tell(slot.iccid(), network.name(), "takes IMSI " + former + " out of its HLR");
            remove(former);
        }
        Subscriber right = new Subscriber(
                slot.imsi(), msisdn, copy(slot.keys().k()), copy(slot.keys().opc()));
        boolean first = !entries.containsKey(slot.imsi());
        if (first) {
            Entry entry = throwEntry();
            entries.put(slot.imsi(), entry);
            if (entry != Entry.RIGHT) {
                mistake(slot, entry, right);
            }
        }
        enter(right, entries.get(slot.imsi()));
    }

    private Entry throwEntry() {
        if (!dice.chance(around.weather().get().wrongProvisioning())) {
            return Entry.RIGHT;
        }
        return dice.chance(0.5) ? Entry.WRONG_KEY : Entry.MISSING;
    }

    private void mistake(ReleasedSlot slot, Entry entry, Subscriber right) {
        around.history().tell(slot.iccid(), network.name(), "enters it into its HLR wrongly: " + entry);
        if (dice.chance(0.5)) {
            time().after(dice.between(SOONEST_CORRECTION, LATEST_CORRECTION), () -> {
                boolean stillWanted = entries.replace(right.imsi(), Entry.RIGHT) != null;
                if (stillWanted) {
                    around.history().tell(slot.iccid(), network.name(), "corrects its HLR");
                    enter(right, Entry.RIGHT);
                }
            });
        }
    }

    private VirtualTime time() {
        return around.time();
    }

    private void enter(Subscriber right, Entry entry) {
        switch (entry) {
            case RIGHT -> network.provision(right);
            case WRONG_KEY -> network.provision(new Subscriber(right.imsi(), right.msisdn(), right.opc(), right.k()));
            case MISSING -> {
                // nobody has typed it in
            }
        }
    }

    /** A subscriber has left. */
    void remove(Imsi imsi) {
        entries.remove(imsi);
        network.remove(imsi);
    }

    private static SecretBytes copy(SecretBytes key) {
        return SecretBytes.copyOf(key.reveal());
    }
}
