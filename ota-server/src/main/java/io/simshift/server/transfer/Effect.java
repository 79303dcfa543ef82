package io.simshift.server.transfer;

/** What the machine wants done. Each may be run more than once; a card, an escrow and a recipient take it twice. */
public sealed interface Effect {
    /** Come back with {@link Event.Advanced} in the same transaction. */
    record Advance() implements Effect {}

    /**
     * Take a counter of at least this value from the card's counters, build the packet with the SWITCH, store both in
     * this same transaction and come back with {@link Event.PacketStored}.
     */
    record BuildPacket(long atLeastCounter) implements Effect {}

    /** The same with a CANCEL instead of the SWITCH. */
    record BuildCancel(long atLeastCounter) implements Effect {}

    /** Ask the escrow to keep the slot for the recipient. */
    record Reserve() implements Effect {}

    /** Send the recipient the signed hand-over, with which it collects the keys. */
    record HandOver() implements Effect {}

    /** Hand the stored packet with this counter to the bearer, byte for byte. */
    record Send(long counter, int submission) implements Effect {}

    /** Ask the card how it is, under the donor's keyset. */
    record QueryCard() implements Effect {}
}
