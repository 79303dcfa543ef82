package io.simshift.simulator.card;

import com.licel.jcardsim.base.TransientMemory;

/**
 * The transient memory of one simulated card. jcardsim takes a transient array for each use of a key and keeps all of them
 * until the card is thrown away: a card that lives long would fill the heap, and each reset, which clears them one by one,
 * would take longer than the one before. The applet allocates nothing after its install, so that what comes later is
 * jcardsim's own and need not be kept.
 */
final class CardRam extends TransientMemory {
    private boolean complete;

    /** The applet is installed: from here on arrays are handed out and forgotten. */
    void complete() {
        complete = true;
    }

    @Override
    protected void storeArray(Object array, byte event) {
        if (!complete) {
            super.storeArray(array, event);
        }
    }

    /** Arrays that a reset clears. */
    int arrays() {
        return clearOnReset.size() + clearOnDeselect.size();
    }
}
