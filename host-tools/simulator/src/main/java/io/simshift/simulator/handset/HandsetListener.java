package io.simshift.simulator.handset;

/** Sees what handsets do. Called on a handset's turn: answers quickly, or hands the work on. */
@FunctionalInterface
public interface HandsetListener {
    /** Who does not care. */
    HandsetListener NONE = (handset, event) -> {};

    /** @param handset the handset's name */
    void observed(String handset, HandsetEvent event);
}
